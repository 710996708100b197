import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What is wrong with a value, in Slack's words: "must be less than 76 characters [json-pointer:/blocks/0/text]". */
export function problemsOf(schema: z.ZodType, value: unknown, root: string): string[] {
  const { error } = schema.safeParse(value);
  return error ? error.issues.flatMap(issue => tell(issue, value, root)) : [];
}

function tell(issue: Issue, value: unknown, root: string): string[] {
  const at = (path: readonly PropertyKey[]) =>
    ` [json-pointer:${root}${path.map(part => `/${String(part)}`).join('')}]`;
  const last = String(issue.path.at(-1) ?? '');
  const parent = issue.path.slice(0, -1);
  const found = issue.path.reduce<unknown>((inner, part) => Object(inner)[part], value);

  if (issue.code === 'too_big')
    return issue.origin === 'string'
      ? [`must be less than ${Number(issue.maximum) + 1} characters${at(issue.path)}`]
      : [`no more than ${issue.maximum}${issue.origin === 'array' ? ' items' : ''} allowed${at(issue.path)}`];
  if (issue.code === 'too_small')
    return issue.origin === 'string'
      ? [`must be more than ${Number(issue.minimum) - 1} characters${at(issue.path)}`]
      : [`no fewer than ${issue.minimum}${issue.origin === 'array' ? ' items' : ''} allowed${at(issue.path)}`];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => `invalid additional property: ${key}${at(issue.path)}`);
  if (issue.code === 'custom') return [`${issue.message}${at(issue.path)}`];
  if (last !== '' && found === undefined) return [`missing required field: ${last}${at(parent)}`];
  if (last === 'type') return [`unsupported type: ${String(found)}${at(parent)}`];
  if (issue.code === 'invalid_type') return [`must provide ${articled(issue.expected)}${at(issue.path)}`];
  return [`invalid value${at(issue.path)}`];
}

const articled = (noun: string) => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);
