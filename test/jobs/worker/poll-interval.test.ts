import { expect, test } from 'vitest';
import { acts } from '../../../src/jobs/procedures/capture/procedure.ts';
import type { Act } from '../../../src/jobs/procedures/step.ts';
import { nextLookMs } from '../../../src/jobs/worker/poll-interval.ts';

type ActName = (typeof acts)[number]['name'];
const actOf = (name: ActName): Act => {
  const act = acts.find(one => one.name === name);
  if (!act) throw new Error(name);
  return act;
};

/** When a step that takes so long is looked at, from the first look on until it is seen to be done. */
function looksAt(step: ActName, tookMs: number): readonly number[] {
  const looks: number[] = [];
  for (let atMs = 0; atMs < tookMs; looks.push(atMs))
    atMs += nextLookMs(actOf(step), { elapsedMs: atMs, slowestMs: 10_000 });
  return looks;
}

const lateMs = (step: ActName, tookMs: number) => (looksAt(step, tookMs).at(-1) ?? 0) - tookMs;
const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

test.each([
  ['copy-disks', 0.02],
  ['create-version', 0.02],
  ['create-clone', 0.03],
  ['deprovision-guest', 0.03],
  ['sysprep-guest', 0.03],
  ['deallocate-vm', 0.03],
] as const)('adds to %s no more than a few seconds, or %f of what it takes', (step, share) => {
  const leastMs = actOf(step).typicalMinutes[0] * 60_000;
  const durations = Array.from({ length: 400 }, (_, index) => leastMs * (0.3 + index / 100));
  expect(mean(durations.map(tookMs => lateMs(step, tookMs) / Math.max(80_000, tookMs)))).toBeLessThan(share);
});

test('sees within a second what is done at once', () => {
  expect(lateMs('take-snapshots', 700)).toBeLessThanOrEqual(1_000);
});

test.each([
  ['deprovision-guest', 1],
  ['deallocate-vm', 1],
  ['sysprep-guest', 2],
] as const)('asks of one VM in %s no more than Azure gives, with %i reads a look', (step, reads) => {
  for (let minutes = 1; minutes <= 20; minutes += 1)
    expect(reads * looksAt(step, minutes * 60_000).length, `${minutes} min`).toBeLessThanOrEqual(36 + 12 * minutes);
});

test('is never slower than the settings say', () => {
  expect(nextLookMs(actOf('create-version'), { elapsedMs: 3_600_000, slowestMs: 100 })).toBe(100);
});
