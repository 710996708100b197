import { expect, test } from 'vitest';
import { refusals } from '../../../src/bot/lib/webhook-refusals.ts';
import { listeningLog } from '../../support/teams.ts';

test('twenty refusals of a minute are told, and then how many more there were', () => {
  const { log, lines } = listeningLog();
  let now = 0;
  const refusal = refusals(log, 'refused', () => now);
  for (let more = 0; more < 1_000; more += 1) refusal({ why: `${more}` });
  expect(lines().map(({ why }) => why)).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`));
  now = 60_000;
  refusal({ why: 'the next minute' });
  expect(lines().slice(20)).toMatchObject([{ untold: 980 }, { why: 'the next minute' }]);
});

test('of each fact its beginning is told, without what may be secret', () => {
  const { log, lines } = listeningLog();
  refusals(log, 'refused')({ why: 'no', because: `xoxb-1-secret ${'x'.repeat(5_000)}`, tenant: undefined });
  expect(JSON.stringify(lines())).not.toContain('xoxb-1-secret');
  expect(String(lines()[0]?.because).length).toBeLessThanOrEqual(200);
});
