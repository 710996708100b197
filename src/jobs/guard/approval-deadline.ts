import type { ClaimedCapture, Due } from '../claim/claimed-capture.ts';
import { isMet, type Tally } from '../policy/approvals.ts';
import type { ApprovalRequirement } from '../policy/policy.ts';

const lastCallMs = 15 * 60_000;

/** Those who must approve are reminded after the time that the policy says, and once more a quarter of an hour before the question expires. */
export function remind(claimed: ClaimedCapture, leftMs: number): Promise<Due> {
  const { needs = [], notices } = claimed.capture();
  const asked = notices.findLastIndex(({ kind }) => kind === 'question');
  const question = notices[asked];
  if (!question || needs.length === 0) return claimed.save({}, { dueInMs: leftMs });
  const reminders = notices.slice(asked + 1).filter(({ kind }) => kind === 'reminder');
  const nowMs = claimed.now().getTime();
  const [next] = remindersOf(question.at, nowMs + leftMs, needs).slice(reminders.length);
  if (next === undefined) return claimed.save({}, { dueInMs: leftMs });
  if (next > nowMs) return claimed.save({}, { dueInMs: Math.min(leftMs, next - nowMs) });
  const notice = { kind: 'reminder', at: claimed.at() } as const;
  return claimed.save({ notices: [...notices, notice] }, { dueInMs: 0, audit: { event: 'reminded' } });
}

/** When reminders are due, in ms since 1970: the last call comes only where it is no echo of the first. */
export function remindersOf(
  askedAt: string,
  untilMs: number,
  needs: readonly Pick<ApprovalRequirement, 'remindHours'>[],
): readonly number[] {
  const first = Date.parse(askedAt) + Math.min(...needs.map(({ remindHours }) => remindHours * 3_600_000));
  const lastCall = untilMs - lastCallMs;
  return lastCall - first >= lastCallMs ? [first, lastCall] : [first];
}

/** How long the question stands: until the first of those who must approve has had their time. */
export function openFor(
  { settings }: Pick<ClaimedCapture, 'settings'>,
  needs: readonly Pick<ApprovalRequirement, 'hours'>[],
): number {
  const byNeeds = needs.map(({ hours }) => hours * 3_600_000);
  return byNeeds.length > 0 ? Math.min(...byNeeds) : settings.timeouts.confirmMinutes * 60_000;
}

/** Where nobody else must approve, or the glass was broken for this plan, the decision is the requester's own. */
export function isCovered(claimed: ClaimedCapture, tallies: readonly Tally[]): boolean {
  const { decision, requester, plan, glass = [] } = claimed.capture();
  if (tallies.length > 0 && tallies.every(({ need }) => need.breakGlass) && glass.at(-1)?.planHash === plan?.hash)
    return decision?.by.id === requester.id;
  return tallies.length > 0 ? isMet(tallies) : decision?.by.id === requester.id;
}
