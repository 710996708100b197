import { expect, test } from 'vitest';
import { admission } from '../../../src/bot/access/admission.ts';
import type { Profile } from '../../../src/bot/chat.ts';
import { rita } from '../../support/captures.ts';
import { openOffice, quiet, words } from '../../support/office.ts';

const channel = 'C0IMAGES';
const command = '/capture-image';
const standings = ['member', 'guest', 'stranger', 'bot', 'gone'] as const satisfies readonly Profile['standing'][];

test('the settings let guests and people of other companies in, and never a bot or a closed account', async () => {
  const office = await openOffice({ settings: { outsiders: 'allowed' } });
  try {
    const help = async (user: string, change = {}) =>
      words(
        (await office.slack.command({ user, channel, command, text: 'help', change })).response as { text: string },
      );
    expect(await help('U0GUS')).toContain('What I understand');
    expect(await help('U0SAM')).toContain('What I understand');
    expect(await help('U0RITA', { user_id: 'U0DORA' })).toContain('not a member here any more');
    expect(await help('U0RITA', { user_id: 'USLACKBOT' })).toContain('Bots may not use me');
  } finally {
    await office.close();
  }
});

test('an identity that is late or not to be had is answered in time, with nothing done and a way on', async () => {
  const office = await openOffice();
  try {
    for (const fault of [{ delayMs: 60_000 }, { error: 'fatal_error' }, { status: 503 }]) {
      office.slack.faults.add({ match: { method: 'users.info' }, times: 2, ...fault });
      const startMs = performance.now();
      const { ok, response } = await office.slack.command({ user: 'U0OLGA', channel, command, text: 'web-01' });
      expect(ok).toBe(true);
      expect(performance.now() - startMs, 'nobody has waited for it').toBeLessThan(50_000);
      expect(words(response as { text: string })).toMatch(/cannot find out who you are.*Try again/);
      expect(await office.store.list(10)).toEqual([]);
      office.slack.faults.clear();
    }
    const { response } = await office.slack.command({ user: 'U0OTTO', channel, command, text: 'web-01' });
    expect(words(response as { text: string })).toContain('I have it');
  } finally {
    await office.close();
  }
});

test('whoever is turned away reads whom to ask', async () => {
  for (const standing of standings.slice(1)) {
    const chat = { platform: 'slack', lookUp: async () => ({ standing, refs: [] }) };
    const { admit } = admission({
      chats: [chat as never],
      policy: null,
      log: quiet,
      settings: { outsiders: 'refused', contact: '#image-makers' },
    });
    const answer = await admit(rita);
    expect(answer).toMatchObject({ is: 'no', code: standing });
    if (standing !== 'bot') expect(JSON.stringify(answer)).toContain('#image-makers');
  }
});

test('somebody of a chat that is not set up is nobody', async () => {
  const { admit } = admission({
    chats: [],
    policy: null,
    log: quiet,
    settings: { outsiders: 'allowed', contact: undefined },
  });
  await expect(admit(rita)).rejects.toThrow('does not say who U0RITA is');
});
