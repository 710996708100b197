import { z } from 'zod';
import { accountKinds, refKinds } from '../request/platforms.ts';
import { readYaml } from '../request/yaml-file.ts';
import { zodProblems } from '../request/zod-problems.ts';
import { actions, type Policy, type Rule } from './policy.ts';
import { problemsOf } from './policy-problems.ts';

const mail = { prefix: 'mail', id: '[^\\s@]+@[^\\s@]+', example: '...' };
const written = (kinds: readonly (typeof mail)[]) => kinds.map(({ prefix, id }) => `${prefix}:${id}`).join('|');
const shown = (kinds: readonly (typeof mail)[]) =>
  kinds.map(({ prefix, example }) => `${prefix}:${example}`).join(', ');
const refPattern = new RegExp(`^(everyone|${written([...refKinds(), mail])})$`);
const account = new RegExp(`^(${written([...accountKinds(), mail])})$`);
type Names = Readonly<Record<string, readonly string[]>>;
const groupName = z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, 'is lower-case letters, digits and dashes');
const lower = z.string().trim().toLowerCase();
const patterns = z.array(z.string().min(1).max(200)).min(1);
const where = z.strictObject({
  subscriptions: patterns.optional(),
  resourceGroups: patterns.optional(),
  vms: patterns.optional(),
  tags: z.record(z.string(), z.coerce.string()).optional(),
});
const action = z.enum(actions);

const ruleSchema = z
  .strictObject({
    name: z.string().min(1).max(80),
    allow: z.array(action).min(1).optional(),
    deny: z.array(action).min(1).optional(),
    to: z.array(lower).min(1),
    where: z.union([where.transform(one => [one]), z.array(where).min(1)]).default([]),
    approvals: z
      .strictObject({
        count: z.int().min(1).max(20).default(1),
        of: z.array(lower).min(1).optional(),
        self: z.boolean().default(false),
        breakGlass: z.boolean().default(false),
        delegate: z.boolean().default(false),
        hours: z.number().positive().max(720).default(8),
        remindHours: z.number().positive().optional(),
      })
      .optional(),
  })
  .refine(({ allow, deny }) => (allow === undefined) !== (deny === undefined), 'says either allow or deny')
  .refine(({ deny, approvals }) => !(deny && approvals), 'a rule that denies asks for no approvals');

const target = z.strictObject({
  subscription: z.string().nullable().default(null),
  resourceGroup: z.string().nullable().default(null),
  vm: z.string().nullable().default(null),
  tags: z.record(z.string(), z.coerce.string()).nullable().default(null),
});

const caseSchema = z.strictObject({
  who: z.array(lower).min(1),
  may: z.union([action.transform(one => [one]), z.array(action).min(1)]),
  on: target.prefault({}),
  expect: z.enum(['yes', 'no']),
  approvals: z.int().optional(),
});

const fileSchema = z.strictObject({
  people: z
    .record(groupName, z.array(lower.regex(account, `is ${shown(accountKinds())} or mail:...`)).min(2))
    .default({}),
  groups: z.record(groupName, z.array(lower).min(1)).default({}),
  rules: z.array(ruleSchema).min(1),
  tests: z.array(caseSchema).default([]),
});

/** What a person is expected to be allowed; `approvals` is how many agreements it would take in all. */
export type PolicyCase = Readonly<z.infer<typeof caseSchema>>;

/** A policy file that holds together, or everything that is wrong with it. */
export type PolicyReading =
  | { readonly is: 'policy'; readonly policy: Policy; readonly cases: readonly PolicyCase[] }
  | { readonly is: 'problems'; readonly problems: readonly string[] };

/** Reads a policy file: its own words, names that lead somewhere, and rules that can be met. */
export function parsePolicy(text: string): PolicyReading {
  const file = readFile(fileSchema, text);
  if ('problems' in file) return { is: 'problems', problems: file.problems };
  const { people, groups: written, rules: drawn, tests } = file.data;
  const groups = { ...people, ...written };
  const unknown = namesIn(file.data).filter(name => !refPattern.test(name) && !Object.hasOwn(groups, name));
  const nested = Object.entries(written).filter(([, members]) => members.some(name => Object.hasOwn(groups, name)));
  const problems = [
    ...[...new Set(unknown)].map(
      name => `"${name}" is nobody: write ${shown([...refKinds(), mail])}, everyone, or a group or person of the file`,
    ),
    ...namingProblems(people, written),
    ...nested.map(([name]) => `groups.${name}: a group holds people, not other groups`),
  ];
  if (problems.length > 0) return { is: 'problems', problems };
  const named = (names: readonly string[]) => [...new Set(names.flatMap(name => groups[name] ?? [name]))];
  const rules = drawn.map(
    ({ name, allow, deny, to, where, approvals }): Rule => ({
      name,
      effect: allow ? 'allow' : 'deny',
      who: named(to),
      actions: allow ?? deny ?? [],
      where: where.map(one => withoutGaps(one)),
      approvals: approvals
        ? {
            ...approvals,
            of: approvals.of ? named(approvals.of) : null,
            whom: approvals.of?.join(', ') ?? 'whoever may approve',
            remindHours: approvals.remindHours ?? approvals.hours / 2,
          }
        : null,
    }),
  );
  const accounts = Object.values(people);
  const impossible = problemsOf(rules.map(rule => withEach(rule, ref => accountsOf(accounts, ref).slice(0, 1))));
  if (impossible.length > 0) return { is: 'problems', problems: impossible };
  const cases = tests.map(one => ({ ...one, who: named(one.who) }));
  const tied = rules.map(rule => withEach(rule, ref => accountsOf(accounts, ref)));
  return { is: 'policy', policy: { rules: tied, ...(accounts.length > 0 ? { people: accounts } : {}) }, cases };
}

