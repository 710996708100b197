import { allPlatforms, isAccount, type PlatformDescriptor } from '../request/platforms.ts';
import type { Action, Policy, Rule } from './policy.ts';

const writes: readonly Action[] = ['capture', 'in-place', 'grant'];

/** What makes rules unusable though each of them reads well: names given twice, and approvals that nobody could ever give. */
export function problemsOf(rules: readonly Rule[]): readonly string[] {
  const names = rules.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...[...new Set(twice)].map(name => `rule "${name}": the name is given more than once`),
    ...rules.flatMap(rule => approvalProblems(rule, rules).map(problem => `rule "${rule.name}": ${problem}`)),
  ];
}

/** What a policy with several chats may not mean: a deny that names people of one chat alone, who are found in the other only by their mail address. */
export const warningsOf = ({ rules, people = [] }: Policy): readonly string[] =>
  rules.flatMap(({ name, effect, who }) => {
    const inAll = people.flatMap(names => (all.every(chat => isIn(chat, names)) ? names : []));
    const left = who.filter(ref => !inAll.includes(ref));
    const named = all.filter(chat => isIn(chat, left));
    const isWhole = named.length === 0 || named.length === all.length;
    if (effect !== 'deny' || isWhole || left.some(ref => ref === 'everyone' || ref.startsWith('mail:'))) return [];
    const here = named.map(({ name }) => name).join(' and ');
    const there = all.flatMap(chat => (named.includes(chat) ? [] : [chat.name])).join(' or ');
    return [
      `rule "${name}": it names people of ${here} only. If you use ${there} too, it holds there only for whoever has the same mail address: name the accounts of each under people:`,
    ];
  });

const all = allPlatforms();

const isIn = ({ account, group }: PlatformDescriptor, refs: readonly string[]): boolean =>
  refs.some(ref => ref.startsWith(`${account.prefix}:`) || ref.startsWith(`${group.prefix}:`));

function approvalProblems({ who, actions, approvals }: Rule, rules: readonly Rule[]): readonly string[] {
  if (!approvals) return [];
  if (!actions.some(action => writes.includes(action)))
    return [`approvals are for ${writes.join(', ')}, and it allows none of these`];
  const { count, self, hours, remindHours } = approvals;
  if (remindHours >= hours) return ['the reminder would come after the question has expired'];
  const approvers = countable(approversIn(approvals.of, rules), rules);
  if (approvers === null) return [];
  if (approvers.length < count) return [`it asks for ${count} approvals, and only ${approvers.length} could be given`];
  const requesters = isCountable(who) ? who : null;
  const left = (requester: string) => approvers.filter(ref => ref !== requester).length;
  if (!self && requesters?.every(requester => left(requester) < count))
    return [`it asks for ${count} approvals by others than the requester, and there are not so many`];
  return [];
}

/** Those who are asked; where a rule names none, all whom any rule lets approve. */
const approversIn = (of: readonly string[] | null, rules: readonly Rule[]): readonly string[] =>
  of ??
  rules.filter(({ effect, actions }) => effect === 'allow' && actions.includes('approve')).flatMap(({ who }) => who);

/** The people among them whom no rule bars from approving everywhere; null when they cannot be counted here. */
function countable(refs: readonly string[], rules: readonly Rule[]): readonly string[] | null {
  if (!isCountable(refs)) return null;
  const barred = rules
    .filter(({ effect, actions, where }) => effect === 'deny' && actions.includes('approve') && where.length === 0)
    .flatMap(({ who }) => who);
  if (barred.includes('everyone')) return [];
  return [...new Set(refs)].filter(ref => !barred.includes(ref));
}

const isCountable = (refs: readonly string[]): boolean => refs.every(ref => isAccount(ref) || ref.startsWith('mail:'));
