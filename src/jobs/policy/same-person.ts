import { accountKinds, isAccount } from '../request/platforms.ts';
import type { Policy } from './policy.ts';

/** Whether two sets of names are one person's: nothing may be told of it where two chats know nothing in common. */
export type Sameness = 'same' | 'other' | 'unknown';

/** The names that somebody has for themselves; a group is of many. */
const isOwn = (ref: string): boolean => isAccount(ref) || ref.startsWith('mail:');

/**
 * Whether two sets of names belong to one person: an account or a mail address in common makes them one, and so does the policy
 * where it names both among the accounts of one person. Two accounts of one chat that are surely theirs are two people. Else nobody
 * knows: an account that was only found by a mail address can show that two are one, and never that they are two.
 */
export function sameness(policy: Pick<Policy, 'people'> | null, a: readonly string[], b: readonly string[]): Sameness {
  const [one, other] = [tied(policy, a.filter(isOwn)), tied(policy, b.filter(isOwn))];
  if (one.some(ref => other.includes(ref))) return 'same';
  const sure = [a, b].map(refs => tied(policy, accountOf(refs)));
  const isApart = accountKinds().some(({ prefix }) =>
    sure.every(refs => refs.some(ref => ref.startsWith(`${prefix}:`))),
  );
  return isApart ? 'other' : 'unknown';
}

/** The account that somebody speaks with: a chat names it before all else that it knows of them, and before what their mail addresses lead to. */
const accountOf = (refs: readonly string[]): readonly string[] => refs.filter(isAccount).slice(0, 1);

/** Whether two sets of names are surely one person's. */
export const isOnePerson = (
  policy: Pick<Policy, 'people'> | null,
  a: readonly string[],
  b: readonly string[],
): boolean => sameness(policy, a, b) === 'same';

/** Somebody's names, with those that the policy ties to them. */
export function tied(policy: Pick<Policy, 'people'> | null, refs: readonly string[]): readonly string[] {
  const ties = (policy?.people ?? []).filter(names => names.some(name => refs.includes(name))).flat();
  return [...new Set([...refs, ...ties])];
}
