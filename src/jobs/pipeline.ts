import { advance } from './advance.ts';
import { isMet, type Tally } from './approvals.ts';
import { acts } from './capture.ts';
import { consentTo, isDecided, refusalOf, saidOf, targetOfRequest } from './consent.ts';
import { answerOf, type Due, Fenced, type Hand, planOf, type Tools, takeInHand } from './hand.ts';
import { type Plan, whatMoved } from './plan.ts';
import { makePlan, stepsOf } from './planning.ts';
import { judge, type Need } from './policy.ts';
import { isOver, type Status } from './record.ts';
import { explain, type RefusalData } from './refusal.ts';

/** After so many failures in a row that may pass, some twelve minutes at the back-off's pace, a capture has failed. */
const mostStumbles = 12;

/** One tick: takes a capture in hand, walks as far as Azure lets it today, and saves. Nobody waits in it. */
export async function tick(tools: Tools, id: string): Promise<Due> {
  const claim = await tools.store.claim(id);
  if (!claim) return null;
  if ('waitMs' in claim) return claim.waitMs;
  const hand = takeInHand(tools, claim);
  try {
    return await walk(hand).catch(error => {
      if (error instanceof Fenced) throw error;
      return stumble(hand, error);
    });
  } catch (error) {
    if (error instanceof Fenced) return 0;
    throw error;
  }
}

async function walk(hand: Hand): Promise<Due> {
  const capture = hand.capture();
  if (isOver(capture) || capture.status.is === 'failed') return hand.save({}, { dueInMs: null });
  switch (capture.status.is) {
    case 'planning':
      return plan(hand);
    case 'waiting':
      return wait(hand, capture.status);
    default:
      return run(hand);
  }
}

/** Works the plan out and asks for a confirmation; takes the VM and the version for this capture alone. */
async function plan(hand: Hand): Promise<Due> {
  const { request, requester, as = [] } = hand.capture();
  if (hand.policy) {
    const hoped = judge(hand.policy, {
      refs: as,
      actions: ['plan'],
      target: targetOfRequest(request),
      unknown: 'hope',
    });
    if (hoped.is === 'no') return refuse(hand, [refusalOf(saidOf(hoped, requester.name))]);
  }
  const planned = await makePlan(hand.azure, request, hand.settings, hand.now());
  return planned.is === 'refused' ? refuse(hand, planned.refusals) : ask(hand, planned.plan, null);
}

async function ask(hand: Hand, fresh: Plan, before: Plan | null): Promise<Due> {
  const consent = hand.policy && consentTo(hand.policy, hand.capture(), fresh);
  if (consent?.is === 'no') return refuse(hand, [refusalOf(consent)]);
  const needs = consent?.needs ?? [];
  const openMs = openFor(hand, needs);
  const dueInMs = Math.min(openMs, ...needs.map(({ remindHours }) => remindHours * 3_600_000));
  const moved = before ? { moved: movedSince(before, fresh) } : {};
  const blocked = await hand.trySave(
    {
      plan: fresh,
      steps: stepsOf(fresh),
      decision: null,
      ...(consent ? { needs, approvals: [] } : {}),
      status: { is: 'waiting', for: 'confirm', until: hand.at(openMs) },
      notices: [...hand.capture().notices, { kind: 'question', planHash: fresh.hash, at: hand.at(), ...moved }],
    },
    { dueInMs, locks: 'take', audit: { event: before ? 'plan-moved' : 'planned' } },
  );
  return blocked ? refuse(hand, [await heldBy(hand, blocked.heldBy, fresh)]) : dueInMs;
}

async function heldBy(hand: Hand, id: string, plan: Plan): Promise<RefusalData> {
  const other = await hand.store.load(id);
  const sameVm = other?.plan?.vm.id.toLowerCase() === plan.vm.id.toLowerCase();
  const what = sameVm
    ? `${plan.vm.name} is being captured already`
    : `${plan.target.definition} ${plan.target.version} is being made already`;
  const stands = other?.status.is === 'failed' ? ' That one has failed and waits for Retry or Abandon.' : '';
  return {
    code: sameVm ? 'vm-busy' : 'version-reserved',
    reason: `${what}, by ${id} of ${other?.requester.name ?? 'somebody'}.${stands}`,
    remedy: sameVm
      ? 'Follow that one in its thread, or cancel it first.'
      : 'Name another version, or ask again when that one has ended.',
    captureId: id,
  };
}

function refuse(hand: Hand, refusals: readonly RefusalData[]): Promise<Due> {
  const said = { refusals, at: hand.at() };
  return hand.end(
    { is: 'refused', ...said },
    { kind: 'refused', ...said },
    { event: 'refused', details: refusals.map(({ code }) => code).join(' ') },
  );
}

