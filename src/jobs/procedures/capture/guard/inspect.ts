import type { VmFacts } from '../../../../azure/azure.ts';
import type { Target } from '../../../policy/policy.ts';
import type { Plan } from '../../../record/plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { Inspection } from '../../procedure.ts';
import type { CaptureJob } from '../capture-job.ts';
import { targetOfPlan } from '../policy-question.ts';
import { ofPlan } from '../step-reasons.ts';
import { boundsOf } from './bounds.ts';
import { exchangedInCopy } from './disk-check.ts';
import { strangers } from './grants-known.ts';
import { changedVm, isSameVm, otherVm } from './source-check.ts';
import { whyNotStarted } from './stopped-source.ts';

/** Looks right before a first call: the plan is within today's settings, and the VM is still the one that was planned. */
export async function inspect(claimed: CaptureJob, plan: Plan): Promise<Inspection> {
  const broken =
    boundsOf(claimed.capture(), plan, claimed.settings, { mayMove: claimed.sealed() === 'sound' }) ??
    (await strangers(claimed, plan));
  if (broken) return no({ ...broken, facts: { ...broken.facts, ...ofPlan(plan), begun: true } });
  const source = await claimed.azure.findVmFacts(plan.vm);
  const refusal =
    (await otherVm(claimed, plan, source)) ??
    changedVm(claimed, plan, source) ??
    (await exchangedInCopy(claimed, plan)) ??
    (await unstopped(claimed));
  if (refusal) return no(refusal);
  return { is: 'yes', targets: targetsNow(plan, source), facts: { ...ofPlan(plan), isGone: source === null } };
}

const no = (refusal: RefusalData): Inspection => ({ is: 'no', refusal });

/** A source is started as a step only where it was stopped as one. */
async function unstopped(claimed: CaptureJob): Promise<RefusalData | null> {
  if (claimed.current()?.name !== 'start-source') return null;
  return whyNotStarted(claimed);
}

/** The tags that the VM under the planned name has now; those of the plan beside them where it is another one, and none known where it is gone. */
function targetsNow(plan: Plan, source: VmFacts | null): readonly Target[] {
  const planned = targetOfPlan(plan);
  if (!source) return [{ ...planned, tags: null }];
  const now = { ...planned, tags: source.tags };
  return isSameVm(plan.vm, source) ? [now] : [now, planned];
}
