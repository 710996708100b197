import { isCredential, isNothing } from './names.ts';
import { type Finder, findBy } from './part.ts';

const said = ({ 0: found, 1: before = '' }: RegExpExecArray): boolean => {
  const word = found.slice(before.length);
  return word.length > 3 && isCredential(word) && !isNothing(word) && !/^(?:Microsoft\.|https?:|\/)/.test(word);
};

const name = '(?:password|passwort|kennwort|passwd|passphrase|passcode|pwd)';

/** Passwords that a sentence tells. */
export const inProse: readonly Finder[] = [
  findBy(
    new RegExp(
      `(\\b${name}\\s{1,4}(?:is|was|now|lautet|ist|to|set to|changed to|reset to|of)\\s{0,4}:?\\s{1,4}["'\`]?)[^\\s"'\`<>]{4,200}`,
      'gi',
    ),
    said,
  ),
  findBy(new RegExp(`(\\b${name}\\s{1,4}["'\`(]?)[^\\s"'\`<>()=:]{5,200}`, 'gi'), said),
  findBy(/(\b(?:password|passwd|pwd)\t{1,4})[^\s"'<>;]+/gi),
  findBy(/(\br[ow]community6?[ \t]{1,10})[^\s"'<>]{4,100}/g),
  findBy(/(\btemporary password\b[^\n:]{0,80}:\s{1,4})\S+/gi),
];
