import { CannotDo } from '../sandbox/chat/cannot-do.ts';
import type { Hands } from './channels.ts';
import type { Scenario } from './scenarios.ts';

/** How long a person waits for something to happen before they do it again. */
const patienceMs = { ask: 4_000, answer: 1_500, retry: 900, mirror: 1_500 } as const;
export type UserAction = keyof typeof patienceMs;

/** What one person does: one thing after the other, each kind of it with patience. */
export function userActionsOf({ askAfterMs, doubles }: Scenario, startedMs: number) {
  const notBeforeMs = { ask: startedMs + askAfterMs, answer: 0, retry: 0, mirror: 0 };
  let isBusy = false;

  async function doAndDouble(hands: Hands, does: (hands: Hands) => unknown): Promise<void> {
    try {
      await does(hands);
      if (doubles) await hands.again();
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
  }

  return {
    isBusy: () => isBusy,
    /** Does something, if it was given time since the last try. */
    doThis(kind: UserAction, hands: Hands, does: (hands: Hands) => unknown): boolean {
      if (Date.now() < notBeforeMs[kind]) return false;
      isBusy = true;
      void doAndDouble(hands, does).finally(() => {
        isBusy = false;
        notBeforeMs[kind] = Date.now() + patienceMs[kind];
      });
      return true;
    },
  };
}

/** What cannot be done any more was overtaken by something else. */
const isOvertaken = (error: unknown): boolean => error instanceof CannotDo;

/** Presses a button, or does in words what it stands for where the message has it no more: Redis may have lost what took it away. */
export async function pressOr(press: () => unknown, inWords: () => unknown): Promise<void> {
  try {
    await press();
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    await inWords();
  }
}
