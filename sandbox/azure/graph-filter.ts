import { same } from './context.ts';
import { type JsonObject, listAt, textAt } from './json.ts';

export type Test = (entity: JsonObject) => boolean;

/**
 * Reads an OData filter of the kinds that Graph's directory look-ups use: `eq`, `startswith`, `any(x:x eq '..')`,
 * `and`, `or`, one pair of brackets around it all. Null when it is none of these.
 */
export function readFilter(filter: string): Test | null {
  const text = filter.trim();
  if (text === '') return () => true;
  const alternatives = split(text, 'or');
  if (alternatives.length > 1) return combine(alternatives, 'some');
  const parts = split(text, 'and');
  if (parts.length > 1) return combine(parts, 'every');
  return enclosed(text) ? readFilter(text.slice(1, -1)) : clause(text);
}

function combine(parts: readonly string[], how: 'some' | 'every'): Test | null {
  const tests = parts.map(readFilter);
  if (tests.some(test => test === null)) return null;
  return entity => tests[how](test => test?.(entity));
}

function clause(text: string): Test | null {
  const equal = /^(\w+)\s+eq\s+'((?:[^']|'')*)'$/i.exec(text);
  if (equal) return entity => same(textAt(entity, equal[1] ?? '') ?? '\0', unquoted(equal[2]));
  const starts = /^startswith\(\s*(\w+)\s*,\s*'((?:[^']|'')*)'\s*\)$/i.exec(text);
  if (starts)
    return entity =>
      (textAt(entity, starts[1] ?? '') ?? '\0').toLowerCase().startsWith(unquoted(starts[2]).toLowerCase());
  const any = /^(\w+)\/any\(\s*(\w+)\s*:\s*\2\s+eq\s+'((?:[^']|'')*)'\s*\)$/i.exec(text);
  if (any)
    return entity => listAt(entity, any[1] ?? '').some(one => typeof one === 'string' && same(one, unquoted(any[3])));
  return null;
}

function unquoted(text = ''): string {
  return text.replaceAll("''", "'");
}

/** Splits at a word that stands outside of quotes and brackets. */
function split(text: string, word: 'and' | 'or'): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index];
    if (letter === "'") quoted = !quoted;
    else if (!quoted && letter === '(') depth += 1;
    else if (!quoted && letter === ')') depth -= 1;
    else if (!quoted && depth === 0 && text.slice(index, index + word.length + 2).toLowerCase() === ` ${word} `) {
      parts.push(text.slice(start, index).trim());
      start = index + word.length + 2;
      index = start - 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

function enclosed(text: string): boolean {
  return text.startsWith('(') && text.endsWith(')');
}
