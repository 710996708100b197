import { leftovers } from '../../jobs/record/cleanup-ledger.ts';
import type { Capture, LedgerEntry } from '../../jobs/record/record.ts';
import type { NotePart } from '../chat.ts';
import { code, text, vmName } from './elements.ts';
import { dailyCost } from './estimate-facts.ts';
import { problemInWords } from './words/en/reasons/reasons.ts';

const shown = 10;

/** What could not be deleted or started again, why, and a button to have it tried again. */
export function leftoverParts(capture: Capture): NotePart[] {
  const left = leftovers(capture);
  if (left.length === 0) return [];
  const deleted = undeleted(capture);
  return [
    ...deleted
      .slice(0, shown)
      .map(one =>
        text(code(one.id), `: ${one.problem ? problemInWords(one.problem) : 'it would not go'}${costOf(capture, one)}`),
      ),
    ...(deleted.length > shown ? [text(`and ${deleted.length - shown} more.`)] : []),
    ...left.filter(isSource).map(one => text(code(vmName(capture)), ` was not started again: ${whyOff(one)}`)),
    {
      is: 'buttons',
      buttons: [
        {
          action: 'clean',
          value: capture.id,
          label: labelFor(left),
          tone: 'primary',
        },
      ],
    },
  ];
}

/** What was made for a copy and could not be deleted. */
export const undeleted = (capture: Capture): readonly LedgerEntry[] => leftovers(capture).filter(one => !isSource(one));

/** Whether nothing is left but a source that was to be started again. */
export const isSourceAlone = (left: readonly LedgerEntry[]): boolean => left.length > 0 && left.every(isSource);

const isSource = ({ kind }: LedgerEntry): boolean => kind === 'source-power';

function whyOff({ problem }: LedgerEntry): string {
  const why = problem ? problemInWords(problem) : 'it would not start.';
  return /by hand/.test(why) ? why : `${why} Start it by hand.`;
}

function labelFor(left: readonly LedgerEntry[]): string {
  if (isSourceAlone(left)) return 'Try again to start it';
  return left.some(isSource) ? 'Try both again' : 'Try again to delete it';
}

function costOf({ plan }: Capture, { id, sizeGb }: LedgerEntry): string {
  const words = [sizeGb === null ? '' : `${sizeGb} GiB`, dailyCost(plan, id)].filter(Boolean).join(', ');
  return words ? ` (${words} as long as it is there)` : '';
}
