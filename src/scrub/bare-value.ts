import { isCredential, isNothing } from './names.ts';
import type { Part } from './part.ts';
import { matchedAt, type Place } from './place.ts';

const verbs =
  'is|was|are|were|be|been|has|have|had|not|should|cannot|can|could|may|might|must|will|does|did|do|expected|required|failed|invalid|supplied|see|please|contains?|because|when|only|which|that|you|your|it';
/** What makes a clause one that speaks of a secret and does not tell it. */
export const sentence = new RegExp(`(?<![\\w-])(?:${verbs})(?![\\w-])`, 'i');

/** What begins a sentence about a password, or goes on with one behind it. */
const prose = `${verbs}|the|an?|and|or|of|to|in|at|on|with|from|by|for|as|this|its|then|but|if|before|after|length|minimum|maximum|password|use|enter|type|open|try|check|make|contact|click|choose|change|provide|specify|verify|ensure|unable|error|user|access|value`;
const proseWord = new RegExp(`^(?:${prose})[.,!?;]?$`, 'i');
const more = new RegExp(
  `(?:[ \\t]{1,4}(?!(?:${prose})(?![\\w-]))(?![-/|>&#([{])[^\\s"'<>;&,:=|]+(?![^\\s;&,"'<>|]*[:=])){0,8}`,
  'iy',
);

/** A value without quotes: to the next pair, to the end of its line, or as many words as belong to no sentence. */
export function bare(place: Place, from: number): Part | null {
  const { text, at, meaning, alone, bound } = place;
  const line = matchedAt(text, from, /[^\n]{0,4000}/y) ?? '';
  const word =
    matchedAt(
      line,
      0,
      /(?:[^\s"'<;&,]|["'](?=\w)|<(?!\/?[a-z][\w:.-]{0,60}[\s/>])|[;&,](?![\s&;]|$|[\w.-]{1,60}[\s]?=))+/giy,
    ) ?? '';
  if (!word || /^[)\]}|]+$/.test(word)) return null;
  if (isNothing(word)) return null;
  const only = alone && line.trim() === word && /^[a-z_. -]{2,40}$/.test(nameOf(text, at));
  if (meaning === 'perhaps' && !only && ((!bound && !isCredential(word)) || word.length < 6)) return null;
  const clause = /^[^.;&"'<>,|]{0,200}/.exec(line.slice(word.length))?.[0] ?? '';
  if (
    !bound &&
    (proseWord.test(word) ||
      (/^[A-Za-z][a-z'-]*$/.test(word) && sentence.test(clause.split(' ').slice(0, 4).join(' '))))
  )
    return null;
  const end = from + word.length;
  if (meaning === 'perhaps') return { from, to: continued(text, end) };
  if (alone && bound && !sentence.test(clause)) return { from, to: continued(text, end + clause.trimEnd().length) };
  const others = /[.,)\]}]$/.test(word) && !alone ? '' : (matchedAt(line, word.length, more) ?? '');
  return { from, to: continued(text, end + others.length) };
}

/** What a narrow terminal has put on the line below: one word that looks like the rest of a credential. */
function continued(text: string, end: number): number {
  const more = matchedAt(text, end, /\n[ \t]{0,40}[^\s:="'<>{}[\](),;/]{4,200}(?=[ \t]{0,40}(?:\n|$))/y);
  return more && isCredential(more.trim()) ? end + more.length : end;
}

/** What stands on the line before a value. */
const nameOf = (text: string, at: number): string => {
  const before = text.slice(Math.max(0, at - 60), at);
  return before
    .slice(before.lastIndexOf('\n') + 1)
    .replace(/[ \t:=]+$/, '')
    .trim();
};
