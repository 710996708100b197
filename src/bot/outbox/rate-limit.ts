import { meters } from '../../metrics.ts';
import { type ChatCall, ChatError } from '../chat.ts';
import { type Delivery, saveProgress } from './delivery.ts';

/** The platform allows no more calls for now: this one was not made, and is no failure. */
export class RateLimited extends Error {
  readonly ms: number;
  constructor(ms: number, cause?: unknown) {
    super(`What the chat allows is used up for another ${Math.ceil(ms)} ms.`, { cause });
    this.name = 'RateLimited';
    this.ms = ms;
  }
}

/** What can wait leaves this much of an allowance for what cannot, and stands in a line of its own. */
const left = { line: 'edits', leave: 0.25 } as const;
const all = { line: 'urgent', leave: 0 } as const;

const pauseMs = 1000;

/** Makes a call of the chat when it is its turn among those of all processes, else throws RateLimited. A 429 makes all of them pause. */
export async function withRateLimit<T>(
  delivery: Delivery,
  { call, channel, canWait = false }: { call: ChatCall; channel: string; canWait?: boolean },
  act: () => Promise<T>,
): Promise<T> {
  const { chat, buckets, log, capture } = delivery;
  const of = chat.limits?.(call, channel) ?? [];
  if (of.length === 0) return await act();
  const kind = canWait ? 'later' : call;
  const { [kind]: given = null, ...others } = delivery.record.turns;
  const taken = await buckets.queue(of, { ...(canWait ? left : all), turn: given });
  if (taken.is === 'wait') {
    meters.chatPutOff.inc({ platform: chat.platform, call });
    if (taken.turn !== given) await saveProgress(delivery, { turns: { ...others, [kind]: taken.turn } });
    throw new RateLimited(taken.ms);
  }
  if (given !== null) await saveProgress(delivery, { turns: others });
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ChatError) || error.kind !== 'rate-limited') throw error;
    const ms = error.retryAfterMs ?? pauseMs;
    const [spent = of[0]] = of.toSorted((a, b) => fullness(a) - fullness(b));
    if (spent) await buckets.correct([{ allowance: spent, left: 1, pauseMs: ms }]);
    log.warn({ capture: capture.id, call, allowance: spent?.key, ms }, 'the chat wants fewer calls');
    throw new RateLimited(ms + Math.random() * 250, error);
  }

  /** A 429 does not say which limit it is about: most likely the one that is nearest its end. */
  function fullness(one: (typeof of)[number]): number {
    return taken.is === 'got' ? (taken.leftPercent[of.indexOf(one)] ?? 0) : 0;
  }
}