function wait(hand: Hand, status: Extract<Status, { is: 'waiting' }>): Promise<Due> {
  const leftMs = Date.parse(status.until) - hand.now().getTime();
  if (leftMs > 0) return status.for === 'confirm' ? remind(hand, leftMs) : hand.save({}, { dueInMs: leftMs });
  const at = hand.at();
  if (status.for === 'confirm') return hand.end({ is: 'expired', at }, { kind: 'expired', at }, { event: 'expired' });
  return hand.fail(
    {
      code: 'guest-not-confirmed',
      reason: 'Nobody said in time that the guest step is done.',
      remedy: 'Press Retry to be asked again.',
    },
    hand.current()?.name ?? 'guest',
  );
}

/** Those who must approve are reminded once in the time that a question stands. */
function remind(hand: Hand, leftMs: number): Promise<Due> {
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
function openFor({ settings }: Hand, needs: readonly Need[]): number {
  const byNeeds = needs.map(({ hours }) => hours * 3_600_000);
  return byNeeds.length > 0 ? Math.min(...byNeeds) : settings.timeouts.confirmMinutes * 60_000;
}

const movedSince = (before: Plan, fresh: Plan): readonly string[] =>
  before.hash === fresh.hash ? ['who must approve it, by the policy'] : whatMoved(before, fresh);

/** Walks the acts from the first that is not done. Every call is covered by a decision on this very plan, of those who may. */
async function run(hand: Hand): Promise<Due> {
  const { plan: confirmed, steps } = hand.capture();
  if (!confirmed || !isDecided(hand.capture(), hand.policy))
    return hand.fail(
      {
        code: 'not-confirmed',
        reason: 'Nobody has confirmed this plan, so I have changed nothing.',
        remedy: 'Ask for a new capture.',
      },
      'confirmation',
    );
  if (!hand.capture().cancel && steps.every(step => step.state === 'todo' && step.attempt === 1)) {
    const planned = await makePlan(hand.azure, hand.capture().request, hand.settings, hand.now());
    if (planned.is === 'refused') return refuse(hand, planned.refusals);
    if (planned.plan.hash !== confirmed.hash) return ask(hand, planned.plan, confirmed);
    const consent = hand.policy && consentTo(hand.policy, hand.capture(), planned.plan);
    if (consent?.is === 'no') return refuse(hand, [refusalOf(consent)]);
    if (consent && !isCovered(hand, consent.tallies)) return ask(hand, planned.plan, confirmed);
  }
  for (;;) {
    const step = hand.current();
    if (!step) return succeed(hand);
    if (hand.capture().cancel && !step.phase) return cancelled(hand);
    const act = acts.find(({ name }) => name === step.name);
    if (!act) throw new Error(`This version of the code knows no step ${step.name}.`);
    const due = await advance(hand, act, {
      captureId: hand.capture().id,
      plan: planOf(hand),
      step,
      azure: hand.azure,
      settings: hand.settings,
    });
    if (due !== 'next') return due;
  }
}

/** Where nobody else must approve, the decision is the requester's own. */
function isCovered(hand: Hand, tallies: readonly Tally[]): boolean {
  const { decision, requester } = hand.capture();
  return tallies.length > 0 ? isMet(tallies) : decision?.by.id === requester.id;
}

function succeed(hand: Hand): Promise<Due> {
  const at = hand.at();
  return hand.end({ is: 'succeeded', at }, { kind: 'succeeded', at }, { event: 'succeeded' });
}

function cancelled(hand: Hand): Promise<Due> {
  const { cancel } = hand.capture();
  if (!cancel) throw new Error('A capture is to be cancelled that nobody cancelled.');
  const said = { by: cancel.by, at: hand.at() };
  return hand.end({ is: 'cancelled', ...said }, { kind: 'cancelled', ...said }, { event: 'cancelled', by: cancel.by });
}

/** What was thrown is an end, or a pause after which the same is tried again. Whatever was saved before stands. */
async function stumble(hand: Hand, error: unknown): Promise<Due> {
  const { id, stumbles } = hand.capture();
  const step = hand.current()?.name;
  const explained = explain(error);
  hand.log.warn({ capture: id, step, stumbles, err: error }, 'a tick stumbled');
  if (explained.is === 'failure' || stumbles + 1 >= mostStumbles)
    return hand.fail(explained.failure, step ?? 'planning');
  const dueInMs = explained.retryAfterMs ?? Math.min(120_000, 1000 * 2 ** stumbles);
  return hand.save(
    { stumbles: stumbles + 1, stumble: `${explained.failure.reason} I try again.` },
    { dueInMs, audit: { event: 'stumbled', ...answerOf(explained.failure), ...(step ? { step } : {}) } },
  );
}
