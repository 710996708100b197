import { meters } from '../../metrics.ts';
import { type ClaimedCapture, ClaimLost, type Due, openClaim, type WorkerDeps } from '../claim/claimed-capture.ts';
import { remind } from '../guard/approval-deadline.ts';
import { hasDueCleanup } from '../record/cleanup-ledger.ts';
import { engineReason } from '../record/reasons.ts';
import { isOver, type Status } from '../record/record.ts';
import { unfitFailure, unfitStep } from '../record/unfit-record.ts';
import { clean } from './cleanup.ts';
import { planJob } from './plan-job.ts';
import { runActs } from './run-acts.ts';
import { stumble } from './stumble.ts';

/** One tick: claims a capture, walks as far as Azure lets it today, and saves. Nobody waits in it. */
export async function tick(deps: WorkerDeps, id: string): Promise<Due> {
  const claim = await deps.store.claim(id);
  if (!claim) return null;
  if ('waitMs' in claim) {
    if (claim.newer)
      deps.log.warn(
        { capture: id, schema: claim.newer },
        'a capture is of a newer version than I am: I leave it alone',
      );
    return claim.waitMs;
  }
  meters.late.observe(claim.lateMs / 1000);
  // Under the key of one capture the record of another may stand: it is not that one's.
  const claimed = openClaim(deps, { ...claim, capture: { ...claim.capture, id } });
  try {
    return await walk(claimed).catch(error => {
      if (error instanceof ClaimLost) throw error;
      return stumble(claimed, error);
    });
  } catch (error) {
    if (error instanceof ClaimLost) return 0;
    throw error;
  }
}

async function walk(claimed: ClaimedCapture): Promise<Due> {
  const capture = claimed.capture();
  if (hasDueCleanup(capture)) return clean(claimed);
  if (capture.status.is === 'failed') return giveUpInTime(claimed, capture.status);
  if (isOver(capture)) return claimed.save({}, { dueInMs: null });
  if (capture.unfit) return claimed.fail(unfitFailure(capture.unfit), claimed.current()?.name ?? unfitStep);
  switch (capture.status.is) {
    case 'planning':
      return planJob(claimed);
    case 'waiting':
      return wait(claimed, capture.status);
    default:
      return runActs(claimed);
  }
}

/** A failed capture can be retried, and keeps its copy, for as long as the settings say; after that it is over, and the copy goes. */
function giveUpInTime(claimed: ClaimedCapture, status: Extract<Status, { is: 'failed' }>): Promise<Due> {
  const leftMs = Date.parse(status.at) + claimed.settings.clone.keepFailedHours * 3_600_000 - claimed.now().getTime();
  if (leftMs > 0) return claimed.save({}, { dueInMs: leftMs });
  const at = claimed.at();
  return claimed.end({ is: 'expired', at }, { kind: 'expired', at }, { event: 'expired' });
}

function wait(claimed: ClaimedCapture, status: Extract<Status, { is: 'waiting' }>): Promise<Due> {
  const leftMs = Date.parse(status.until) - claimed.now().getTime();
  if (leftMs > 0) return status.for === 'confirm' ? remind(claimed, leftMs) : claimed.save({}, { dueInMs: leftMs });
  const at = claimed.at();
  if (status.for === 'confirm')
    return claimed.end({ is: 'expired', at }, { kind: 'expired', at }, { event: 'expired' });
  return claimed.fail(engineReason('guest-not-confirmed', {}), claimed.current()?.name ?? 'guest');
}
