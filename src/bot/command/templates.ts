import { type Request, requestSchema, takenApart } from '../../jobs/request/request.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import { type Reading, readVm, shown } from './key-readers.ts';
import { conflictsIn, isWritten, readPair, writeRequest } from './request-parser.ts';
import { nearest } from './tokenizer.ts';

type Templates = Settings['templates'];
type Template = Templates[string];

/** Before any day that a template may name: whether that day has passed is asked when the template is used. */
const longAgo = new Date(0);

/** What is wrong with the templates of the settings, each with the template and the key. */
export const templateProblems = (templates: Templates): readonly string[] =>
  Object.entries(templates).flatMap(([name, template]) =>
    readTemplate(template, longAgo).problems.map(({ key, says }) => `templates.${name}.${key}: ${says}`),
  );

/** The templates by name, as what they stand for would be typed. */
export const listTemplates = (templates: Templates): readonly { readonly name: string; readonly line: string }[] =>
  Object.entries(templates).map(([name, template]) => ({
    name,
    line: writeRequest(readTemplate(template, longAgo).request),
  }));

/** What a template asks for, with what was typed over it. */
export function fromTemplate(
  templates: Templates,
  { name, said }: { readonly name: string; readonly said: Partial<Request> },
  now: Date,
): { readonly request: Request } | { readonly problems: readonly string[] } {
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (!template) return { problems: [unknown(name, Object.keys(templates))] };
  const typed = takenApart(said);
  const unsaid = Object.entries(template).filter(([key]) => !isWritten(key, typed));
  const { request, problems } = readTemplate(Object.fromEntries(unsaid), now);
  const whole = { ...takenApart(request), ...typed };
  if (!whole.vm) return { problems: [`Which VM? The template ${name} names none: write it behind the name.`] };
  const wrong = [...problems.map(({ key, says }) => `Template ${name}, ${key}: ${says}`), ...conflictsIn(whole)];
  if (wrong.length > 0) return { problems: wrong };
  return { request: requestSchema.parse(whole) };
}

/** Reads a template by the keys of a command. */
function readTemplate(template: Template, now: Date) {
  const problems: { readonly key: string; readonly says: string }[] = [];
  let request: Partial<Request> = {};
  for (const [key, value] of Object.entries(template)) {
    const reading = readKey(key, (Array.isArray(value) ? value : [value]).map(wordOf), now);
    if (reading.is === 'read') request = { ...request, ...reading.part };
    else problems.push({ key, says: reading.says });
  }
  if (request.vm?.includes('/') && request.resourceGroup)
    problems.push({ key: 'group', says: 'The resource group of the VM is given twice: leave one out.' });
  return { request, problems };
}

function readKey(key: string, values: readonly string[], now: Date): Reading {
  if (key !== 'vm') return readPair(key, values, now);
  const [vm = '', ...others] = values;
  return others.length === 0 ? readVm(vm) : { is: 'problem', says: 'One VM goes into a capture: leave one.' };
}

const wordOf = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);

function unknown(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  const otherwise = names.length > 0 ? 'template alone lists them.' : 'my configuration has none.';
  return `I know no template “${shown(name)}”: ${meant ? `did you mean ${meant}?` : otherwise}`;
}
