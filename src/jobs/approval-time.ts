import { isMet, type Tally } from './approvals.ts';
import type { Due, Hand } from './hand.ts';
import type { Need } from './policy.ts';

/** Those who must approve are reminded once in the time that a question stands. */
export function remind(hand: Hand, leftMs: number): Promise<Due> {
  const { needs = [], notices } = hand.capture();
  const asked = notices.findLast(({ kind }) => kind === 'question');
  const isReminded = notices.findLast(({ kind }) => kind === 'question' || kind === 'reminder')?.kind === 'reminder';
  if (!asked || needs.length === 0 || isReminded) return hand.save({}, { dueInMs: leftMs });
  const afterMs = Math.min(...needs.map(({ remindHours }) => remindHours * 3_600_000));
  const inMs = Date.parse(asked.at) + afterMs - hand.now().getTime();
  if (inMs > 0) return hand.save({}, { dueInMs: Math.min(leftMs, inMs) });
  const notice = { kind: 'reminder', at: hand.at() } as const;
  return hand.save({ notices: [...notices, notice] }, { dueInMs: leftMs, audit: { event: 'reminded' } });
}

/** How long the question stands: until the first of those who must approve has had their time. */
export function openFor({ settings }: Hand, needs: readonly Need[]): number {
  const byNeeds = needs.map(({ hours }) => hours * 3_600_000);
  return byNeeds.length > 0 ? Math.min(...byNeeds) : settings.timeouts.confirmMinutes * 60_000;
}

/** Where nobody else must approve, or the glass was broken for this plan, the decision is the requester's own. */
export function isCovered(hand: Hand, tallies: readonly Tally[]): boolean {
  const { decision, requester, plan, glass = [] } = hand.capture();
  if (tallies.length > 0 && tallies.every(({ need }) => need.breakGlass) && glass.at(-1)?.planHash === plan?.hash)
    return decision?.by.id === requester.id;
  return tallies.length > 0 ? isMet(tallies) : decision?.by.id === requester.id;
}
