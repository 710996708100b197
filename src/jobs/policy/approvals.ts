import type { Person } from '../request/request.ts';
import { type ApprovalRequirement, evaluatePolicy, meets, type Policy, type Target } from './policy.ts';
import { type Sameness, sameness } from './same-person.ts';

/** Who speaks: `as` is all that they are known under; `for` is whom they stand in for, with the same of them. */
export interface ApprovalVoice {
  readonly as: readonly string[];
  readonly for?: { readonly by: Person; readonly as: readonly string[] };
}

/** Somebody agreed to a plan, under what both were known as when they did. */
export interface Approval extends ApprovalVoice {
  readonly by: Person;
  readonly at: string;
  readonly planHash: string;
}

/** Who asked, and which plan it is about. */
export interface ApprovalCase {
  readonly policy: Policy;
  readonly target: Target;
  readonly needs: readonly ApprovalRequirement[];
  readonly requester: readonly string[];
  readonly planHash: string;
}

/** How far the approvals of one need are. */
export interface Tally {
  readonly need: ApprovalRequirement;
  readonly have: number;
}

/** Counts the approvals of a plan for each need: each person once, by themselves or by whom they have stand in, the requester only where the rule says so. */
export function tally(about: ApprovalCase, approvals: readonly Approval[]): readonly Tally[] {
  return about.needs.map(need => {
    const counted: Approval[] = [];
    for (const approval of approvals) {
      const again = counted.some(one => shared(about, one, approval) !== 'other');
      if (!again && approval.planHash === about.planHash && counts(about, need, approval)) counted.push(approval);
    }
    return { need, have: Math.min(counted.length, need.count) };
  });
}

export const isMet = (tallies: readonly Tally[]): boolean => tallies.every(({ need, have }) => have >= need.count);

/** Why somebody's approval would not count; null when it would for at least one need that is still open. */
export function whyNot(
  about: ApprovalCase,
  approvals: readonly Approval[],
  approvalVoice: ApprovalVoice,
): 'own' | 'twice' | 'unclear' | 'not-approver' | 'denied' | null {
  const before = approvals.filter(one => one.planHash === about.planHash).map(one => shared(about, one, approvalVoice));
  if (before.includes('same')) return 'twice';
  const open = tally(about, approvals).filter(({ need, have }) => have < need.count);
  if (open.some(({ need }) => counts(about, need, approvalVoice))) return before.includes('unknown') ? 'unclear' : null;
  if (ofRequester(about, approvalVoice) === 'same') return 'own';
  if (isDenied(about, approvalVoice)) return 'denied';
  return open.some(({ need }) => isAsked(about, need, approvalVoice)) ? 'unclear' : 'not-approver';
}

/** An approval has to do with the requester only where the need says so; where nobody can tell, it does not count. */
const counts = (about: ApprovalCase, need: ApprovalRequirement, approvalVoice: ApprovalVoice): boolean =>
  (ofRequester(about, approvalVoice) === 'other' || (need.self && !approvalVoice.for)) &&
  isAsked(about, need, approvalVoice);

/** An approval for somebody else is judged as theirs, where the need allows it. */
function isAsked(about: ApprovalCase, { of, delegate }: ApprovalRequirement, approvalVoice: ApprovalVoice): boolean {
  if (approvalVoice.for && !delegate) return false;
  if (isDenied(about, approvalVoice)) return false;
  const refs = approvalVoice.for?.as ?? approvalVoice.as;
  if (of !== null) return meets(of, refs);
  return evaluatePolicy(about.policy, { refs, actions: ['approve'], target: about.target }).is === 'yes';
}

const peopleOf = (approvalVoice: ApprovalVoice) => [
  approvalVoice.as,
  ...(approvalVoice.for ? [approvalVoice.for.as] : []),
];

const ofRequester = ({ policy, requester }: ApprovalCase, approvalVoice: ApprovalVoice): Sameness =>
  nearest(peopleOf(approvalVoice).map(refs => sameness(policy, requester, refs)));

/** What may be so of any of them. */
const nearest = (all: readonly Sameness[]): Sameness =>
  all.find(one => one === 'same') ?? all.find(one => one === 'unknown') ?? 'other';

/** Whether a rule bars one of them from approving. */
const isDenied = ({ policy, target }: ApprovalCase, approvalVoice: ApprovalVoice): boolean =>
  peopleOf(approvalVoice).some(refs => {
    const verdict = evaluatePolicy(policy, { refs, actions: ['approve'], target });
    return verdict.is === 'no' && verdict.code === 'denied';
  });

/** Whether somebody is in both of them, as the one who speaks or the one who is spoken for. */
const shared = ({ policy }: ApprovalCase, a: ApprovalVoice, b: ApprovalVoice): Sameness =>
  nearest(peopleOf(a).flatMap(refs => peopleOf(b).map(others => sameness(policy, refs, others))));
