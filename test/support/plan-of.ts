import { makePlan } from '../../src/jobs/procedures/capture/planning.ts';
import type { Planned } from '../../src/jobs/procedures/procedure.ts';
import type { Plan } from '../../src/jobs/record/plan.ts';
import type { Request } from '../../src/jobs/request/request.ts';
import { parseSettings, type Settings } from '../../src/jobs/request/settings.ts';
import type { Real } from '../azure/real.ts';
import { aCapture, noon } from './captures.ts';
import { quickSettings } from './quick-settings.ts';

/** Settings out of a text; those of the stories, with more in them, where none is given. */
export function settingsOf(more = '', base = quickSettings): Settings {
  const { data, problems } = parseSettings(`${base}${more}`);
  if (!data) throw new Error(problems.join());
  return data;
}

/** What comes of planning one request, against a simulated Azure. */
export function planning({ azure }: Real, request: Request, settings: Settings, now = noon): Promise<Planned<Plan>> {
  const capture = aCapture({ id: 'x' }, request);
  return makePlan({ azure, settings, planningTurn: survey => survey(), now: () => now, capture: () => capture });
}

/** The plan that comes of it. */
export async function planOf(real: Real, request: Request, settings: Settings): Promise<Plan> {
  const made = await planning(real, request, settings);
  if (made.is === 'refused') throw new Error(JSON.stringify(made.refusals));
  return made.plan;
}
