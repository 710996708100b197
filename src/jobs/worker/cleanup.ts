import type { Listed, Started } from '../../azure/azure.ts';
import { RateLimited } from '../../azure/budget.ts';
import { notAfter, TooLate } from '../../azure/deadline.ts';
import { AzureError } from '../../azure/errors.ts';
import { backoff } from '../../lib/backoff.ts';
import { type ClaimedCapture, ClaimLost, type Due } from '../claim/claimed-capture.ts';
import { unsealedProblem } from '../guard/seal-failures.ts';
import type { Found, Procedure } from '../procedures/procedure.ts';
import type { AuditEvent } from '../record/audit-events.ts';
import { leftovers, nextToClose, upsertEntries } from '../record/cleanup-ledger.ts';
import { engineReason } from '../record/reasons.ts';
import type { LedgerEntry, Problem } from '../record/record.ts';
import { explain, type Failure, shortened } from '../record/refusal.ts';
import { timeoutsOf } from '../request/timeouts.ts';

/** After so many tries of one thing, some thirteen minutes at the usual pace, it is left to a person. */
const mostTries = 8;
/** So many, some fifty seconds, where something that it may hang on has been left: a person is told soon. */
const fewTries = 4;

/** Clears away what a capture made, in order, as far as Azure lets it today. Touches nothing that its ledger does not name. */
export async function clean(claimed: ClaimedCapture): Promise<Due> {
  const paceMs = claimed.settings.pace.gallerySeconds * 1000;
  for (;;) {
    const entries = nextToClose(claimed.capture());
    if (entries.length === 0) return finish(claimed);
    let waitMs: number | null = null;
    for (const one of entries) {
      const due = await close(claimed, one, paceMs);
      if (due !== null) waitMs = waitMs === null ? due : Math.min(waitMs, due);
    }
    if (waitMs !== null) return claimed.save({}, { dueInMs: waitMs });
  }
}

/** Says so once, when something could not be cleared away. */
function finish(claimed: ClaimedCapture): Promise<Due> {
  const left = leftovers(claimed.capture());
  const { notices, status } = claimed.capture();
  const dueInMs = status.is === 'failed' ? 0 : null;
  if (left.length === 0 || notices.at(-1)?.kind === 'leftovers') return claimed.save({}, { dueInMs });
  const notice = { kind: 'leftovers', count: left.length, at: claimed.at() } as const;
  return claimed.save({ notices: [...notices, notice] }, { dueInMs, audit: { event: 'leftovers' } });
}

/** Looks at one thing and asks for its end where that is still to be asked; null when it is at its end, or left. */
async function close(claimed: ClaimedCapture, one: LedgerEntry, paceMs: number): Promise<number | null> {
  const beyond =
    unsealedProblem(claimed.sealed()) ??
    claimed.procedure.clearing.beyondBounds(claimed.capture(), one, claimed.settings);
  if (beyond) return await leave(claimed, one, beyond);
  try {
    const look =
      one.kind === 'source-power' ? await powerOf(claimed).look(claimed) : await lookAt(claimed, one.kind, one);
    if (look === 'closed') {
      await record(claimed, { ...one, state: 'closed' }, { event: 'cleared', details: one.id });
      return null;
    }
    if (look === 'busy') return await waitForEnd(claimed, one, paceMs);
    if (look !== 'there') return await leave(claimed, one, look.problem);
    const onItsWayMs =
      one.state === 'closing' ? timeoutsOf(claimed.settings.pace).azureCallMs - workedOnMs(claimed, one) : 0;
    if (onItsWayMs > 0) return onItsWayMs;
    if (one.tries >= triesFor(claimed)) return await leave(claimed, one, one.problem ?? stillThere(one));
    const closing = { ...one, state: 'closing', tries: one.tries + 1, since: claimed.at() } as const;
    // A worker that stood still asks for nothing: another has looked by then.
    const untilMs = performance.now() + 0.8 * timeoutsOf(claimed.settings.pace).lockMs;
    await record(claimed, closing, { event: 'clearing', details: one.id });
    const { requestId } = await notAfter(untilMs, () => askForEnd(claimed, one));
    await claimed.store.note(
      { event: 'clearing-asked', details: one.id, ...(requestId ? { requestId } : {}) },
      claimed.capture(),
    );
    return afterTry(paceMs, closing.tries);
  } catch (error) {
    if (error instanceof TooLate) throw new ClaimLost();
    if (error instanceof ClaimLost || !(error instanceof AzureError)) throw error;
    return stumbled(claimed, one, error);
  }
}

/** What Azure works on for longer than a copy may take is left to a person. */
async function waitForEnd(claimed: ClaimedCapture, one: LedgerEntry, paceMs: number): Promise<number | null> {
  const { cloneMinutes } = claimed.settings.timeouts;
  if (workedOnMs(claimed, one) > cloneMinutes * 60_000)
    return await leave(claimed, one, engineReason('worked-on', { minutes: cloneMinutes }));
  if (!one.since) await record(claimed, { ...one, since: claimed.at() }, null);
  return paceMs;
}

