const pairs = [
  ['аᴀα', 'a'],
  ['сϲᴄ', 'c'],
  ['ԁ', 'd'],
  ['еєҽεᴇ', 'e'],
  ['ɡ', 'g'],
  ['һ', 'h'],
  ['іιı', 'i'],
  ['ј', 'j'],
  ['кκᴋ', 'k'],
  ['ӏ', 'l'],
  ['ոηпɴ', 'n'],
  ['оοօᴏ', 'o'],
  ['рρ', 'p'],
  ['ѕꜱ', 's'],
  ['ᴛ', 't'],
  ['υս', 'u'],
  ['хχ', 'x'],
  ['уүγყʏ', 'y'],
] as const;

const known: ReadonlyMap<string, string> = new Map(
  pairs.flatMap(([strange, plain]) => Array.from(strange, letter => [letter, plain] as const)),
);

/** A word in small Latin letters as a person reads it: without marks on or through its letters, out of circles and squares, and with the letters of other scripts as those that they look like. */
export const asItLooks = (word: string): string =>
  Array.from(word.normalize('NFKD').replace(/\p{M}/gu, ''), letter => known.get(letter) ?? outOfShape(letter)).join('');

/** White letters in black circles and squares are none to Unicode. */
function outOfShape(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  const [first] = [0x1f150, 0x1f170, 0x1f1e6].filter(start => code >= start && code < start + 26);
  return first === undefined ? letter : String.fromCharCode(97 + code - first);
}
