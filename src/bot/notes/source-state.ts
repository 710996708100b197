import type { Capture, LedgerEntry } from '../../jobs/record/record.ts';

/** What a capture owes the VM that it stopped for its snapshots: to start it again; null where it stopped none, or that is done. */
export const owedStart = ({ ledger = [] }: Capture): LedgerEntry | null =>
  ledger.find(({ kind, state }) => kind === 'source-power' && state !== 'closed') ?? null;

/** How the VM is that a copy was to be taken of: as it was, or off, since it was stopped for its snapshots. */
export function howSourceIs(capture: Capture): string {
  const { plan, request, status, steps } = capture;
  const name = plan?.vm.name ?? request.vm;
  const owed = owedStart(capture);
  if (!owed) return `${name} itself is as it was.`;
  if (owed.state === 'left') return `${name} is stopped, and could not be started again: start it by hand.`;
  const wasStopped = steps.some(step => step.name === 'stop-source' && step.state === 'done');
  const start = status.is === 'running' ? 'I start it again' : 'I am trying to start it again';
  return wasStopped
    ? `${name} is stopped: ${start}, and say here if I cannot.`
    : `${name} may be stopped: I look, and start it again if it is.`;
}
