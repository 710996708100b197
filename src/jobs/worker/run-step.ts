import { RateLimited } from '../../azure/budget.ts';
import { notAfter, TooLate } from '../../azure/deadline.ts';
import { AzureError } from '../../azure/errors.ts';
import { type ClaimedCapture, ClaimLost, type Due } from '../claim/claimed-capture.ts';
import { timeAwayMs } from '../claim/outage.ts';
import type { Act, Observation, StepContext } from '../procedures/capture/step.ts';
import { closeEntries, hasEntry, upsertEntries } from '../record/cleanup-ledger.ts';
import { countFindings, type Readiness } from '../record/readiness.ts';
import { type Failure, failureOf } from '../record/refusal.ts';
import { timeoutsOf } from '../request/timeouts.ts';
import { explainHere, hereOf } from './failure-context.ts';
import { loseableFor } from './loss-window.ts';
import { nextLookMs } from './poll-interval.ts';

/** Why nothing may be begun just now, asked right before it is; null when it may. */
export type Guard = () => Promise<Failure | null>;

/** How long the guest is given to show its log once a step's time is up. */
const diagnosisMs = 3 * 60_000;

/** How many characters of a log that nobody can explain are shown. */
const mostOfLog = 1200;

/** Takes one act as far as it goes now: looks, and begins what is not so yet and `guard` lets pass. Answers `next` when it is done. */
export async function runStep(hand: ClaimedCapture, act: Act, scene: StepContext, guard: Guard): Promise<Due | 'next'> {
  try {
    return await follow(hand, act, scene, guard, await lookInTime(hand, act, scene));
  } catch (error) {
    const refused = act.whenRefused && isRefusal(error) ? explainHere(hand, scene, error).failure : null;
    if (!refused) throw error;
    return refusedAt(hand, act, scene, refused);
  }
}

/** Azure's own no, which another try would not turn into a yes at once. */
const isRefusal = (error: unknown): boolean =>
  error instanceof AzureError && error.status >= 400 && error.status <= 499 && ![408, 429].includes(error.status);

/** An act that Azure does not let be is an end, unless it is one that holds nothing up. */
export async function refusedAt(
  hand: ClaimedCapture,
  act: Act,
  scene: StepContext,
  failure: Failure,
  how: { readonly notTaken?: boolean } = {},
): Promise<Due | 'next'> {
  const look = act.whenRefused?.(scene, failure) ?? null;
  if (look === null) return hand.fail(failure, scene.step.name, how);
  return follow(hand, act, scene, async () => failure, look);
}

/** Goes on by what was seen. */
async function follow(
  hand: ClaimedCapture,
  act: Act,
  scene: StepContext,
  guard: Guard,
  seen: Observation,
): Promise<Due | 'next'> {
  const { step } = scene;
  const look = await keepFound(hand, scene, seen);
  await book(hand, act, scene, look);
  if (look === 'done') {
    const progress = step.progress?.map(region => ({ ...region, state: 'Completed', percent: 100 }));
    const done = {
      state: 'done',
      endedAt: hand.at(),
      startedAt: step.startedAt ?? hand.at(),
      says: null,
      progress,
    } as const;
    await hand.saveStep(step.name, done, {
      dueInMs: 0,
      operation: null,
      audit: { event: 'step-done', step: step.name },
      ...(act.settles ? { ledger: closeEntries(hand.capture().ledger ?? [], act.settles) } : {}),
    });
    return 'next';
  }
  if (look !== 'todo' && 'failed' in look) {
    const why = await whyOf(hand, scene, look);
    return why === 'running'
      ? busy(hand, act, scene, { busy: 'Azure still works on it' })
      : hand.fail(why, step.name, { notTaken: why.untouched ?? false });
  }
  if (isLate(hand, act, scene)) return timeIsUp(hand, act, scene, guard);
  if (look !== 'todo') return busy(hand, act, scene, look);
  const due = await onItsWay(hand, act, scene);
  if (due !== 'ask') return due;
  return hand.stopping?.aborted ? 0 : begin(hand, act, scene, guard);
}

/** Looks once more at an act that is not gone on with: what it has made after all is on the ledger then. */
export async function bookWhatIsThere(hand: ClaimedCapture, act: Act, scene: StepContext): Promise<void> {
  if (act.makes) await book(hand, act, scene, await act.look(scene));
}

/** What is there and ours is on the ledger, also where Redis has lost that it was asked for. */
async function book(hand: ClaimedCapture, act: Act, { plan }: StepContext, look: Observation): Promise<void> {
  const isOurs = look === 'done' || (typeof look === 'object' && ('busy' in look || ('failed' in look && look.askWhy)));
  if (!isOurs || !act.makes) return;
  const ledger = hand.capture().ledger ?? [];
  const missing = act.makes(plan).filter(one => !hasEntry(ledger, one));
  if (missing.length > 0) await hand.save({}, { dueInMs: 0, ledger: upsertEntries(ledger, missing) });
}

