import { inCommandLines } from './scrub/commands.ts';
import { inBase64 } from './scrub/encoded.ts';
import { inFiles } from './scrub/files.ts';
import { inHeaders } from './scrub/headers.ts';
import { byName } from './scrub/named.ts';
import { isCredential, isNothing, meaningOf } from './scrub/names.ts';
import { type Finder, type Part, withoutParts } from './scrub/part.ts';
import { privateKeys } from './scrub/private-keys.ts';
import { inProse } from './scrub/prose.ts';
import { seen } from './scrub/seen.ts';
import { inTables } from './scrub/tables.ts';
import { byShape } from './scrub/tokens.ts';
import { inUrls } from './scrub/urls.ts';
import { joined, partIn, type View, viewsOf } from './scrub/views.ts';

/** More than anybody reads of one text of others; what is longer is cut before it is looked through. */
const mostOf = 64_000;

const cut = '[cut]';

const longestWord = 512;

/**
 * A text of others (an answer of Azure's, a guest's log, an error) without what may be a secret in it, and without characters that cannot be seen or turn a line around.
 * It is looked through as it is and as it reads once what is encoded in it is undone. The work grows with the text and no faster.
 */
export function scrub(text: string): string {
  const visible = seen(text.length > mostOf ? `${beginningOf(text, mostOf)}…` : text);
  return withoutParts(visible, [...secretsIn(visible, [...finders, ofBase64])], cut);
}

/** As much of a text as has room, without the word that is cut in two: half a key has lost what tells it. */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const whole = Math.max(0, most - longestWord);
  return `${text.slice(0, whole)}${text.slice(whole, most).replace(/\S+$/, '')}`;
}

/** A value of others that stands under a name of others, as that of a tag does. */
export function scrubValue(name: string, value: string): string {
  const meaning = meaningOf(name);
  const isSecret = meaning === 'secret' ? !isNothing(value) : meaning === 'perhaps' && isCredential(value);
  return isSecret ? cut : scrub(value);
}

const finders: readonly Finder[] = [
  privateKeys,
  ...inUrls,
  ...inHeaders,
  ...byName,
  ...inCommandLines,
  ...inFiles,
  inTables,
  ...inProse,
  ...byShape,
];

const ofBase64 = inBase64(text => !secretsIn(text, finders).next().done);

function* secretsIn(text: string, by: readonly Finder[]): Generator<Part> {
  for (const view of viewsOf(text)) {
    yield* foundIn(view, by);
    yield* foundIn(joined(view), byShape);
  }
}

function* foundIn(view: View, by: readonly Finder[]): Generator<Part> {
  for (const find of by) for (const part of find(view.text)) if (part.to > part.from) yield partIn(view, part);
}
