import { RateLimited } from '../../azure/budget.ts';
import { notAfter, TooLate } from '../../azure/deadline.ts';
import { AzureError } from '../../azure/errors.ts';
import { type ClaimedCapture, ClaimLost, type Due } from '../claim/claimed-capture.ts';
import { timeAwayMs } from '../claim/outage.ts';
import type { Act, Observation, StepContext } from '../procedures/step.ts';
import { closeEntries, hasEntry, upsertEntries } from '../record/cleanup-ledger.ts';
import type { Coded } from '../record/facts.ts';
import { progress } from '../record/progress.ts';
import { countFindings, type Readiness } from '../record/readiness.ts';
import { engineReason } from '../record/reasons.ts';
import { type Failure, failureOf } from '../record/refusal.ts';
import type { GuestReason } from '../record/warnings.ts';
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
export async function runStep(
  claimed: ClaimedCapture,
  act: Act,
  context: StepContext,
  guard: Guard,
): Promise<Due | 'next'> {
  try {
    return await follow(claimed, act, context, guard, await lookInTime(claimed, act, context));
  } catch (error) {
    const refused = act.whenRefused && isRefusal(error) ? explainHere(claimed, context, error).failure : null;
    if (!refused) throw error;
    return refusedAt(claimed, act, context, refused);
  }
}

/** Azure's own no, which another try would not turn into a yes at once. */
const isRefusal = (error: unknown): boolean =>
  error instanceof AzureError && error.status >= 400 && error.status <= 499 && ![408, 429].includes(error.status);

/** An act that Azure does not let be is an end, unless it is one that holds nothing up. */
export async function refusedAt(
  claimed: ClaimedCapture,
  act: Act,
  context: StepContext,
  failure: Failure,
  how: { readonly notTaken?: boolean } = {},
): Promise<Due | 'next'> {
  const look = act.whenRefused?.(context, failure) ?? null;
  if (look === null) return claimed.fail(failure, context.step.name, how);
  return follow(claimed, act, context, async () => failure, look);
}

/** Goes on by what was seen. */
async function follow(
  claimed: ClaimedCapture,
  act: Act,
  context: StepContext,
  guard: Guard,
  seen: Observation,
): Promise<Due | 'next'> {
  const { step } = context;
  const look = await keepFound(claimed, context, seen);
  await book(claimed, act, context, look);
  if (look === 'done') {
    const completed = step.progress?.map(region => ({ ...region, state: 'Completed', percent: 100 }));
    const done = {
      state: 'done',
      endedAt: claimed.at(),
      startedAt: step.startedAt ?? claimed.at(),
      says: null,
      ...(completed ? { progress: completed } : {}),
    } as const;
    await claimed.saveStep(step.name, done, {
      dueInMs: 0,
      operation: null,
      audit: { event: 'step-done', step: step.name },
      ...(act.settles ? { ledger: closeEntries(claimed.capture().ledger ?? [], act.settles) } : {}),
    });
    return 'next';
  }
  if (look !== 'todo' && 'failed' in look) {
    const why = await whyOf(claimed, context, look);
    return why === 'running'
      ? busy(claimed, act, context, { busy: progress('azure-works-on-it', {}) })
      : claimed.fail(why, step.name, { notTaken: why.untouched ?? false });
  }
  if (isLate(claimed, act, context)) return timeIsUp(claimed, act, context, guard);
  if (look !== 'todo') return busy(claimed, act, context, look);
  const due = await onItsWay(claimed, act, context);
  if (due !== 'ask') return due;
  return claimed.stopping?.aborted ? 0 : begin(claimed, act, context, guard);
}

/** Looks once more at an act that is not gone on with: what it has made after all is on the ledger then. */
export async function bookWhatIsThere(claimed: ClaimedCapture, act: Act, context: StepContext): Promise<void> {
  if (act.makes) await book(claimed, act, context, await act.observe(context));
}

/** What is there and ours is on the ledger, also where Redis has lost that it was asked for. */
async function book(claimed: ClaimedCapture, act: Act, { plan }: StepContext, look: Observation): Promise<void> {
  const isOurs = look === 'done' || (typeof look === 'object' && ('busy' in look || ('failed' in look && look.askWhy)));
  if (!isOurs || !act.makes) return;
  const ledger = claimed.capture().ledger ?? [];
  const missing = act.makes(plan).filter(one => !hasEntry(ledger, one));
  if (missing.length > 0) await claimed.save({}, { dueInMs: 0, ledger: upsertEntries(ledger, missing) });
}

