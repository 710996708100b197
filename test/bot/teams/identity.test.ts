import { expect, test } from 'vitest';
import { ChatError } from '../../../src/bot/chat.ts';
import { until } from '../../support/office.ts';
import { alone, tenantId } from '../../support/teams.ts';
import { openWithIdentity } from '../../support/teams-identity.ts';

test('a managed identity sends without a secret, and as nobody else', async () => {
  const bot = await openWithIdentity();
  const place = { platform: 'teams', workspace: tenantId, channel: alone } as const;
  // Without a token in time nothing is sent, and the outbox tries again; a busy machine takes long over the first.
  const sent = await until('a token', async () => {
    try {
      return await bot.chat.post(place, { text: 'x', parts: [] }, { key: 'x' });
    } catch (error) {
      if (error instanceof ChatError && error.kind === 'not-now') return null;
      throw error;
    }
  });
  expect(bot.written().map(({ id }) => id)).toEqual([sent.id]);
  await bot.close();
});
