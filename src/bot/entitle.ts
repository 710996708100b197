import { consentTo, mayApprove } from '../jobs/consent.ts';
import type { Policy } from '../jobs/policy.ts';
import type { Capture } from '../jobs/record.ts';
import { isSamePerson, type Person } from '../jobs/request.ts';
import type { Decision, Deed } from './approval.ts';
import type { Heard } from './chat.ts';
import type { Gate } from './gate.ts';

/** What the policy says of a deed: `refs` is what the person is known under, `fresh` what the requester is known under now. */
interface Entitlement {
  readonly ruled?: Decision;
  readonly refs?: readonly string[];
  readonly fresh?: { readonly as?: readonly string[] };
}

/** Whether a policy lets somebody do this to a capture; nothing where there is no policy. */
export async function entitle(
  gate: Gate,
  capture: Capture,
  { heard, deed }: { heard: Pick<Heard, 'person'>; deed: Deed },
): Promise<Entitlement> {
  const { policy } = gate;
  if (!policy) return {};
  const { person } = heard;
  const { standing, refs } = await gate.profileOf(person);
  if (standing !== 'member') return { ruled: await gate.mayLook(person), refs };
  const requester = deed === 'confirm' || deed === 'break-glass' ? await gate.profileOf(capture.requester) : null;
  if (requester && requester.standing !== 'member') return { ruled: gone(capture), refs };
  const fresh = requester ? { as: requester.refs } : {};
  const ruled = await ruleOn(gate, policy, { ...capture, ...fresh }, { person, deed, refs });
  return { ruled, refs, fresh };
}

/** Whether others than the requester must agree to the plan that waits. */
export function needsApproval(policy: Policy, capture: Capture): boolean {
  if (capture.status.is !== 'waiting' || capture.status.for !== 'confirm' || !capture.plan) return false;
  const consent = consentTo(policy, capture, capture.plan);
  return consent.is === 'yes' && consent.needs.length > 0;
}

async function ruleOn(
  gate: Gate,
  policy: Policy,
  capture: Capture,
  { person, deed, refs }: { person: Person; deed: Deed; refs: readonly string[] },
): Promise<Decision> {
  const isOwn = isSamePerson(person, capture.requester);
  switch (deed) {
    case 'confirm': {
      const consent = capture.plan && consentTo(policy, capture, capture.plan);
      if (consent?.is === 'no') return consent;
      if (consent && consent.needs.length > 0) return { is: 'yes' };
      return isOwn ? { is: 'yes' } : notOwn(capture, 'confirm it');
    }
    case 'guest-done':
      return isOwn ? { is: 'yes' } : notOwn(capture, 'say that the guest step is done');
    case 'break-glass':
      return isOwn ? { is: 'yes' } : notOwn(capture, 'go on without approval');
    case 'review':
      return { is: 'yes' };
    case 'clean':
      return isOwn ? { is: 'yes' } : await gate.mayOn(person, ['cleanup'], capture);
    case 'unlock':
      return await gate.mayOn(person, ['cleanup'], capture);
    case 'retry':
      return await gate.mayOn(person, capture.plan?.clone ? ['capture'] : ['capture', 'in-place'], capture);
    default: {
      const verdict = await gate.mayOn(person, ['cancel'], capture);
      if (verdict.is === 'yes' || verdict.code === 'denied') return verdict;
      const mayApproveIt =
        capture.status.is === 'waiting' && capture.status.for === 'confirm' && mayApprove(policy, capture, refs);
      return isOwn || mayApproveIt ? { is: 'yes' } : verdict;
    }
  }
}

const gone = ({ requester }: Capture): Decision => ({
  is: 'no',
  code: 'requester-gone',
  reason: `${requester.name}, who asked for it, is no member here any more: ask for a new capture.`,
});

const notOwn = ({ requester }: Capture, deed: string): Decision => ({
  is: 'no',
  code: 'not-requester',
  reason: `Only ${requester.name}, who asked for this capture, may ${deed}.`,
});
