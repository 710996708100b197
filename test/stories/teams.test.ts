import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sandboxPolicy } from '../../sandbox/policy.ts';
import { eventually, tell, tellApart, telling } from '../support/story.ts';
import { inTeams } from '../support/story-teams.ts';
import { channel } from '../support/teams.ts';

tell('a person captures a Linux VM from Teams, from the command to the version', async ({ story }) => {
  const capture = await inTeams(story).ask('web-01 gallery=golden definition=web');
  const question = await capture.hears(/Type (?:@capture-image )?Y to capture/);
  for (const said of ['web-01', 'golden', '1.0.2', 'Petra Publisher', 'westeurope']) expect(question).toContain(said);
  expect(await story.writes()).toEqual([]);

  await capture.say('Y');
  const end = await capture.hears(/web-01 is captured/);
  for (const said of ['/galleries/golden/images/web/versions/1.0.2', 'westeurope, northeurope', 'portal.azure.com'])
    expect(`${end} ${inTeams(story).everythingSaid()}`).toContain(said);
  await eventually('the card to say Done', () => /Done/.test(capture.root()));

  const writes = (await story.writes()).map(({ method, path }) => `${method} ${path.split('/').slice(-2).join('/')}`);
  expect(new Set(writes).size).toBe(writes.length);
  expect(writes.filter(write => write === 'PUT versions/1.0.2')).toHaveLength(1);

  const list = await inTeams(story).ask('cleanup');
  await list.hears(/Nothing is left|No worker has looked/);
  await eventually('a list with nothing on it', async () =>
    /has left anything/.test((await list.press({ action: 'cleanup' }))?.says ?? ''),
  );
});

tell(
  'the buttons of the card do it too; nobody else’s press counts, and twenty presses count once',
  async ({ story }) => {
    const capture = await inTeams(story).ask('web-01 definition=web');
    await capture.hears(/Type (?:@capture-image )?Y to capture/);

    expect(await capture.press({ action: 'confirm' }, '29:olga', '29:rita')).toMatchObject({
      says: expect.stringMatching(/^Only Rita Requester/),
    });
    expect(await capture.press({ typed: 'Y' }, '29:gus', '29:rita')).toMatchObject({
      says: expect.stringMatching(/^Guests may not use me/),
    });
    expect(await story.writes()).toEqual([]);

    const presses = await Promise.all(Array.from({ length: 20 }, () => capture.press({ action: 'confirm' })));
    expect(presses.every(({ delivered }) => delivered.ok)).toBe(true);
    await capture.hears(/web-01 is captured/);
    expect(capture.said().filter(({ summary }) => /^Confirmed by/.test(summary ?? ''))).toHaveLength(1);
  },
);

tell('alone with the bot a word is enough, and a Y is about the newest question', async ({ story }) => {
  const teams = inTeams(story);
  const alone = { conversation: 'a:rita-and-capture-image' };
  const first = await teams.ask('web-01 definition=web', alone);
  await first.hears(/Type (?:@capture-image )?Y to capture web-01/);
  const second = await teams.ask(
    'legacy-01 gallery=old_ones gallery-group=rg-images regions=westeurope version=3.0.0',
    alone,
  );
  await second.hears(/Type (?:@capture-image )?Y to capture legacy-01/);
  await second.say('y');
  await second.hears(/legacy-01 is captured/);
  expect(first.said().some(({ summary }) => /web-01 is captured/.test(summary ?? ''))).toBe(false);
  expect((await story.world()).virtualMachines.find(({ name }) => name === 'web-01')).toMatchObject({
    powerState: 'running',
  });
});

tellApart('the bot is killed in the middle, and the card goes on to the end', async ({ story }) => {
  const capture = await inTeams(story).ask('web-01 definition=web');
  await capture.hears(/Type (?:@capture-image )?Y to capture/);
  await capture.press({ typed: 'y' });
  await eventually('a write', async () => (await story.writes()).length > 0);
  story.sandbox.killBot();
  await capture.hears(/web-01 is captured/);
  await eventually('the card to say Done', () => /Done/.test(capture.root()));
});

tellApart(
  'after a restart a card that was posted before is pressed, and a form that was opened before is sent',
  async ({ story }) => {
    const { teams } = story.sandbox;
    const alone = 'a:rita-and-capture-image';
    const capture = await inTeams(story).ask('web-01 definition=web');
    await capture.hears(/Type (?:@capture-image )?Y to capture/);
    const form = await inTeams(story).ask('', { conversation: alone });
    await form.hears(/Capture a VM/);
    const [opened] = form.said();

    story.sandbox.killBot();
    await eventually('the bot to be back', async () => {
      const { delivered } = await teams.say({ user: '29:gus', conversation: channel, text: '@capture-image help' });
      return delivered?.ok;
    });
    expect(await capture.press({ action: 'confirm' })).toMatchObject({ delivered: { ok: true } });
    const inputs = { vm: 'rg-web/legacy-01', gallery: 'old_ones', definition: 'web', version: '9.0.0' };
    const sent = await teams.press({ user: '29:rita', message: opened?.id ?? '', verb: 'form', inputs });
    expect(sent).toMatchObject({ delivered: { ok: true } });
    await form.hears(/legacy-01/);
    await capture.hears(/web-01 is captured/);
  },
);

tellApart('a forged or an expired token leaves one line in the log, and nothing beside it', async ({ story }) => {
  for (const forgery of ['expired', 'bad-signature', 'early'] as const)
    await story.sandbox.teams.say({ user: '29:rita', conversation: channel, text: '@capture-image list', forgery });
  const lines = await eventually('three refusals', () => {
    const printed = readFileSync(join(story.sandbox.folder, 'bot.log'), 'utf8').split('\n').filter(Boolean);
    return printed.filter(line => line.includes('"because"')).length === 3 && printed;
  });
  expect(lines.filter(line => !line.startsWith('{"level"'))).toEqual([]);
});

tell('asked in Slack and asked in Teams, each is told where it was asked', async ({ story }) => {
  const inSlack = await story.ask('web-01 definition=web');
  await inSlack.hears(/Type (?:@capture-image )?Y to capture/);
  const there = await inTeams(story).ask('web-01 definition=web version=9.0.0');
  await there.hears(/web-01/);
  expect(story.everythingSaid()).not.toContain('9.0.0');
});

telling({ policy: sandboxPolicy })(
  'with a policy somebody else approves in Teams, and a guest may do nothing there',
  async ({ story }) => {
    const teams = inTeams(story);
    const capture = await teams.ask('shop-01');
    await capture.hears(/needs the approval of 1 of platform-owners/);
    expect(await capture.find({ action: 'confirm' })).toBeNull();
    expect(await capture.press({ action: 'confirm' }, '29:rita', '29:olga')).toMatchObject({
      says: expect.stringMatching(/somebody else must approve/),
    });
    expect(await capture.press({ action: 'confirm' }, '29:gus', '29:olga')).toMatchObject({
      says: expect.stringMatching(/Guests may not/),
    });
    expect(await story.writes()).toEqual([]);
    expect(await capture.press({ action: 'confirm' }, '29:olga')).toMatchObject({ says: null });
    await capture.hears(/shop-01 is captured/);
  },
);
