import type { Listed, Started } from '../../azure/azure.ts';
import { RateLimited } from '../../azure/budget.ts';
import { notAfter, TooLate } from '../../azure/deadline.ts';
import { AzureError } from '../../azure/errors.ts';
import { type ClaimedCapture, ClaimLost, type Due } from '../claim/claimed-capture.ts';
import { beyondBounds } from '../guard/bounds-ledger.ts';
import { unsealedProblem } from '../guard/seal-failures.ts';
import { isSameVm } from '../guard/source-check.ts';
import { whyNotStarted } from '../guard/stopped-source.ts';
import { acts } from '../procedures/capture/procedure.ts';
import { leftovers, nextToClose, upsertEntries } from '../record/cleanup-ledger.ts';
import type { LedgerEntry } from '../record/record.ts';
import { explain } from '../record/refusal.ts';
import { timeoutsOf } from '../request/timeouts.ts';

/** After so many tries of one thing, some thirteen minutes at the usual pace, it is left to a person. */
const mostTries = 8;
/** So many, some fifty seconds, where something that it may hang on has been left: a person is told soon. */
const fewTries = 4;

/** Clears away what a capture made, in order, as far as Azure lets it today. Touches nothing that its ledger does not name. */
export async function clean(hand: ClaimedCapture): Promise<Due> {
  const paceMs = hand.settings.pace.gallerySeconds * 1000;
  for (;;) {
    const entries = nextToClose(hand.capture());
    if (entries.length === 0) return finish(hand);
    let waitMs: number | null = null;
    for (const one of entries) {
      const due = await close(hand, one, paceMs);
      if (due !== null) waitMs = waitMs === null ? due : Math.min(waitMs, due);
    }
    if (waitMs !== null) return hand.save({}, { dueInMs: waitMs });
  }
}

/** Says so once, when something could not be cleared away. */
function finish(hand: ClaimedCapture): Promise<Due> {
  const left = leftovers(hand.capture());
  const { notices, status } = hand.capture();
  const dueInMs = status.is === 'failed' ? 0 : null;
  if (left.length === 0 || notices.at(-1)?.kind === 'leftovers') return hand.save({}, { dueInMs });
  const notice = { kind: 'leftovers', count: left.length, at: hand.at() } as const;
  return hand.save({ notices: [...notices, notice] }, { dueInMs, audit: { event: 'leftovers' } });
}

/** Looks at one thing and asks for its end where that is still to be asked; null when it is at its end, or left. */
async function close(hand: ClaimedCapture, one: LedgerEntry, paceMs: number): Promise<number | null> {
  const beyond = unsealedProblem(hand.sealed()) ?? beyondBounds(hand.capture(), one, hand.settings);
  if (beyond) return await leave(hand, one, beyond);
  try {
    const look = one.kind === 'source-power' ? await lookAtSource(hand) : await lookAt(hand, one.kind, one);
    if (look === 'closed') {
      await record(hand, { ...one, state: 'closed' }, { event: 'cleared', details: one.id });
      return null;
    }
    if (look === 'busy') return await waitForEnd(hand, one, paceMs);
    if (look !== 'there') return await leave(hand, one, look.problem);
    const onItsWayMs = one.state === 'closing' ? timeoutsOf(hand.settings.pace).azureCallMs - workedOnMs(hand, one) : 0;
    if (onItsWayMs > 0) return onItsWayMs;
    if (one.tries >= triesFor(hand)) return await leave(hand, one, one.problem ?? stillThere(one));
    const closing = { ...one, state: 'closing', tries: one.tries + 1, since: hand.at() } as const;
    // A worker that stood still asks for nothing: another has looked by then.
    const untilMs = performance.now() + 0.8 * timeoutsOf(hand.settings.pace).lockMs;
    await record(hand, closing, { event: 'clearing', details: one.id });
    const { requestId } = await notAfter(untilMs, () => askForEnd(hand, one));
    await hand.store.note(
      { event: 'clearing-asked', details: one.id, ...(requestId ? { requestId } : {}) },
      hand.capture(),
    );
    return afterTry(paceMs, closing.tries);
  } catch (error) {
    if (error instanceof TooLate) throw new ClaimLost();
    if (error instanceof ClaimLost || !(error instanceof AzureError)) throw error;
    return stumbled(hand, one, error);
  }
}

/** What Azure works on for longer than a copy may take is left to a person. */
async function waitForEnd(hand: ClaimedCapture, one: LedgerEntry, paceMs: number): Promise<number | null> {
  const { cloneMinutes } = hand.settings.timeouts;
  if (workedOnMs(hand, one) > cloneMinutes * 60_000)
    return await leave(hand, one, `Azure has worked on it for ${cloneMinutes} minutes.`);
  if (!one.since) await record(hand, { ...one, since: hand.at() }, null);
  return paceMs;
}

const workedOnMs = (hand: ClaimedCapture, { since }: LedgerEntry): number =>
  since ? hand.now().getTime() - Date.parse(since) : 0;

const triesFor = (hand: ClaimedCapture): number =>
  leftovers(hand.capture()).some(({ kind }) => kind !== 'source-power') ? fewTries : mostTries;

