import type { Said } from '../../src/azure/azure.ts';
import { failureInWords } from '../../src/bot/notes/words/en/reasons/reasons.ts';
import type { Status } from '../../src/jobs/record/record.ts';
import { type Failure, failureOf } from '../../src/jobs/record/refusal.ts';
import type { Here } from '../../src/jobs/record/remedies/remedy.ts';
import { failureShape } from '../../src/jobs/record/told-shape.ts';

/** A refusal or a failure with its sentences, as the thread has them; none of nothing. */
export const wordsOf = (why: Failure | undefined, title = 'The step') => ({
  ...((why ?? { code: '' }) as Partial<Failure> & { readonly code: string }),
  ...(why ? failureInWords(why, title) : { reason: '', remedy: '' }),
});

/** A status with the sentences of its failure. */
export const inWords = (status: Status | undefined) =>
  status?.is === 'failed' ? { ...status, failure: wordsOf(status.failure) } : status;

/** What the thread says of an error of Azure's, where it came, from what a record keeps of it. */
export function remedyFor(said: Said, here: Here) {
  const kept = failureShape.parse(JSON.parse(JSON.stringify(failureOf(said, here))));
  const { reason, remedy, whole } = wordsOf(kept);
  return { reason, remedy, ...(whole === undefined ? {} : { whole }) };
}
