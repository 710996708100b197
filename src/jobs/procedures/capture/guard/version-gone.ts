import type { Failure } from '../../../record/refusal.ts';
import { type CaptureJob, planOf } from '../capture-job.ts';
import { guardReason } from '../guard-reasons.ts';
import { ofPlan } from '../step-reasons.ts';

/** Why a capture is not done though all its steps are: somebody has deleted what it made, while the steps after it went on. */
export async function versionGone(
  claimed: CaptureJob,
): Promise<{ readonly failure: Failure; readonly step: string } | null> {
  const failure = await whyGone(claimed);
  return failure && { failure, step: 'create-version' };
}

async function whyGone(claimed: CaptureJob): Promise<Failure | null> {
  const plan = planOf(claimed);
  const { definition, version } = plan.target;
  const found = await claimed.azure.findVersion(plan.target);
  if (found?.captureId === claimed.capture().id && found.provisioningState !== 'Deleting') return null;
  if (found && found.captureId !== claimed.capture().id)
    return guardReason('version-replaced', { definition, version }, 'version-not-mine');
  return guardReason('version-gone', { ...ofPlan(plan), definition, version });
}
