import type { ClaimedCapture, Due } from '../claim/claimed-capture.ts';
import type { Holder } from '../procedures/procedure.ts';
import type { JobPlan } from '../record/record.ts';
import type { RefusalData } from '../record/refusal.ts';
import type { Held } from '../store/store.ts';

/** Whoever waits in line is woken when it moves; this is for when that was missed. */
const lookInLineMs = 60_000;

/** Takes a place behind whoever has the VM or the version. */
export function joinQueue(claimed: ClaimedCapture, { heldBy: behind, ahead }: Held, fresh: JobPlan): Promise<Due> {
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
  if (!blocked || (await passedOver(claimed, blocked.heldBy, plan)) !== null) return null;
  const { heldBy: behind, ahead } = blocked;
  return claimed.save({ queued: { ...queued, behind, place: ahead + 1 } }, { dueInMs: lookInLineMs, locks: 'queue' });
}

/** The name that is passed over, where another job stands in the way by that alone; null where it stays in the way. */
export async function passedOver(claimed: ClaimedCapture, id: string, plan: JobPlan): Promise<string | null> {
  const { procedure } = claimed;
  const holder = procedure.passOver ? await holderOf(claimed, id) : null;
  return (holder && procedure.passOver?.(claimed.capture(), plan, holder)) ?? null;
}

/** Who has what a plan is for, since when, and what can be done. */
export const refusalOfHeld = async (claimed: ClaimedCapture, id: string, plan: JobPlan): Promise<RefusalData> =>
  claimed.procedure.heldBy(plan, await holderOf(claimed, id), id);

async function holderOf({ store, procedures }: ClaimedCapture, id: string): Promise<Holder | null> {
  const job = await store.loadReadable(id);
  return job && { job, locks: job.plan ? procedures.of(job).locks(job.plan) : [] };
}
