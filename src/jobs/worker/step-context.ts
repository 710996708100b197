import type { ResourceTags } from '../../azure/azure.ts';
import { type ClaimedCapture, planOfJob } from '../claim/claimed-capture.ts';
import type { StepContext } from '../procedures/step.ts';
import type { Job, StepRecord } from '../record/record.ts';
import type { Settings } from '../request/settings.ts';

export const contextOf = (claimed: ClaimedCapture, step: StepRecord): StepContext => ({
  captureId: claimed.capture().id,
  now: claimed.now(),
  plan: planOfJob(claimed),
  step,
  steps: claimed.capture().steps,
  azure: claimed.azure,
  settings: claimed.settings,
  resourceTags: marksOf(claimed.capture(), step, claimed.settings),
});

/** Past the longest that a capture may take, whoever finds what it made may take it for lost. */
function marksOf({ id, createdAt }: Job, { attempt }: StepRecord, { clone, timeouts, tags }: Settings): ResourceTags {
  const hours = clone.keepFailedHours + (timeouts.versionMinutes + timeouts.cloneMinutes) / 60;
  const expiresAt = new Date(Date.parse(createdAt) + 2 * hours * 3_600_000).toISOString();
  return { captureId: id, attempt, expiresAt, tags };
}
