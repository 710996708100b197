import type { Facts } from './facts.ts';
import type { Plan } from './plan.ts';
import type { Warning } from './warnings.ts';

/** What a hash of 128 bits was of before it was of facts alone. */
export function hashedWithWords(plan: Omit<Plan, 'hash'>): unknown {
  const { tags: _tags, agent, ...vm } = plan.vm;
  const { estimate: _estimate, ...said } = plan;
  return { ...said, vm: { ...vm, agentReady: agent.ready } };
}

/**
 * Plans of older versions have their warnings as sentences. Those that are another plan's warnings too are taken out of both, so that an
 * upgrade alone moves nothing: a sentence is of the warning whose names are all in it.
 */
export function withoutKnownSentences(before: Plan, now: Plan): readonly [before: Plan, now: Plan] {
  if (!before.warnings.every(isSentence) || now.warnings.some(isSentence)) return [before, now];
  const sentences = [...before.warnings];
  const unknown = now.warnings
    .filter(isCoded)
    .toSorted(byNames)
    .filter(warning => {
      const at = sentences.findIndex(sentence => namesIn(warning).every(name => sentence.includes(name)));
      if (at >= 0) sentences.splice(at, 1);
      return at < 0;
    });
  return [
    { ...before, warnings: sentences },
    { ...now, warnings: unknown },
  ];
}

const isSentence = (warning: Warning | string): warning is string => typeof warning === 'string';
const isCoded = (warning: Warning | string): warning is Warning => !isSentence(warning);

/** Facts that the sentences have in other words. */
const inOtherWords = ['outbound', 'location', 'what', 'rule'];

const namesIn = ({ facts }: Warning): readonly string[] =>
  Object.entries(facts as Facts).flatMap(([name, fact]) =>
    inOtherWords.includes(name) || typeof fact === 'number' || typeof fact === 'boolean' ? [] : [fact ?? []].flat(),
  );

/** The one with most in its names is found first: a sentence with all of them can be of no other. */
const byNames = (one: Warning, other: Warning): number => namesIn(other).join('').length - namesIn(one).join('').length;
