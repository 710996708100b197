import { type LedgerEntry, leftovers } from '../../jobs/ledger.ts';
import type { Capture } from '../../jobs/record.ts';
import type { NotePart } from '../chat.ts';
import { code, text } from './words.ts';

const shown = 10;

/** What could not be deleted, why, and a button to have it tried again. */
export function leftoverParts(capture: Capture): NotePart[] {
  const left = leftovers(capture);
  if (left.length === 0) return [];
  return [
    ...left.slice(0, shown).map(one => text(code(one.id), `: ${one.problem ?? 'it would not go'}${sizeOf(one)}`)),
    ...(left.length > shown ? [text(`and ${left.length - shown} more.`)] : []),
    {
      is: 'buttons',
      buttons: [{ action: 'clean', value: capture.id, label: 'Try again to delete it', tone: 'primary' }],
    },
  ];
}

const sizeOf = ({ sizeGb }: LedgerEntry): string =>
  sizeGb === null ? '' : ` (${sizeGb} GiB, which cost as long as they are there)`;
