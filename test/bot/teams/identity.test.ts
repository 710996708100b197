import { expect, test } from 'vitest';
import { alone, tenantId } from '../../support/teams.ts';
import { openWithIdentity } from '../../support/teams-identity.ts';

test('a managed identity sends without a secret, and as nobody else', async () => {
  const bot = await openWithIdentity();
  const place = { platform: 'teams', workspace: tenantId, channel: alone } as const;
  const sent = await bot.chat.post(place, { text: 'x', parts: [] }, { key: 'x' });
  expect(bot.written().map(({ id }) => id)).toEqual([sent.id]);
  await bot.close();
});
