import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { factOf } from '../../src/jobs/store/audit.ts';
import { auditLog } from '../../src/jobs/store/audit-log.ts';
import { eventually, telling } from '../support/story.ts';

const policy = `rules:
  - name: careful
    allow: [plan, capture, in-place, grant]
    to: [slack:U0RITA]
    approvals: { of: [mail:olga@contoso.example], delegate: true }
`;

telling({ policy })(
  'who is asked has somebody else approve for them, and everybody can read for whom',
  async ({ story }) => {
    const command = async (user: string, text: string) =>
      JSON.stringify(await story.sandbox.slack.command({ user, channel: 'C0IMAGES', command: '/capture-image', text }));
    const capture = await story.ask('web-01 definition=web regions=westeurope');
    await capture.hears(/needs the approval/);
    await capture.say('Y', 'U0OTTO');
    expect(await story.whispered('U0OTTO', /no capture here that you may see or decide on/)).toBeTruthy();

    expect(await command('U0OTTO', 'delegate rita@contoso.example 8')).toContain('No rule of the policy lets you');
    expect(await command('U0OLGA', 'delegate olga@contoso.example 8')).toContain('That is you');
    expect(await command('U0OLGA', 'delegate off')).toContain('nothing to end');
    expect(await command('U0OLGA', 'delegate otto@contoso.example 8')).toContain('approves for you');
    expect(await command('U0OLGA', 'whoami')).toContain('mail:otto@contoso.example');
    expect(await command('U0OTTO', 'whoami')).toContain('You may approve for <@U0OLGA>');
    expect(await command('U0RITA', 'whoami')).not.toContain('approve for');

    await capture.say('Y', 'U0OTTO');
    expect(await capture.hears(/Confirmed by/)).toContain('<@U0OTTO> for <@U0OLGA>');
    await capture.hears(/web-01 is captured/);
    expect(await command('U0OLGA', 'history web-01')).toContain('<@U0OTTO> confirmed the plan for <@U0OLGA>');
    const redis = new Redis(story.sandbox.redisUrl);
    const audit = auditLog({ redis, prefix: story.sandbox.redisPrefix });
    const facts = async () => (await audit.newest(500)).map(factOf);
    const before = await facts();
    expect(before.find(({ event }) => event === 'confirm')).toMatchObject({
      by: { id: 'U0OTTO' },
      for: { id: 'U0OLGA' },
    });
    expect(before.find(({ event }) => event === 'delegate')).toMatchObject({
      by: { id: 'U0OLGA' },
      details: expect.stringContaining('mail:otto@contoso.example until '),
    });

    expect(await command('U0OLGA', 'delegate off')).toContain('Nobody approves for you');
    expect(await command('U0OTTO', 'whoami')).not.toContain('You may approve for');
    const second = await story.ask('web-02 definition=plain regions=westeurope');
    await second.hears(/needs the approval/);
    await second.press(/confirm/, 'U0OTTO');
    const refused = await eventually('the refusal on record', async () =>
      (await facts()).find(({ event, vm }) => event === 'denied' && vm?.endsWith('/web-02')),
    );
    expect(refused).toMatchObject({ by: { id: 'U0OTTO' }, details: 'confirm unseen' });
    redis.disconnect();
  },
);
