import { userActions } from '../../jobs/approval/plan-authorization.ts';
import { meets, type Policy, type Rule, type Where } from '../../jobs/policy/policy.ts';
import type { Person } from '../../jobs/request/request.ts';
import type { KnownDelegations } from '../access/authorizer.ts';
import type { Note, Profile, Span } from '../chat.ts';
import { code, heading, note, text } from './elements.ts';

type Ruled = { readonly policy: Policy; readonly delegations: KnownDelegations | null } & Pick<Profile, 'refs'>;

/** Who the bot takes somebody for, what they may do and by which rule; null where there is no policy. */
export function whoamiNote(person: Person, ruled: Ruled | null): Note {
  const title = `You are ${person.name}`;
  if (!ruled)
    return note(
      `${title}: there is no policy, so you decide on what you ask for`,
      heading(title),
      text('There is no policy here: everybody may ask for captures, and whoever asked for one alone decides on it.'),
    );
  const { policy, refs, delegations } = ruled;
  const rules = policy.rules.filter(({ who }) => meets(who, refs));
  const approving = policy.rules.filter(({ approvals }) => approvals?.of && meets(approvals.of, refs));
  const lines = [
    ...rules.map(ruleLine),
    ...approving.map(({ name, where }): readonly Span[] => [
      'You may approve what ',
      { bold: name },
      ' asks approval for, ',
      ...places(where),
      '.',
    ]),
  ];
  return note(
    `${title}: ${lines.length === 0 ? 'no rule names you' : `${lines.length} of the policy’s rules are about you`}`,
    heading(title),
    text('I know you as ', ...refs.flatMap((ref): Span[] => [code(ref), ' '])),
    ...(lines.length === 0
      ? [text('No rule of the policy names you, so you may do nothing.')]
      : lines.map(line => text('• ', ...line))),
    ...(delegations ? delegationLines(delegations) : []),
  );
}

const delegationLines = ({ own, held }: KnownDelegations) => [
  ...(own
    ? [text('• ', code(own.to), ' approves for you until ', { time: own.until }, '; delegate off ends it.')]
    : []),
  ...held.map(({ by, until }) => text('• You may approve for ', { person: by }, ' until ', { time: until }, '.')),
];

function ruleLine({ name, effect, actions, where, approvals }: Rule): readonly Span[] {
  const what = actions.map(action => userActions[action]).join(', ');
  const needs = approvals
    ? `, when ${approvals.count} of ${approvals.whom} ${approvals.count === 1 ? 'approves' : 'approve'}`
    : '';
  return [
    `You ${effect === 'allow' ? 'may' : 'may not'} ${what}: `,
    ...places(where),
    `${needs} (rule `,
    { bold: name },
    ').',
  ];
}

const places = (where: readonly Where[]): readonly Span[] =>
  where.length === 0 ? ['everywhere'] : joined(where.map(place), ', or ');

/** Patterns are shown as they are written, asterisks and all. */
function place({ subscriptions, resourceGroups, vms, tags }: Where): readonly Span[] {
  const all = (words: readonly string[]) =>
    joined(
      words.map(word => [code(word)]),
      ', ',
    );
  const parts = [
    ...(vms ? [['VMs ', ...all(vms)]] : []),
    ...(resourceGroups ? [['in ', ...all(resourceGroups)]] : []),
    ...(subscriptions ? [['in subscription ', ...all(subscriptions)]] : []),
    ...(tags ? [['tagged ', ...all(Object.entries(tags).map(([name, value]) => `${name}=${value}`))]] : []),
  ];
  return parts.length > 0 ? joined(parts, ' ') : ['everywhere'];
}

const joined = (parts: readonly (readonly Span[])[], between: string): readonly Span[] =>
  parts.flatMap((part, index) => (index === 0 ? part : [between, ...part]));
