import { expect, test } from 'vitest';
import { backoff, withJitter } from '../../src/lib/backoff.ts';

test('each failure doubles the wait up to the ceiling, after however many', () => {
  const waits = [1, 2, 3, 4, 5, 100_000].map(failures => backoff(failures, { firstMs: 500, mostMs: 6_000 }));
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 6_000, 6_000]);
});

test('those who failed together come back a quarter earlier or later', () => {
  const waits = Array.from({ length: 1_000 }, () => withJitter(1_000));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(750);
  expect(Math.max(...waits)).toBeLessThanOrEqual(1_250);
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(300);
});
