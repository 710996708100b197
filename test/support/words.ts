import { failureInWords } from '../../src/bot/notes/words/en/reasons/reasons.ts';
import type { Status } from '../../src/jobs/record/record.ts';
import type { Failure } from '../../src/jobs/record/refusal.ts';

/** A refusal or a failure with its sentences, as the thread has them; none of nothing. */
export const wordsOf = (why: Failure | undefined, title = 'The step') => ({
  ...((why ?? { code: '' }) as Partial<Failure> & { readonly code: string }),
  ...(why ? failureInWords(why, title) : { reason: '', remedy: '' }),
});

/** A status with the sentences of its failure. */
export const inWords = (status: Status | undefined) =>
  status?.is === 'failed' ? { ...status, failure: wordsOf(status.failure) } : status;