async function lookInTime(hand: ClaimedCapture, act: Act, scene: StepContext): Promise<Observation> {
  const look = await act.look(scene);
  const isOpen = look === 'todo' || (typeof look === 'object' && 'busy' in look);
  return isOpen && act.whenLate && isLate(hand, act, scene) ? act.whenLate(scene) : look;
}

/** Puts what was found on the record and into the thread, once an attempt, before anything follows from it. */
async function keepFound(
  hand: ClaimedCapture,
  { step }: StepContext,
  look: Observation,
): Promise<Exclude<Observation, { found: Readiness }>> {
  if (typeof look === 'string' || !('found' in look)) return look;
  const { readiness, notices } = hand.capture();
  if (readiness?.attempt !== step.attempt) {
    const notice = { kind: 'readiness', attempt: step.attempt, at: hand.at() } as const;
    await hand.save(
      { readiness: look.found, notices: [...notices, notice] },
      { dueInMs: 0, audit: { event: 'readiness', step: step.name, details: countsOf(look.found) } },
    );
  }
  return look.leadsTo;
}

function countsOf(readiness: Readiness): string {
  const { must, should, fine } = countFindings(readiness);
  return `${must} must, ${should} should, ${fine} fine${readiness.complete ? '' : ', incomplete'}`;
}

/** What the operation under way says of a failure, where the resource alone does not tell; one that runs may still mend it. */
async function whyOf(
  hand: ClaimedCapture,
  scene: StepContext,
  look: Extract<Observation, { failed: Failure }>,
): Promise<Failure | 'running'> {
  const { azure } = scene;
  const operation = look.askWhy ? hand.operation() : null;
  const outcome = operation ? await azure.findOperation(operation) : null;
  if (outcome?.is === 'running') return 'running';
  if (outcome?.is !== 'failed') return look.failed;
  const said = failureOf(outcome, hereOf(scene));
  return look.failed.code === 'version-failed' ? { ...said, remedy: look.failed.remedy } : said;
}

/** Nothing shows in Azure yet, though it may have been asked: `ask` when it is right to ask (again). */
async function onItsWay(hand: ClaimedCapture, act: Act, scene: StepContext): Promise<Due | 'ask' | 'next'> {
  const { step, azure } = scene;
  const operation = hand.operation();
  if (step.phase === 'intent') {
    const { azureCallMs } = timeoutsOf(hand.settings.pace);
    const sinceMs = hand.now().getTime() - Date.parse(step.askedAt ?? hand.at());
    return sinceMs < azureCallMs ? hand.save({}, { dueInMs: azureCallMs - sinceMs, keepsCount: true }) : 'ask';
  }
  if (!operation) return 'ask';
  const outcome = await azure.findOperation(operation);
  if (outcome.is === 'failed') return refusedAt(hand, act, scene, failureOf(outcome, hereOf(scene)));
  if (outcome.is === 'running')
    return busy(hand, act, scene, { busy: 'Azure has taken it' }, outcome.retryAfterMs ?? 0);
  return 'ask';
}

/** Saves that it is about to ask, asks once, saves that Azure has taken it. */
async function begin(hand: ClaimedCapture, act: Act, scene: StepContext, guard: Guard): Promise<Due | 'next'> {
  const { step, plan } = scene;
  const question = act.ask?.(plan);
  // A yes that Redis has lost leaves a question open: nothing is begun on it that cannot be undone.
  const waitMs = act.irreversible && !plan.clone && !question ? loseableFor(hand.capture(), hand.now()) : 0;
  if (waitMs > 0) return hand.save({}, { dueInMs: waitMs, keepsCount: true });
  const broken = await guard();
  if (broken) return hand.fail(broken, step.name);
  if (question) return askPerson(hand, scene, question);
  const asking = {
    state: 'doing',
    phase: 'intent',
    askedAt: hand.at(),
    startedAt: step.startedAt ?? hand.at(),
  } as const;
  const { azureCallMs } = timeoutsOf(scene.settings.pace);
  const untilMs = performance.now() + azureCallMs;
  await hand.saveStep(step.name, asking, {
    dueInMs: azureCallMs,
    operation: null,
    keepsCount: true,
    audit: { event: 'asking', step: step.name },
    ...(act.makes ? { ledger: upsertEntries(hand.capture().ledger ?? [], act.makes(plan)) } : {}),
  });
  try {
    const begun = () => act.start({ ...scene, step: { ...step, ...asking } });
    const { operation, retryAfterMs, requestId } = await notAfter(untilMs, begun);
    const soonMs =
      operation || step.phase ? nextLookMs(act.name, { elapsedMs: 0, slowestMs: act.paceMs(scene.settings) }) : 0;
    const audit = { event: 'asked', step: step.name, ...(requestId ? { requestId } : {}) };
    const change = { dueInMs: retryAfterMs ?? soonMs, operation, audit };
    return await hand.saveStep(step.name, { phase: 'asked' }, change);
  } catch (error) {
    if (error instanceof TooLate) throw new ClaimLost();
    if (error instanceof RateLimited) {
      await hand.saveStep(step.name, { phase: step.phase ?? null }, { dueInMs: error.waitMs, keepsCount: true });
      return error.waitMs;
    }
    if (!(error instanceof AzureError) || error.status < 400 || error.status > 499) throw error;
    const explained = explainHere(hand, scene, error);
    if (explained.is === 'failure' || (act.whenRefused && isRefusal(error)))
      return refusedAt(hand, act, scene, explained.failure, { notTaken: true });
    // Azure has said that it did not take the call: the next try need not wait for an answer on its way.
    await hand.saveStep(step.name, { phase: step.phase ?? null }, { dueInMs: 0, keepsCount: true });
    throw error;
  }
}