async function lookInTime(claimed: ClaimedCapture, act: Act, context: StepContext): Promise<Observation> {
  const look = await act.observe(context);
  const isOpen = look === 'todo' || (typeof look === 'object' && 'busy' in look);
  return isOpen && act.whenLate && isLate(claimed, act, context) ? act.whenLate(context) : look;
}

/** Puts what was found on the record and into the thread, once an attempt, before anything follows from it. */
async function keepFound(
  claimed: ClaimedCapture,
  { step }: StepContext,
  look: Observation,
): Promise<Exclude<Observation, { found: Readiness }>> {
  if (typeof look === 'string' || !('found' in look)) return look;
  const { readiness, notices } = claimed.capture();
  if (readiness?.attempt !== step.attempt) {
    const notice = { kind: 'readiness', attempt: step.attempt, at: claimed.at() } as const;
    await claimed.save(
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
  claimed: ClaimedCapture,
  context: StepContext,
  look: Extract<Observation, { failed: Failure }>,
): Promise<Failure | 'running'> {
  const { azure } = context;
  const operation = look.askWhy ? claimed.operation() : null;
  const outcome = operation ? await azure.findOperation(operation) : null;
  if (outcome?.is === 'running') return 'running';
  if (outcome?.is !== 'failed') return look.failed;
  const said = failureOf(outcome, hereOf(claimed, context));
  return look.failed.code === 'version-failed' && 'facts' in look.failed ? { ...said, wayOn: look.failed } : said;
}

/** Nothing shows in Azure yet, though it may have been asked: `ask` when it is right to ask (again). */
async function onItsWay(claimed: ClaimedCapture, act: Act, context: StepContext): Promise<Due | 'ask' | 'next'> {
  const { step, azure } = context;
  const operation = claimed.operation();
  if (step.phase === 'intent') {
    const { azureCallMs } = timeoutsOf(claimed.settings.pace);
    const sinceMs = claimed.now().getTime() - Date.parse(step.askedAt ?? claimed.at());
    return sinceMs < azureCallMs ? claimed.save({}, { dueInMs: azureCallMs - sinceMs, keepsCount: true }) : 'ask';
  }
  if (!operation) return 'ask';
  const outcome = await azure.findOperation(operation);
  if (outcome.is === 'failed') return refusedAt(claimed, act, context, failureOf(outcome, hereOf(claimed, context)));
  if (outcome.is === 'running')
    return busy(claimed, act, context, { busy: progress('azure-has-taken-it', {}) }, outcome.retryAfterMs ?? 0);
  return 'ask';
}

/** Saves that it is about to ask, asks once, saves that Azure has taken it. */
async function begin(claimed: ClaimedCapture, act: Act, context: StepContext, guard: Guard): Promise<Due | 'next'> {
  const { step, plan } = context;
  const question = act.ask?.(plan);
  // A yes that Redis has lost leaves a question open: nothing is begun on it that cannot be undone.
  const waitMs = act.irreversible?.(plan) && !question ? loseableFor(claimed.capture(), claimed.now()) : 0;
  if (waitMs > 0) return claimed.save({}, { dueInMs: waitMs, keepsCount: true });
  const broken = await guard();
  if (broken) return claimed.fail(broken, step.name);
  if (question) return askPerson(claimed, context, question);
  const asking = {
    state: 'doing',
    phase: 'intent',
    askedAt: claimed.at(),
    startedAt: step.startedAt ?? claimed.at(),
  } as const;
  const { azureCallMs } = timeoutsOf(context.settings.pace);
  const untilMs = performance.now() + azureCallMs;
  await claimed.saveStep(step.name, asking, {
    dueInMs: azureCallMs,
    operation: null,
    keepsCount: true,
    audit: { event: 'asking', step: step.name },
    ...(act.makes ? { ledger: upsertEntries(claimed.capture().ledger ?? [], act.makes(plan)) } : {}),
  });
  try {
    const begun = () => act.start({ ...context, step: { ...step, ...asking } });
    const { operation, retryAfterMs, requestId } = await notAfter(untilMs, begun);
    const soonMs =
      operation || step.phase ? nextLookMs(act, { elapsedMs: 0, slowestMs: act.pollIntervalMs(context.settings) }) : 0;
    const audit = { event: 'asked', step: step.name, ...(requestId ? { requestId } : {}) } as const;
    const change = { dueInMs: retryAfterMs ?? soonMs, operation, audit };
    return await claimed.saveStep(step.name, { phase: 'asked' }, change);
  } catch (error) {
    if (error instanceof TooLate) throw new ClaimLost();
    if (error instanceof RateLimited) {
      await claimed.saveStep(step.name, { phase: step.phase ?? null }, { dueInMs: error.waitMs, keepsCount: true });
      return error.waitMs;
    }
    if (!(error instanceof AzureError) || error.status < 400 || error.status > 499) throw error;
    const explained = explainHere(claimed, context, error);
    if (explained.is === 'failure' || (act.whenRefused && isRefusal(error)))
      return refusedAt(claimed, act, context, explained.failure, { notTaken: true });
    // Azure has said that it did not take the call: the next try need not wait for an answer on its way.
    await claimed.saveStep(step.name, { phase: step.phase ?? null }, { dueInMs: 0, keepsCount: true });
    throw error;
  }
}

function askPerson(
  claimed: ClaimedCapture,
  { step, settings }: StepContext,
  question: { command: string; because: GuestReason | string },
): Promise<Due> {
  const dueInMs = settings.timeouts.manualGuestMinutes * 60_000;
  const at = claimed.at();
  const asked = {
    ...step,
    state: 'doing',
    phase: 'asked',
    startedAt: at,
    askedAt: at,
    says: progress('person-awaited', {}),
  } as const;
  return claimed.save(
    {
      steps: claimed.capture().steps.map(one => (one.name === step.name ? asked : one)),
      status: { is: 'waiting', for: 'guest', until: claimed.at(dueInMs) },
      notices: [
        ...claimed.capture().notices,
        { kind: 'guest', command: question.command, because: question.because, at },
      ],
    },
    { dueInMs, audit: { event: 'person-asked', step: step.name } },
  );
}

function busy(
  claimed: ClaimedCapture,
  act: Act,
  { step, settings, plan }: StepContext,
  look: Extract<Observation, { busy: Coded }>,
  retryAfterMs = 0,
): Promise<Due> {
  const change = {
    state: 'doing',
    says: look.busy,
    ...(look.seen ? { seen: look.seen } : {}),
    ...(look.stays ? { stays: look.stays } : {}),
    startedAt: step.startedAt ?? claimed.at(),
    progress: look.progress ?? null,
  } as const;
  const elapsedMs = claimed.now().getTime() - Date.parse(step.askedAt ?? change.startedAt);
  const lookMs = nextLookMs(act, { elapsedMs, slowestMs: act.pollIntervalMs(settings) });
  const dueInMs = Math.max(lookMs * claimed.budget.stretch(claimed.procedure.subscriptionId(plan)), retryAfterMs);
  return claimed.saveStep(step.name, change, { dueInMs });
}

async function timeIsUp(claimed: ClaimedCapture, act: Act, context: StepContext, guard: Guard): Promise<Due> {
  const mayAsk = lateByMs(claimed, act, context) < diagnosisMs && (await guard()) === null;
  const found = mayAsk && act.diagnose ? await act.diagnose(context).catch(error => unread(claimed, error)) : '';
  if (found === null) return busy(claimed, act, context, { busy: progress('log-being-read', {}) });
  const minutes = Math.round(act.deadlineMs(context.settings) / 6_000) / 10;
  const known = found ? act.explain?.(context.plan, found) : null;
  return claimed.fail(
    {
      ...timedOut(claimed, context, known),
      lateMinutes: minutes,
      ...(found && !known ? { log: found.slice(-mostOfLog) } : {}),
    },
    context.step.name,
  );
}

function timedOut(claimed: ClaimedCapture, context: StepContext, known: Failure | null | undefined): Failure {
  const code = 'step-timed-out';
  if (known) return { cause: known.code, ...known, code };
  const { step, vm, clone } = hereOf(claimed, context);
  return engineReason(code, { step: step ?? context.step.name, vm, clone });
}

/** A log that cannot be read is not why the step failed. */
function unread(claimed: ClaimedCapture, error: unknown): string {
  claimed.log.warn({ capture: claimed.capture().id, err: error }, 'the log in the guest could not be read');
  return '';
}

const isLate = (claimed: ClaimedCapture, act: Act, context: StepContext): boolean =>
  lateByMs(claimed, act, context) > 0;

function lateByMs(claimed: ClaimedCapture, act: Act, { step, settings }: StepContext): number {
  const startedAt = step.startedAt ? Date.parse(step.startedAt) : claimed.now().getTime();
  const awayMs = (step.awayMs ?? 0) + timeAwayMs(claimed.capture(), claimed.now());
  return claimed.now().getTime() - startedAt - awayMs - act.deadlineMs(settings);
}
