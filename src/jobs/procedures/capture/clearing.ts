import type { Plan } from '../../record/plan.ts';
import type { Clearing, Found } from '../procedure.ts';
import { type CaptureJob, planOf } from './capture-job.ts';
import { beyondBounds } from './guard/bounds-ledger.ts';
import { isSameVm } from './guard/source-check.ts';
import { whyNotStarted } from './guard/stopped-source.ts';

/** What a capture clears away is what it made for its copy; a source that was stopped for it runs again. */
export const clearing: Clearing<Plan> = {
  beyondBounds,
  power: {
    look: lookAtSource,
    start: claimed => claimed.azure.startVm(planOf(claimed).vm),
  },
};

async function lookAtSource(claimed: CaptureJob): Promise<Found> {
  const { vm } = planOf(claimed);
  const status = await claimed.azure.findVmStatus(vm);
  if (!status || status.power === 'running') return 'closed';
  const source = await claimed.azure.findVmFacts(vm);
  if (!source || !isSameVm(vm, source)) return 'closed';
  if (status.power !== 'stopped' && status.power !== 'deallocated') return 'busy';
  const problem = await whyNotStarted(claimed);
  return problem ? { problem } : 'there';
}