function askPerson(
  hand: ClaimedCapture,
  { step, settings }: StepContext,
  question: { command: string; because: string },
): Promise<Due> {
  const dueInMs = settings.timeouts.manualGuestMinutes * 60_000;
  const at = hand.at();
  const asked = {
    ...step,
    state: 'doing',
    phase: 'asked',
    startedAt: at,
    askedAt: at,
    says: 'waiting for a person',
  } as const;
  return hand.save(
    {
      steps: hand.capture().steps.map(one => (one.name === step.name ? asked : one)),
      status: { is: 'waiting', for: 'guest', until: hand.at(dueInMs) },
      notices: [...hand.capture().notices, { kind: 'guest', command: question.command, because: question.because, at }],
    },
    { dueInMs, audit: { event: 'person-asked', step: step.name } },
  );
}

function busy(
  hand: ClaimedCapture,
  act: Act,
  { step, settings, plan }: StepContext,
  look: Extract<Observation, { busy: string }>,
  retryAfterMs = 0,
): Promise<Due> {
  const change = {
    state: 'doing',
    says: look.busy,
    ...(look.seen ? { seen: look.seen } : {}),
    ...(look.stays ? { stays: look.stays } : {}),
    startedAt: step.startedAt ?? hand.at(),
    progress: look.progress ?? null,
  } as const;
  const elapsedMs = hand.now().getTime() - Date.parse(step.askedAt ?? change.startedAt);
  const lookMs = nextLookMs(act.name, { elapsedMs, slowestMs: act.paceMs(settings) });
  const dueInMs = Math.max(lookMs * hand.budget.stretch(plan.vm.subscriptionId), retryAfterMs);
  return hand.saveStep(step.name, change, { dueInMs });
}

async function timeIsUp(hand: ClaimedCapture, act: Act, scene: StepContext, guard: Guard): Promise<Due> {
  const mayAsk = act.diagnose && lateByMs(hand, act, scene) < diagnosisMs && (await guard()) === null;
  const found = mayAsk ? await act.diagnose(scene).catch(error => unread(hand, error)) : '';
  if (found === null) return busy(hand, act, scene, { busy: 'time is up; reading the log in the guest' });
  const minutes = Math.round(act.deadlineMs(scene.settings) / 6_000) / 10;
  const late = `“${scene.step.title}” was not done after ${minutes} minutes.`;
  const known = found ? act.explain?.(scene.plan, found) : null;
  return hand.fail(
    {
      code: 'step-timed-out',
      reason: late,
      remedy:
        act.lateRemedy?.(scene.plan) ??
        'See what holds it up, then press Retry: I look first, and do only what is not done.',
      ...(found ? { log: found.slice(-mostOfLog) } : {}),
      ...(known ? { ...known, reason: `${late} ${known.reason}` } : {}),
    },
    scene.step.name,
  );
}

/** A log that cannot be read is not why the step failed. */
function unread(hand: ClaimedCapture, error: unknown): string {
  hand.log.warn({ capture: hand.capture().id, err: error }, 'the log in the guest could not be read');
  return '';
}

const isLate = (hand: ClaimedCapture, act: Act, scene: StepContext): boolean => lateByMs(hand, act, scene) > 0;

function lateByMs(hand: ClaimedCapture, act: Act, { step, settings }: StepContext): number {
  const startedAt = step.startedAt ? Date.parse(step.startedAt) : hand.now().getTime();
  const awayMs = (step.awayMs ?? 0) + timeAwayMs(hand.capture(), hand.now());
  return hand.now().getTime() - startedAt - awayMs - act.deadlineMs(settings);
}
