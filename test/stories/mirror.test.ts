import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { partsOf } from '../../sandbox/teams/limits.ts';
import { factOf } from '../../src/jobs/store/audit.ts';
import { auditLog } from '../../src/jobs/store/audit-log.ts';
import { quickSettings } from '../support/quick-settings.ts';
import { eventually, telling } from '../support/story.ts';
import { inTeams, words } from '../support/story-teams.ts';

const mirroring = (to: string) =>
  telling({
    settings: `${quickSettings}mirror: [{ to: ${to} }]
`,
  });
const [toTeams, toSlack] = [mirroring('teams-images'), mirroring('slack-images')];

toTeams(
  'a capture asked for in Slack is steered from Teams: one decision, one line of the audit, both cards edited',
  async ({ story }) => {
    const redis = new Redis(story.sandbox.redisUrl);
    const inSlack = await story.ask('web-01 definition=web');
    await inSlack.hears(/Type (?:@capture-image )?Y to capture/);
    const said = () => story.sandbox.teams.state().messages.filter(({ from }) => from.startsWith('28:'));
    const question = await eventually('the question in Teams', () =>
      said().find(line => /Type (?:@capture-image )?Y to capture/.test(words(line))),
    );
    expect(question.thread).not.toBeNull();
    const buttonsOf = async (user: string) =>
      partsOf(await story.sandbox.teams.view({ user, message: question.id })).filter(({ verb }) => verb === 'press');
    expect(await buttonsOf('29:olga')).toEqual([]);
    expect(await buttonsOf('29:rita')).toHaveLength(2);

    const { delivered } = await story.sandbox.teams.press({ user: '29:rita', message: question.id, action: 'confirm' });
    expect(delivered.ok).toBe(true);
    await inSlack.hears(/^Confirmed by/);

    await inSlack.hears(/web-01 is captured/);
    await eventually('the end in Teams', () => said().find(line => /web-01 is captured/.test(words(line))));
    await eventually('the card in Teams to say Done', () => said().find(line => /^Capture .*Done/.test(words(line))));
    const log = auditLog({ redis, prefix: story.sandbox.redisPrefix });
    const confirms = (await log.newest(100)).map(factOf).filter(({ event }) => event === 'confirm');
    expect(confirms).toEqual([expect.objectContaining({ by: expect.objectContaining({ platform: 'teams' }) })]);
    expect(said().filter(line => /^Confirmed by/.test(words(line)))).toHaveLength(1);
    redis.disconnect();
  },
);

const policy = `people:
  olga: [slack:U0OLGA, 'entra:aaaaaaaa-0000-4000-8000-000000000002']
rules:
  - name: team
    allow: [plan, capture, in-place, grant]
    to: [mail:rita@contoso.example]
    approvals: { of: ['mail:rita@contoso.example', 'mail:olga@contoso.example'] }
`;

telling({ policy })(
  'nobody approves their own capture from the other chat, and somebody else does',
  async ({ story }) => {
    const inSlack = await story.ask('web-01 definition=web');
    expect(await inSlack.hears(/needs the approval/)).toContain('<@U0OLGA> *It needs');
    const id = /\((web-01-\w+)\)/.exec(inSlack.root())?.[1] ?? '';
    const command = (text: string, user = 'U0RITA') =>
      story.sandbox.slack.command({ user, channel: 'C0IMAGES', command: '/capture-image', text });
    expect(JSON.stringify(await command(`mirror ${id} teams-images`, 'U0GUS'))).toContain('Guests may not');
    expect(JSON.stringify(await command(`mirror ${id} nowhere`))).toContain('take one of slack-images, teams-images');
    expect(JSON.stringify(await command(`mirror ${id} here`))).toContain('already');
    expect(JSON.stringify(await command(`mirror ${id} teams-images`))).toContain('is shown in');
    expect(JSON.stringify(await command(`mirror ${id} teams-images`))).toContain('already');

    const { teams } = story.sandbox;
    const question = await eventually('the question in Teams', () =>
      teams.state().messages.find(line => /needs the approval/.test(words(line))),
    );
    expect(question.mentioned).toEqual(['29:olga']);
    const press = (user: string, seenBy = user) =>
      teams.press({ user, message: question.id, action: 'confirm', seenBy });
    await expect(press('29:rita')).rejects.toThrow('no such button');
    expect(await press('29:rita', '29:olga')).toMatchObject({
      says: expect.stringMatching(/somebody else must approve/),
    });
    expect(await story.writes()).toEqual([]);
    await teams.say({
      user: '29:olga',
      conversation: '19:images@thread.tacv2',
      thread: question.thread ?? '',
      text: '@capture-image Y',
    });
    await inSlack.hears(/Confirmed by Olga/);
    expect(inTeams(story).everythingSaid()).toContain('Also shown in');
    await inSlack.hears(/web-01 is captured/);
  },
);

toSlack('a capture asked for in Teams is steered from Slack, by the same person', async ({ story }) => {
  const capture = await inTeams(story).ask('web-01 definition=web regions=westeurope');
  await capture.hears(/Type (?:@capture-image )?Y to capture/);
  const inSlack = await story.mirrored();
  await inSlack.hears(/Type (?:@capture-image )?Y to capture/);
  await inSlack.press(/confirm/, 'U0OLGA');
  await story.whispered('U0OLGA', /Only Rita/);
  expect(await story.writes()).toEqual([]);
  await inSlack.press(/confirm/);
  await capture.hears(/^Confirmed by/);
  await capture.hears(/web-01 is captured/);
  await inSlack.hears(/web-01 is captured/);
  expect(inSlack.root()).toContain('Also shown in `Teams`');
});

toTeams('a Teams that hangs delays nothing in Slack', async ({ story }) => {
  story.sandbox.teams.faults.add({ match: { method: 'send' }, times: 1000, delayMs: 600_000 });
  const capture = await story.ask('web-01 definition=web regions=westeurope');
  await capture.hears(/Type (?:@capture-image )?Y to capture/);
  await capture.say('Y');
  await capture.hears(/web-01 is captured/);
  expect(story.sandbox.teams.state().messages).toEqual([]);
  expect(story.sandbox.teams.faults.list()[0]?.times).toBeLessThan(1000);
});
