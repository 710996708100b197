import type { Coded, Facts, Worded } from '../../../../../jobs/record/facts.ts';
import type { Problem } from '../../../../../jobs/record/record.ts';
import type { Failure } from '../../../../../jobs/record/refusal.ts';
import { causeInWords } from '../causes/causes.ts';
import { checkSentences } from './check-sentences.ts';
import { engineSentences } from './engine-sentences.ts';
import { guardSentences } from './guard-sentences.ts';
import { own, type Said } from './sentences.ts';
import { stepSentences } from './step-sentences.ts';
import { transitionSentences } from './transition-sentences.ts';

type Sentence = (facts: Facts) => Said;

const sentences = {
  ...checkSentences,
  ...guardSentences,
  ...stepSentences,
  ...engineSentences,
  ...transitionSentences,
} as unknown as Readonly<Record<string, Sentence>>;

/** Why something is not done or failed, and the way on; older records have it in words, and newer ones may have codes that are not known here. */
export function reasonInWords(why: Coded | (Omit<Worded, 'remedy'> & { readonly remedy?: string })): Said {
  if ('reason' in why) return { remedy: '', ...why };
  const sentence = own(sentences, why.cause ?? why.code);
  if (sentence) return sentence(why.facts);
  if (why.cause !== undefined && 'says' in why.facts) return causeInWords(why.cause, why.facts);
  return { reason: `${why.code}.`, remedy: 'Ask my operator what it means.' };
}

/** The same of a failure: when time was up is said first, after the `title` of its step. */
export function failureInWords(failure: Failure, title: string): Said {
  const own = reasonInWords(failure);
  const late = failure.lateMinutes === undefined ? '' : `“${title}” was not done after ${failure.lateMinutes} minutes.`;
  return {
    reason: [late, own.reason].filter(Boolean).join(' '),
    remedy: failure.wayOn ? reasonInWords(failure.wayOn).remedy : own.remedy,
  };
}

/** Why something is left or was not done, in one sentence; older records have it so. */
export const problemInWords = (problem: Problem): string =>
  typeof problem === 'string' ? problem : reasonInWords(problem).reason;