/** What Azure's allowance has no room for was not asked: it is no try. */
async function askForEnd(hand: ClaimedCapture, one: LedgerEntry): Promise<Started> {
  try {
    if (one.kind === 'source-power') return await hand.azure.startVm(sourceOf(hand));
    return await hand.azure.deleteTemporary(one.kind, one.id);
  } catch (error) {
    if (error instanceof RateLimited) await record(hand, one, null);
    throw error;
  }
}

async function stumbled(hand: ClaimedCapture, one: LedgerEntry, error: AzureError): Promise<number | null> {
  const { failure, ...explained } = explain(error);
  const tries = one.tries + 1;
  hand.log.warn({ capture: hand.capture().id, kind: one.kind, tries, err: error }, 'a clearing stumbled');
  if (tries >= triesFor(hand)) return await leave(hand, { ...one, tries }, failure.reason);
  // Without an answer the call may be on its way still.
  const asked = (hand.capture().ledger ?? []).find(({ kind, id }) => kind === one.kind && id === one.id) ?? one;
  const kept = error.status === 0 && asked.state === 'closing' ? asked : ({ ...one, state: 'open' } as const);
  await record(hand, { ...kept, tries, problem: failure.reason }, null);
  return (
    (explained.is === 'stumble' ? explained.retryAfterMs : null) ??
    afterTry(hand.settings.pace.gallerySeconds * 1000, tries + 1)
  );
}

/** A deletion that Azure took can fail all the same: each look after a further try comes later. */
const afterTry = (paceMs: number, tries: number): number => Math.min(600_000, paceMs * 2 ** (tries - 1));

const stillThere = ({ kind }: LedgerEntry): string =>
  kind === 'source-power'
    ? 'Azure took the start each time, and it is still off.'
    : 'Azure took the deletion each time, and it is still there.';

async function leave(hand: ClaimedCapture, one: LedgerEntry, problem: string): Promise<null> {
  await record(hand, { ...one, state: 'left', problem }, { event: 'left', details: one.id });
  return null;
}

function record(
  hand: ClaimedCapture,
  one: LedgerEntry,
  audit: { event: string; details: string } | null,
): Promise<Due> {
  const ledger = upsertEntries(hand.capture().ledger ?? [], [one]);
  return hand.save({ ledger }, { dueInMs: 0, ...(audit ? { audit } : {}) });
}

type Found = 'closed' | 'busy' | 'there' | { readonly problem: string };

/** A resource goes only if its own tag says that this capture made it. */
async function lookAt(
  hand: ClaimedCapture,
  kind: Exclude<LedgerEntry['kind'], 'source-power'>,
  { id }: LedgerEntry,
): Promise<Found> {
  const found = await hand.azure.findTemporary(kind, id);
  if (!found) return 'closed';
  if (found.provisioningState === 'Deleting') return 'busy';
  if (found.captureId !== hand.capture().id)
    return { problem: 'It does not carry the tag of this capture, so I do not touch it.' };
  if (kind !== 'group') return 'there';
  const [, , subscriptionId = '', , group = ''] = id.split('/');
  const inside = (await hand.azure.listGroup(subscriptionId, group)) ?? [];
  if (inside.length === 0) return 'there';
  if (await bookWhatIsMine(hand, inside)) return 'busy';
  const named = inside.map(({ id: one }) => one.split('/').at(-1)).slice(0, 3);
  return { problem: `It holds what I may not delete: ${named.join(', ')}.` };
}

/** Puts on the ledger what this plan makes, and is there, though Redis has lost that it was asked for; true when there is such. */
async function bookWhatIsMine(hand: ClaimedCapture, inside: readonly Listed[]): Promise<boolean> {
  const { id, plan, ledger = [] } = hand.capture();
  const there = new Set(inside.filter(({ captureId }) => captureId === id).map(one => one.id.toLowerCase()));
  const mine = acts
    .filter(({ applies }) => plan && applies(plan))
    .flatMap(({ makes }) => (plan && makes ? makes(plan) : []))
    .filter(
      one => there.has(one.id.toLowerCase()) && !ledger.some(other => other.id === one.id && other.state === 'left'),
    );
  if (mine.length > 0) await hand.save({ ledger: upsertEntries(ledger, mine) }, { dueInMs: 0 });
  return mine.length > 0;
}

async function lookAtSource(hand: ClaimedCapture): Promise<Found> {
  const status = await hand.azure.findVmStatus(sourceOf(hand));
  if (!status || status.power === 'running') return 'closed';
  const source = await hand.azure.findVmFacts(sourceOf(hand));
  if (!source || !isSameVm(sourceOf(hand), source)) return 'closed';
  if (status.power !== 'stopped' && status.power !== 'deallocated') return 'busy';
  const problem = await whyNotStarted(hand);
  return problem ? { problem } : 'there';
}

function sourceOf(hand: ClaimedCapture) {
  const { plan } = hand.capture();
  if (!plan) throw new Error('A ledger without a plan.');
  return plan.vm;
}
