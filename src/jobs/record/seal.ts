import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonical } from './canonical.ts';
import { isOver, type Job, type Seal, type StepRecord } from './record.ts';
import type { RedoUntil } from './transitions.ts';

/** The secrets that only workers hold: the first seals, each is good to check with. `from`: until then what has no good seal is let pass. */
export interface SealKeys {
  readonly keys: readonly [string, ...string[]];
  readonly from: Date | null;
}

/** Whether a record is as a worker left it, but for what others may change; `passed` is one from before seals were asked for. */
export type Sealed = 'sound' | 'passed' | 'missing' | 'broken';

/** Seals a record whose plan was drawn just now (`judgedAs` anew), or goes on with the seal that it has. */
export function sealed<J extends Job>(capture: J, { keys: [key] }: SealKeys, { isFresh }: { isFresh: boolean }): J {
  const as = isFresh ? capture.as : (capture.seal?.as ?? capture.as);
  const final = finalOf(capture);
  const seal = {
    steps: capture.steps.map(wordOf).join(' '),
    ...(as ? { as } : {}),
    ...(final.length > 0 ? { final } : {}),
  };
  return { ...capture, seal: { mac: macOf(capture, seal, key), ...seal } };
}

/** Looks whether a record has a seal of ours that fits it. */
export function checkSeal(capture: Job, { keys, from }: SealKeys, now: Date, redoUntil: RedoUntil = {}): Sealed {
  const { seal } = capture;
  const fits =
    seal !== undefined &&
    keys.some(key => isSame(macOf(capture, seal, key), seal.mac)) &&
    isWhatFollows(seal.steps, capture.steps, redoUntil) &&
    isStillFinal(seal.final ?? [], capture);
  if (fits) return 'sound';
  if (from && now < from) return 'passed';
  return seal ? 'broken' : 'missing';
}

/**
 * What a bot may change is left out: decision, approvals, cancellation, notices, places, how far a deletion is, and the status until a
 * worker has ended it. The second form has what is final; older workers sealed all in the first.
 */
function macOf(capture: Job, { steps: words, as, final }: Omit<Seal, 'mac'>, key: string): string {
  const { id, createdAt, requester, request, plan, steps, ledger = [] } = capture;
  const names = steps.map(({ name, irreversible }) => [name, irreversible]);
  const made = ledger.map(({ kind, id: what, sizeGb }) => [kind, what, sizeGb]);
  const form = final ? { form: 2, final } : { form: 1 };
  const of = capture.procedure ? { procedure: capture.procedure } : {};
  const said = { ...form, ...of, id, createdAt, requester, as: as ?? null, request, plan, names, words, made };
  return createHmac('sha256', key).update(canonical(said)).digest('base64url');
}

function isSame(expected: string, given: unknown): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(String(given))];
  return a.length === b.length && timingSafeEqual(a, b);
}

const letters = { todo: 't', doing: 'g', done: 'd', failed: 'f' } as const satisfies Record<
  StepRecord['state'],
  string
>;

const wordOf = ({ state, attempt, phase }: StepRecord): string => `${letters[state]}${attempt}${phase ?? ''}`;

/** What no bot takes back: the end that a capture has come to, and that a source that was stopped for it was seen to again. */
function finalOf(capture: Job): readonly string[] {
  const { status, ledger = [] } = capture;
  const seenTo = ledger.filter(({ kind, state }) => kind === 'source-power' && state === 'closed').map(({ id }) => id);
  if (isOver(capture)) return [status.is, ...seenTo];
  return status.is === 'failed' ? seenTo : [];
}

function isStillFinal(final: readonly string[], { status, ledger = [] }: Job): boolean {
  const closed = ledger.filter(({ state }) => state === 'closed').map(({ id }) => id);
  return final.every(one => status.is === one || closed.includes(one));
}

/** A Retry opens the step that failed once more, and those that are done again until another is done; nothing else moves a step but a worker. */
function isWhatFollows(words: unknown, steps: readonly StepRecord[], redoUntil: RedoUntil): boolean {
  const before = String(words).split(' ');
  if (steps.length === 0) return words === '';
  const isOpen = (other: string | undefined) =>
    steps.some(({ name }, index) => name === other && before[index]?.charAt(0) !== letters.done);
  return (
    before.length === steps.length &&
    steps.every((step, index) => {
      const [word = ''] = before.slice(index);
      if (word === wordOf(step)) return true;
      const [letter, attempt] = [word.charAt(0), Number.parseInt(word.slice(1), 10)];
      const isRedone = letter === letters.done && isOpen(redoUntil[step.name]);
      return (letter === letters.failed || isRedone) && wordOf(step) === `${letters.todo}${attempt + 1}`;
    })
  );
}
