import { isSameName } from '../../azure/names.ts';
import { matchesGlob } from './glob.ts';

/** What people do here that a policy can allow. `in-place` uses the VM itself up; `grant` gives somebody access to a gallery. */
export const actions = ['plan', 'capture', 'in-place', 'approve', 'cancel', 'grant', 'cleanup'] as const;
export type Action = (typeof actions)[number];

/** Where a rule holds: every kind that is named must fit, one of its patterns is enough. `*` stands for any letters, `?` for one. */
export interface Where {
  readonly subscriptions?: readonly string[];
  readonly resourceGroups?: readonly string[];
  readonly vms?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** How many must agree before anything is written; `of` null means whoever may approve there. `self`: the requester counts too. */
export interface Approvals {
  readonly count: number;
  readonly of: readonly string[] | null;
  /** The same as the policy's author wrote it, for people to read. */
  readonly whom: string;
  readonly self: boolean;
  /** The requester may go on alone in an emergency, with a reason and a review afterwards. */
  readonly breakGlass: boolean;
  /** Who is asked may have somebody else approve for them. */
  readonly delegate: boolean;
  readonly hours: number;
  readonly remindHours: number;
}

/** Who (by what they are known under) may or may not do what, where; an empty `where` is everywhere. */
export interface Rule {
  readonly name: string;
  readonly effect: 'allow' | 'deny';
  readonly who: readonly string[];
  readonly actions: readonly Action[];
  readonly where: readonly Where[];
  readonly approvals: Approvals | null;
}

export interface Policy {
  readonly rules: readonly Rule[];
  /** For each person who has several accounts, all that they are known under. */
  readonly people?: readonly (readonly string[])[];
}

/** What it is about; null is not known yet. */
export interface Target {
  readonly subscription: string | null;
  readonly resourceGroup: string | null;
  readonly vm: string | null;
  readonly tags: Readonly<Record<string, string>> | null;
}

/** The approvals that one rule asks for. */
export type ApprovalRequirement = Approvals & { readonly rule: string };

/** May it be done, by which rules and with whose approval; or why not. */
export type Verdict =
  | { readonly is: 'yes'; readonly rules: readonly string[]; readonly needs: readonly ApprovalRequirement[] }
  | {
      readonly is: 'no';
      readonly code: 'denied' | 'not-allowed';
      readonly action: Action;
      readonly rule: string | null;
    };

/** `refs` is all that a person is known under. `unknown`: facts not known yet speak against it, or are hoped for. */
export interface Question {
  readonly refs: readonly string[];
  readonly actions: readonly Action[];
  readonly target: Target;
  readonly unknown?: 'no' | 'hope';
}

/** Rules on every action that is asked for: a deny wins over all, and nothing is allowed that no rule allows. */
export function evaluatePolicy({ rules }: Policy, { refs, actions, target, unknown = 'no' }: Question): Verdict {
  const allowing: Rule[] = [];
  const asking: Rule[] = [];
  for (const action of actions) {
    const about = rules.filter(rule => rule.actions.includes(action) && meets(rule.who, refs));
    const denies = about.find(
      rule => rule.effect === 'deny' && isThere(rule.where, target, unknown === 'no' ? 'yes' : 'no'),
    );
    if (denies) return { is: 'no', code: 'denied', action, rule: denies.name };
    const allows = about.filter(
      rule => rule.effect === 'allow' && isThere(rule.where, target, unknown === 'no' ? 'no' : 'yes'),
    );
    if (allows.length === 0) return { is: 'no', code: 'not-allowed', action, rule: null };
    allowing.push(...allows);
    asking.push(
      ...about.filter(rule => rule.effect === 'allow' && rule.approvals !== null && isThere(rule.where, target, 'yes')),
    );
  }
  const used = [...new Set(allowing)];
  // A rule that may hold lets nothing be done, and its approvals are asked for all the same.
  const needing = unknown === 'no' ? [...new Set([...used, ...asking])] : used;
  const needs = needing.flatMap(({ name, approvals }) => (approvals ? [{ ...approvals, rule: name }] : []));
  return { is: 'yes', rules: used.map(({ name }) => name), needs };
}

/** Whether any of what somebody is known under is among those named. */
export const meets = (who: readonly string[], refs: readonly string[]): boolean =>
  who.some(ref => ref === 'everyone' || refs.includes(ref));

/** Whether somebody may do anything at all about a target, or is asked to approve there; what is not known yet speaks against it. */
export const concerns = (policy: Policy, refs: readonly string[], target: Target): boolean =>
  actions.some(action => evaluatePolicy(policy, { refs, actions: [action], target }).is === 'yes') ||
  policy.rules.some(
    ({ where, approvals }) => approvals?.of && meets(approvals.of, refs) && isThere(where, target, 'no'),
  );

/** Whether a rule holds for a target; `unknown` is what a fact that is not known yet comes to. */
function isThere(where: readonly Where[], target: Target, unknown: 'yes' | 'no'): boolean {
  const guess = unknown === 'yes';
  const among = (patterns: readonly string[] | undefined, value: string | null) =>
    patterns === undefined || (value === null ? guess : patterns.some(pattern => matchesGlob(pattern, value)));
  const tagged = (tags: Where['tags']) =>
    Object.entries(tags ?? {}).every(([name, pattern]) => {
      if (target.tags === null) return guess;
      const tag = Object.entries(target.tags).find(([key]) => isSameName(key, name));
      return tag !== undefined && matchesGlob(pattern, tag[1]);
    });
  return (
    where.length === 0 ||
    where.some(
      one =>
        among(one.subscriptions, target.subscription) &&
        among(one.resourceGroups, target.resourceGroup) &&
        among(one.vms, target.vm) &&
        tagged(one.tags),
    )
  );
}