const workedOnMs = (claimed: ClaimedCapture, { since }: LedgerEntry): number =>
  since ? claimed.now().getTime() - Date.parse(since) : 0;

const triesFor = (claimed: ClaimedCapture): number =>
  leftovers(claimed.capture()).some(({ kind }) => kind !== 'source-power') ? fewTries : mostTries;

/** What Azure's allowance has no room for was not asked: it is no try. */
async function askForEnd(claimed: ClaimedCapture, one: LedgerEntry): Promise<Started> {
  try {
    if (one.kind === 'source-power') return await powerOf(claimed).start(claimed);
    return await claimed.azure.deleteTemporary(one.kind, one.id);
  } catch (error) {
    if (error instanceof RateLimited) await record(claimed, one, null);
    throw error;
  }
}

async function stumbled(claimed: ClaimedCapture, one: LedgerEntry, error: AzureError): Promise<number | null> {
  const { failure, ...explained } = explain(error);
  const tries = one.tries + 1;
  claimed.log.warn({ capture: claimed.capture().id, kind: one.kind, tries, err: error }, 'a clearing stumbled');
  if (tries >= triesFor(claimed)) return await leave(claimed, { ...one, tries }, shortened(failure));
  // Without an answer the call may be on its way still.
  const asked = (claimed.capture().ledger ?? []).find(({ kind, id }) => kind === one.kind && id === one.id) ?? one;
  const kept = error.status === 0 && asked.state === 'closing' ? asked : ({ ...one, state: 'open' } as const);
  await record(claimed, { ...kept, tries, problem: shortened(failure) }, null);
  return (
    (explained.is === 'stumble' ? explained.retryAfterMs : null) ??
    afterTry(claimed.settings.pace.gallerySeconds * 1000, tries + 1)
  );
}

/** A deletion that Azure took can fail all the same: each look after a further try comes later. */
const afterTry = (paceMs: number, tries: number): number => backoff(tries, { firstMs: paceMs, mostMs: 600_000 });

const stillThere = ({ kind }: LedgerEntry): Failure =>
  engineReason(kind === 'source-power' ? 'still-off' : 'still-there', {});

async function leave(claimed: ClaimedCapture, one: LedgerEntry, problem: Problem): Promise<null> {
  await record(claimed, { ...one, state: 'left', problem }, { event: 'left', details: one.id });
  return null;
}

function record(
  claimed: ClaimedCapture,
  one: LedgerEntry,
  audit: { event: AuditEvent; details: string } | null,
): Promise<Due> {
  const ledger = upsertEntries(claimed.capture().ledger ?? [], [one]);
  return claimed.save({ ledger }, { dueInMs: 0, ...(audit ? { audit } : {}) });
}

/** A resource goes only if its own tag says that this capture made it. */
async function lookAt(
  claimed: ClaimedCapture,
  kind: Exclude<LedgerEntry['kind'], 'source-power'>,
  { id }: LedgerEntry,
): Promise<Found> {
  const found = await claimed.azure.findTemporary(kind, id);
  if (!found) return 'closed';
  if (found.provisioningState === 'Deleting') return 'busy';
  if (found.captureId !== claimed.capture().id) return { problem: engineReason('not-tagged', {}) };
  if (kind !== 'group') return 'there';
  const [, , subscriptionId = '', , group = ''] = id.split('/');
  const inside = (await claimed.azure.listGroup(subscriptionId, group)) ?? [];
  if (inside.length === 0) return 'there';
  if (await bookWhatIsMine(claimed, inside)) return 'busy';
  const names = inside.map(({ id: one }) => one.split('/').at(-1) ?? one).slice(0, 3);
  return { problem: engineReason('holds-others', { names }) };
}

/** Puts on the ledger what this plan makes, and is there, though Redis has lost that it was asked for; true when there is such. */
async function bookWhatIsMine(claimed: ClaimedCapture, inside: readonly Listed[]): Promise<boolean> {
  const { id, plan, ledger = [] } = claimed.capture();
  const there = new Set(inside.filter(({ captureId }) => captureId === id).map(one => one.id.toLowerCase()));
  const mine = claimed.procedure.acts
    .filter(({ applies }) => plan && applies(plan))
    .flatMap(({ makes }) => (plan && makes ? makes(plan) : []))
    .filter(
      one => there.has(one.id.toLowerCase()) && !ledger.some(other => other.id === one.id && other.state === 'left'),
    );
  if (mine.length > 0) await claimed.save({ ledger: upsertEntries(ledger, mine) }, { dueInMs: 0 });
  return mine.length > 0;
}

function powerOf({ procedure }: ClaimedCapture): NonNullable<Procedure['clearing']['power']> {
  const { power } = procedure.clearing;
  if (!power) throw new Error(`Nothing of the procedure ${procedure.name} stops a VM.`);
  return power;
}
