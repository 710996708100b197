import { expect, test } from 'vitest';
import { pause } from '../../src/lib/pause.ts';

test('a pause ends without an error when its signal comes, be it before or in the middle', async () => {
  const closing = new AbortController();
  const waiting = pause(1_000_000, closing.signal);
  closing.abort();
  await waiting;
  await pause(1_000_000, closing.signal);
});

test('what is no time to wait is an error still', async () => {
  await expect(pause('soon' as unknown as number, new AbortController().signal)).rejects.toThrow('delay');
});
