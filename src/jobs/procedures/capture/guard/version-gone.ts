import { subjectName } from '../../../record/plan.ts';
import type { Failure } from '../../../record/refusal.ts';
import { type CaptureJob, planOf } from '../capture-job.ts';

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
    return {
      code: 'version-not-mine',
      reason: `I made ${definition} ${version}, and somebody has put another one in its place.`,
      remedy: 'Press Abandon and ask for a new capture: it takes the next version.',
    };
  return {
    code: 'version-gone',
    reason: `I made ${definition} ${version}, and somebody has deleted it since.`,
    remedy: `Press Retry: I create it again from ${subjectName(plan)}.`,
  };
}
