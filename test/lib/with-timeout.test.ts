import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withTimeout } from '../../src/lib/with-timeout.ts';

test('what comes in time is the answer, and what fails in time is thrown', async () => {
  expect(await withTimeout(60_000, Promise.resolve('here'))).toBe('here');
  await expect(withTimeout(60_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('what comes too late is null, and its failure later ends no process', async () => {
  const unhandled: unknown[] = [];
  const listen = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', listen);
  const { promise, reject } = Promise.withResolvers<string>();
  expect(await withTimeout(1, promise)).toBeNull();
  reject(new Error('too late'));
  await sleep(1);
  process.off('unhandledRejection', listen);
  expect(unhandled).toEqual([]);
});
