import { regionsOf } from '../../src/jobs/procedures/capture/checks/version-free.ts';
import { acts } from '../../src/jobs/procedures/capture/procedure.ts';
import { stepsOf } from '../../src/jobs/procedures/procedure.ts';
import { drawClone } from '../../src/jobs/record/clone-plan.ts';
import type { Plan } from '../../src/jobs/record/plan.ts';
import { withPlanHash } from '../../src/jobs/record/plan-hash.ts';
import type { Capture } from '../../src/jobs/record/record.ts';
import type { Request } from '../../src/jobs/request/request.ts';
import { aCapture, aPlan } from './captures.ts';
import { settingsWith } from './survey.ts';

/** Settings that allow what a sound capture is for, with other words beside them. */
export const soundSettings = (more = '') => settingsWith(`publishers: [ann@contoso.example]\n${more}`);

const reader = '/providers/Microsoft.Authorization/roleDefinitions/cf7c76d2-98a3-4358-a134-615aa78bf44d';

/** A capture of web-01 with a plan that I could have drawn myself, changed as a test wants and with the hash that belongs to it. */
export function aSoundCapture(request: Request, change: (plan: Omit<Plan, 'hash'>) => object = () => ({})): Capture {
  const capture = aCapture({}, request);
  const { hash: _hash, ...plan } = aPlan();
  const [grant] = plan.grants;
  if (!grant) throw new Error('The plan gives nobody access.');
  const settings = soundSettings();
  const sound = {
    ...plan,
    version: { ...plan.version, regions: regionsOf({ request, settings, vm: plan.vm }), storage: settings.storage },
    checks: settings.checks,
    clone:
      request.mode === 'in-place' ? null : drawClone(capture.id, { vm: plan.vm, request, settings: soundSettings() }),
    grants: [
      {
        principal: { ...grant.principal, id: 'aaaaaaaa-0000-4000-8000-000000000009' },
        role: { id: `/subscriptions/${plan.vm.subscriptionId}${reader}`, name: grant.role.name },
        held: false,
      },
    ],
  };
  const drawn = withPlanHash({ ...sound, ...change(sound) });
  return { ...capture, plan: drawn, steps: stepsOf({ acts }, drawn) };
}
