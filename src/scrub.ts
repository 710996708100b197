import { commands } from './scrub/commands.ts';
import { headers } from './scrub/headers.ts';
import { named } from './scrub/named.ts';
import { withoutPrivateKeys } from './scrub/private-keys.ts';
import { seen } from './scrub/seen.ts';
import { tokens } from './scrub/tokens.ts';
import { urls } from './scrub/urls.ts';

/** More than anybody reads of one text of others; what is longer is cut before it is looked through. */
const mostOf = 64_000;

/**
 * A text of others (an answer of Azure's, a guest's log, an error) without what may be a secret in it, and without characters that cannot be seen or turn a line around.
 * The work grows with the text and no faster.
 */
export function scrub(text: string): string {
  const visible = seen(text.length > mostOf ? `${text.slice(0, mostOf)}…` : text);
  return patterns.reduce((left, [pattern, put]) => left.replace(pattern, put), withoutPrivateKeys(visible));
}

const patterns = [...urls, ...headers, ...named, ...commands, ...tokens];
