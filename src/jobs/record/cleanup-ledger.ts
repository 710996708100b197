import type { LedgerEntry } from './record.ts';
import { isOver, type Job } from './record.ts';

/** An entry for something that is about to be asked for. */
export const entry = (kind: LedgerEntry['kind'], id: string, sizeGb: number | null = null): LedgerEntry => ({
  kind,
  id,
  sizeGb,
  state: 'open',
  tries: 0,
});

/** The order in which things go: each after all that hangs on it. */
const order = [
  'source-power',
  'vm',
  'nic',
  'network',
  'security-group',
  'disk',
  'snapshot',
  'restore-point',
  'restore-point-collection',
  'group',
] as const satisfies readonly LedgerEntry['kind'][];

const isOpen = ({ state }: LedgerEntry): boolean => state === 'open' || state === 'closing';

/** Puts entries on a ledger; one that is there already is opened again. */
export function upsertEntries(ledger: readonly LedgerEntry[], entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const ids = entries.map(({ kind, id }) => `${kind} ${id}`);
  return [...ledger.filter(({ kind, id }) => !ids.includes(`${kind} ${id}`)), ...entries];
}

/** Whether something is on a ledger already, whatever has become of it. */
export const hasEntry = (ledger: readonly LedgerEntry[], { kind, id }: LedgerEntry): boolean =>
  ledger.some(one => one.kind === kind && one.id === id);

/** Strikes out what has come to its end in the course of things. */
export const closeEntries = (ledger: readonly LedgerEntry[], kind: LedgerEntry['kind']): readonly LedgerEntry[] =>
  ledger.map(one => (one.kind === kind ? { ...one, state: 'closed' } : one));

/** What a capture has to clear away now: once it is over everything, once it has failed only a source that it stopped. */
function due(capture: Job): readonly LedgerEntry[] {
  const open = (capture.ledger ?? []).filter(isOpen);
  if (isOver(capture)) return open;
  return capture.status.is === 'failed' ? open.filter(({ kind }) => kind === 'source-power') : [];
}

/** What is to be closed next: everything due of the first kind there is. */
export function nextToClose(capture: Job): readonly LedgerEntry[] {
  const entries = due(capture);
  const kind = order.find(one => entries.some(other => other.kind === one));
  return entries.filter(other => other.kind === kind);
}

/** Whether a capture still has something to clear away now. */
export const hasDueCleanup = (capture: Job): boolean => due(capture).length > 0;

/** Whether something of a capture is still in Azure that is to go one day. */
export const hasOpenCleanup = ({ ledger = [] }: Job): boolean => ledger.some(isOpen);

/** What could not be cleared away. */
export const leftovers = ({ ledger = [] }: Job): readonly LedgerEntry[] =>
  ledger.filter(({ state }) => state === 'left');
