import type { Draw, Fault } from '../fault.ts';
import type { Process } from '../process.ts';
import type { Rng } from '../rng.ts';
import { steps } from './kills.ts';

/** Longer than it mostly takes another worker to notice, take over and go on. */
const mostlyMs = 12_000;

/**
 * A worker stands still with its word that it is about to ask on the way to Redis. Another takes over, does that step and goes
 * on; then the word arrives after all, and its sender wakes: when that has come to pass, or after `longestMs`. One at a time:
 * whoever comes to another of the steps first is next.
 */
export function lateSaves(at: readonly string[], longestMs: number): Fault {
  const left = new Set(at);
  return {
    says: `a save of each of ${at.join(', ')} arrives when another worker has done the step`,
    begin({ events }, { struck, holding, after }) {
      let late: { readonly by: Process; readonly capture: string; readonly step: string } | null = null;
      let isDone = false;
      let arrive = () => {};

      function stopHere(by: Process, capture: string, step: string) {
        left.delete(step);
        late = { by, capture, step };
        isDone = false;
        const overtaken = new Promise<void>(done => {
          arrive = () => {
            struck(`a save that came too late at ${step}`);
            done();
          };
        });
        const over = Promise.race([overtaken, after(longestMs)]).then(() => {
          late = null;
        });
        holding(by.freeze(over));
        return { heldUntil: over };
      }

      events.add({
        saving(by, { capture, event, step }) {
          if (by.role !== 'worker' || !capture) return 'goes-on';
          if (!late) return event === 'asking' && step && left.has(step) ? stopHere(by, capture, step) : 'goes-on';
          if (by === late.by || capture !== late.capture) return 'goes-on';
          // Whatever it saves after that the step was done, Redis has that.
          if (isDone) arrive();
          else isDone = event === 'step-done' && step === late.step;
          return 'goes-on';
        },
      });
    },
  };
}

export const lateTroubles = {
  'late-save': { weight: 2, draw: (rng: Rng) => lateSaves([rng.pick(steps)], mostlyMs) },
} as const satisfies Readonly<Record<string, { weight: number; draw: Draw }>>;
