import { type Fields, isObject, textIn } from './json-parts.ts';
import { policyWords } from './policy-violation.ts';

/** An error within an error of Azure's; the code is empty where it has none. */
export interface InnerError {
  readonly code: string;
  readonly message: string;
}

/** All that Azure says in an error: its own code and words, and those of the errors within it, from the outside in. */
export interface SaidError {
  readonly code: string | null;
  readonly message: string | null;
  readonly inner: readonly InnerError[];
}

const nothing: SaidError = { code: null, message: null, inner: [] };

/** No error that Azure means to be read is as long, as deep or as manifold. */
const most = { text: 256_000, depth: 8, errors: 12, words: 4_000 } as const;

/** Reads the body of an answer that is not a success. */
export function readErrorBody(text: string | null | undefined): SaidError {
  if (!text || text.length > most.text) return nothing;
  return readError(parsed(text));
}

/** Reads an error as Azure nests it: in `details`, `additionalInfo`, `innererror`, and in JSON that stands as a string in a message. */
export function readError(value: unknown): SaidError {
  const found: InnerError[] = [];
  collect(value, 0, found);
  const [first, ...rest] = found;
  if (!first) return nothing;
  const inner: InnerError[] = [];
  for (const one of rest) if (one.message && ![first, ...inner].some(other => repeats(one, other))) inner.push(one);
  return { code: first.code || null, message: first.message || null, inner };
}

/** An error in one text: its own words, and behind them those within. */
export const wholeOf = ({ message, inner }: SaidError): string =>
  [message ?? '', ...inner.map(one => (one.code ? `${one.code}: ${one.message}` : one.message))]
    .filter(Boolean)
    .join(' ');

const within = ['details', 'Details', 'innererror', 'innerError', 'InnerError', 'errors', 'additionalInfo'] as const;

function collect(value: unknown, depth: number, found: InnerError[]): void {
  if (depth > most.depth || found.length > most.errors) return;
  if (Array.isArray(value)) for (const one of value) collect(one, depth + 1, found);
  else if (typeof value === 'string') collectText('', value, depth, found);
  else if (isObject(value)) collectObject(value, depth, found);
}

function collectObject(value: Fields, depth: number, found: InnerError[]): void {
  const wrapped = value.error ?? value['odata.error'] ?? value.info;
  const policy = policyWords(value) ?? (isObject(wrapped) ? policyWords(wrapped) : null);
  if (policy) found.push({ code: 'PolicyViolation', message: policy });
  else if (wrapped !== undefined && wrapped !== null) collect(wrapped, depth + 1, found);
  else collectFields(value, depth, found);
}

function collectFields(value: Fields, depth: number, found: InnerError[]): void {
  const code = textIn(value, ['code', 'Code', 'errorCode']) ?? '';
  const told = isObject(value.message) ? textIn(value.message, ['value']) : null;
  const message = told ?? textIn(value, ['message', 'Message', 'errordetail', 'errorDetail', 'detail']);
  if (message !== null) collectText(code, message, depth, found);
  else if (code) found.push({ code, message: '' });
  for (const key of within) collectInner(value[key], depth, found);
}

/** What stands beside an error as a plain string is its stack or its trace, never another error. */
function collectInner(value: unknown, depth: number, found: InnerError[]): void {
  if (isObject(value) || Array.isArray(value)) collect(value, depth + 1, found);
}

function collectText(code: string, text: string, depth: number, found: InnerError[]): void {
  const { words, json } = withoutJson(text);
  found.push({ code, message: wordsOf(words).slice(0, most.words) });
  if (json !== null) collect(json, depth + 1, found);
}

/** A message that is JSON, or ends in it, is an error within; any other JSON in it is words. */
function withoutJson(text: string): { readonly words: string; readonly json: unknown } {
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1;
  const starts = [...text.slice(0, end).matchAll(/[[{](?=\s{0,20}[{"])/g)].slice(0, 4);
  for (const { index } of starts) {
    const json = parsed(text.slice(index, end));
    if (json !== null && isError(json, 0)) return { words: `${text.slice(0, index)} ${text.slice(end)}`, json };
  }
  return { words: text, json: null };
}

function isError(value: unknown, depth: number): boolean {
  if (depth > 2) return false;
  if (Array.isArray(value)) return value.some(one => isError(one, depth + 1));
  if (!isObject(value)) return false;
  return (
    policyWords(value) !== null ||
    isObject(value.error) ||
    textIn(value, ['code', 'Code', 'errorCode', 'message', 'Message']) !== null
  );
}

/** The words of a message without the calls that led to it, and without the quotes in which an error within it stood. */
const wordsOf = (text: string): string =>
  text
    .replace(/(?:^|\s{1,8})at [A-Za-z_$][\w$.<>`+]*\([^)\n]{0,300}\)(?: in [^\n]{1,300}:line \d+)?/g, '')
    .replace(/^\s{0,20}(?:--- End of .*|Traceback \(most recent call last\):|File ".*", line \d+.*)$/gm, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?['"]\s*['"]\s?(?=\.?$)/, '')
    .trim();

const repeats = (one: InnerError, other: InnerError): boolean =>
  other.message.toLowerCase().includes(one.message.toLowerCase());

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // no JSON: words
  }
}