/** All the accounts of whom a name is for; the name alone where nobody is known to have others. */
const accountsOf = (people: readonly (readonly string[])[], ref: string): readonly string[] =>
  people.find(names => names.includes(ref)) ?? [ref];

/** A rule with other names in the place of each. */
function withEach(rule: Rule, instead: (ref: string) => readonly string[]): Rule {
  const all = (refs: readonly string[]) => [...new Set(refs.flatMap(instead))];
  const { who, approvals } = rule;
  return {
    ...rule,
    who: all(who),
    approvals: approvals && { ...approvals, of: approvals.of && all(approvals.of) },
  };
}

/** Words that mean something else than a group where people are named. */
const reserved: readonly string[] = [
  'everyone',
  'anyone',
  'nobody',
  'requester',
  'self',
  ...[...refKinds(), mail].map(({ prefix }) => prefix),
];

function namingProblems(people: Names, groups: Names): readonly string[] {
  const names = [...Object.keys(people), ...Object.keys(groups)];
  const refs = Object.values(people).flatMap(own => [...new Set(own)]);
  return [
    ...[...new Set(names)].flatMap(name =>
      reserved.includes(name)
        ? [`"${name}" cannot be the name of a group or a person: it has a meaning of its own`]
        : [],
    ),
    ...Object.keys(people).flatMap(name =>
      Object.hasOwn(groups, name) ? [`"${name}" is a group and a person: give one of them another name`] : [],
    ),
    ...[...new Set(refs.filter((ref, index) => refs.indexOf(ref) !== index))].map(
      ref => `people: ${ref} is of two people`,
    ),
  ];
}

/** Reads test cases that lie beside a policy: `tests:` alone. */
export function parseCases(text: string): { data: readonly PolicyCase[] } | { problems: readonly string[] } {
  const file = readFile(z.strictObject({ tests: z.array(caseSchema).min(1) }), text);
  return 'problems' in file ? file : { data: file.data.tests };
}

/** Everybody whom the rules of a policy name. */
export const namedRefs = ({ rules }: Policy): readonly string[] =>
  rules.flatMap(({ who, approvals }) => [...who, ...(approvals?.of ?? [])]);

/** Everybody whom a policy denies something. */
export const deniedRefs = ({ rules }: Policy): readonly string[] => [
  ...new Set(rules.flatMap(({ effect, who }) => (effect === 'deny' ? who : []))),
];

/** The groups of one kind that a policy asks about, so that only those are looked up. */
export const chatGroupsOf = (policy: Policy, kind: string): readonly string[] => [
  ...new Set(namedRefs(policy).flatMap(ref => (ref.startsWith(`${kind}:`) ? [ref.slice(kind.length + 1)] : []))),
];

/** Whether a policy knows anybody by a mail address. */
export const namesMails = (policy: Policy): boolean =>
  [...namedRefs(policy), ...(policy.people ?? []).flat()].some(ref => ref.startsWith('mail:'));

function readFile<T>(schema: z.ZodType<T>, text: string): { data: T } | { problems: readonly string[] } {
  const read = readYaml(text);
  if ('problem' in read) return { problems: [read.problem] };
  const result = schema.safeParse(read.data ?? {});
  return result.success ? { data: result.data } : { problems: zodProblems(result, 'the file') };
}

function namesIn({ groups, rules, tests }: z.infer<typeof fileSchema>): readonly string[] {
  return [
    ...Object.values(groups).flat(),
    ...rules.flatMap(({ to, approvals }) => [...to, ...(approvals?.of ?? [])]),
    ...tests.flatMap(({ who }) => who),
  ];
}

/** Leaves out what was not written, so that a rule holds what it says and nothing else. */
function withoutGaps(one: z.infer<typeof where>): Rule['where'][number] {
  const { subscriptions, resourceGroups, vms, tags } = one;
  return {
    ...(subscriptions ? { subscriptions } : {}),
    ...(resourceGroups ? { resourceGroups } : {}),
    ...(vms ? { vms } : {}),
    ...(tags ? { tags } : {}),
  };
}
