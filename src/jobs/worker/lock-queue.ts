import type { ClaimedCapture, Due } from '../claim/claimed-capture.ts';
import type { Plan } from '../record/plan.ts';
import type { Capture } from '../record/record.ts';
import type { RefusalData } from '../record/refusal.ts';
import { wordOf } from '../request/next-version.ts';
import type { Held } from '../store/store.ts';

/** Whoever waits in line is woken when it moves; this is for when that was missed. */
const lookInLineMs = 60_000;

/** Takes a place behind whoever has the VM or the version. */
export function joinQueue(claimed: ClaimedCapture, { heldBy: behind, ahead }: Held, fresh: Plan): Promise<Due> {
  const [place, at] = [ahead + 1, claimed.at()];
  return claimed.save(
    {
      plan: fresh,
      queued: { behind, place, since: at },
      notices: [...claimed.capture().notices, { kind: 'queued', behind, place, at }],
    },
    { dueInMs: lookInLineMs, locks: 'queue', audit: { event: 'queued', details: behind } },
  );
}

/** Whoever waits in line goes on when all is free; nothing is planned before, since the VM is in another's hand. */
export async function resumeFromQueue(claimed: ClaimedCapture): Promise<Due> {
  const { queued, plan } = claimed.capture();
  if (!queued || !plan) return null;
  const blocked = await claimed.trySave({}, { dueInMs: lookInLineMs, locks: 'take' });
  if (!blocked || (await isNextFree(claimed, blocked.heldBy, plan))) return null;
  const { heldBy: behind, ahead } = blocked;
  return claimed.save({ queued: { ...queued, behind, place: ahead + 1 } }, { dueInMs: lookInLineMs, locks: 'queue' });
}

/** Whether a capture stands in the way by its version alone, and mine need not be that one. */
export async function isNextFree(claimed: ClaimedCapture, id: string, plan: Plan): Promise<boolean> {
  if (wordOf(claimed.capture().request.version) === null) return false;
  const other = await claimed.store.loadReadable(id);
  return other !== null && !isOfSameVm(other, plan);
}

/** Who has the VM or the version that a plan is for, since when, and what can be done. */
export async function heldBy(claimed: Pick<ClaimedCapture, 'store'>, id: string, plan: Plan): Promise<RefusalData> {
  const other = await claimed.store.loadReadable(id);
  const sameVm = isOfSameVm(other, plan);
  const what = sameVm ? plan.vm.name : `${plan.target.definition} ${plan.target.version}`;
  const waits = other && waitOf(other);
  const begun = sameVm ? 'is being captured already' : 'is being made already';
  return {
    code: sameVm ? 'vm-busy' : 'version-reserved',
    reason: [
      `${what} ${waits ? 'is taken already' : begun}, by ${id} of ${other?.requester.name ?? 'somebody'}${other ? `, since ${minuteOf(heldSince(other))}` : ''}.`,
      ...(waits ? [`That capture ${waits}.`] : []),
    ].join(' '),
    remedy: sameVm
      ? 'Follow that one in its thread, or ask again with queue=yes to wait in line.'
      : 'Name another version, or ask again with queue=yes to wait in line.',
    captureId: id,
  };
}

/** What a capture that does nothing by itself waits for, and from whom; null for any other. */
function waitOf({ status, requester, needs = [], plan }: Capture): string | null {
  if (status.is === 'failed') return 'has failed and waits for Retry or Abandon';
  if (status.is !== 'waiting') return null;
  if (status.for === 'guest') return `waits for ${requester.name} to prepare ${plan?.vm.name ?? 'the VM'} by hand`;
  if (needs.length > 0)
    return `waits for the approval of ${needs.map(({ count, whom }) => `${count} of ${whom}`).join('; ')}`;
  return `waits for ${requester.name} to confirm its plan`;
}

const isOfSameVm = (other: Capture | null, plan: Plan): boolean =>
  other?.plan?.vm.id.toLowerCase() === plan.vm.id.toLowerCase();

/** The locks are taken with the first question, or when the one before let go. */
const heldSince = ({ notices, createdAt }: Capture): string =>
  notices.find(({ kind }) => kind === 'question')?.at ?? createdAt;

const minuteOf = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
