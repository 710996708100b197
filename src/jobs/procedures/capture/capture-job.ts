import type { Plan } from '../../record/plan.ts';
import type { Capture, Job } from '../../record/record.ts';
import type { ClaimedJob } from '../procedure.ts';

/** How records name this procedure; those that name none are of it too. */
export const captureProcedure = 'capture';

/** A capture that a worker has claimed. */
export type CaptureJob = ClaimedJob<Plan>;

/** The plan that a running capture must have. */
export function planOf({ capture }: Pick<CaptureJob, 'capture'>): Plan {
  const { plan } = capture();
  if (!plan) throw new Error('A step runs without a plan.');
  return plan;
}

/** A job as a capture; null where it is of another procedure. */
export const asCapture = (job: Job): Capture | null =>
  (job.procedure ?? captureProcedure) === captureProcedure ? (job as Capture) : null;
