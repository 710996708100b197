import { leftovers } from '../../jobs/record/cleanup-ledger.ts';
import type { Capture, LedgerEntry } from '../../jobs/record/record.ts';
import type { NotePart } from '../chat.ts';
import { code, text } from './elements.ts';
import { dailyCost } from './estimate-facts.ts';

const shown = 10;

/** What could not be deleted, why, and a button to have it tried again. */
export function leftoverParts(capture: Capture): NotePart[] {
  const left = leftovers(capture);
  if (left.length === 0) return [];
  return [
    ...left
      .slice(0, shown)
      .map(one => text(code(one.id), `: ${one.problem ?? 'it would not go'}${costOf(capture, one)}`)),
    ...(left.length > shown ? [text(`and ${left.length - shown} more.`)] : []),
    {
      is: 'buttons',
      buttons: [
        {
          action: 'clean',
          value: capture.id,
          label: isSourceAlone(left) ? 'Try again to start it' : 'Try again to delete it',
          tone: 'primary',
        },
      ],
    },
  ];
}

/** Whether nothing is left but a source that was to be started again. */
export const isSourceAlone = (left: readonly LedgerEntry[]): boolean =>
  left.length > 0 && left.every(({ kind }) => kind === 'source-power');

function costOf({ plan }: Capture, { id, sizeGb }: LedgerEntry): string {
  const words = [sizeGb === null ? '' : `${sizeGb} GiB`, dailyCost(plan, id)].filter(Boolean).join(', ');
  return words ? ` (${words} as long as it is there)` : '';
}
