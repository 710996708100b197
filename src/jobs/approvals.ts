import { judge, meets, type Need, type Policy, type Target } from './policy.ts';
import type { Person } from './request.ts';

/** Somebody agreed to a plan; `as` is all that they were known under when they did. */
export interface Approval {
  readonly by: Person;
  readonly at: string;
  readonly planHash: string;
  readonly as: readonly string[];
}

/** Who asked, and which plan it is about. */
export interface ApprovalCase {
  readonly policy: Policy;
  readonly target: Target;
  readonly needs: readonly Need[];
  readonly requester: readonly string[];
  readonly planHash: string;
}

/** How far the approvals of one need are. */
export interface Tally {
  readonly need: Need;
  readonly have: number;
}

/** Counts the approvals of a plan for each need: each person once, the requester only where the rule says so. */
export function tally(about: ApprovalCase, approvals: readonly Approval[]): readonly Tally[] {
  return about.needs.map(need => {
    const counted: Approval[] = [];
    for (const approval of approvals) {
      const again = counted.some(({ as }) => isOnePerson(as, approval.as));
      if (!again && approval.planHash === about.planHash && counts(about, need, approval.as)) counted.push(approval);
    }
    return { need, have: Math.min(counted.length, need.count) };
  });
}

export const isMet = (tallies: readonly Tally[]): boolean => tallies.every(({ need, have }) => have >= need.count);

/** Why somebody's approval would not count; null when it would for at least one need that is still open. */
export function whyNot(
  about: ApprovalCase,
  approvals: readonly Approval[],
  refs: readonly string[],
): 'own' | 'twice' | 'not-approver' | 'denied' | null {
  if (approvals.some(({ as, planHash }) => planHash === about.planHash && isOnePerson(as, refs))) return 'twice';
  const open = tally(about, approvals).filter(({ need, have }) => have < need.count);
  if (open.some(({ need }) => counts(about, need, refs))) return null;
  if (isOnePerson(about.requester, refs)) return 'own';
  const verdict = judge(about.policy, { refs, actions: ['approve'], target: about.target });
  return verdict.is === 'no' && verdict.code === 'denied' ? 'denied' : 'not-approver';
}

function counts({ policy, target, requester }: ApprovalCase, { of, self }: Need, refs: readonly string[]): boolean {
  if (!self && isOnePerson(requester, refs)) return false;
  const verdict = judge(policy, { refs, actions: ['approve'], target });
  if (of === null) return verdict.is === 'yes';
  return meets(of, refs) && !(verdict.is === 'no' && verdict.code === 'denied');
}

/** Whether two sets of names belong to one person: on whatever platform, an id, an object id or a mail address in common. */
export function isOnePerson(a: readonly string[], b: readonly string[]): boolean {
  return a.some(ref => /^(slack|entra|mail):/.test(ref) && b.includes(ref));
}
