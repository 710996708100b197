import { type Finder, findBy } from './part.ts';

const shortest = 24;

/** Whole texts in base64, of one byte a letter or two, in which a secret stands; `hasSecret` looks into them. */
export const inBase64 = (hasSecret: (text: string) => boolean): Finder =>
  findBy(new RegExp(`(?<![\\w+/-])[A-Za-z0-9+/]{${shortest},}={0,2}`, 'g'), ([word]) => {
    const text = decoded(word);
    return text !== null && hasSecret(text);
  });

function decoded(word: string): string | null {
  const bytes = Buffer.from(word, 'base64');
  const text = (bytes[1] === 0 ? bytes.toString('utf16le') : bytes.toString('utf8')).replace(/^\ufeff/, '');
  return /^[\t\n\r\x20-\x7e]*$/.test(text) ? text : null;
}
