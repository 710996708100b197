import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandboxPolicy } from '../../sandbox/policy.ts';
import { factOf } from '../../src/jobs/store/audit.ts';
import { auditLog } from '../../src/jobs/store/audit-log.ts';
import { verifyAudit } from '../support/audit.ts';
import { eventually, openStory, type Story, telling } from '../support/story.ts';

const tell = telling({ policy: sandboxPolicy });

const command = async (story: Story, user: string, text: string) =>
  JSON.stringify(await story.sandbox.slack.command({ user, channel: 'C0IMAGES', command: '/capture-image', text }));

tell('a capture is approved by somebody else, and the audit has it all in a whole chain', async ({ story }) => {
  const capture = await story.ask('shop-01 regions=westeurope');
  expect(await capture.hears(/needs the approval of 1 of platform-owners/)).toContain('<!subteam^S0OPS>');
  await eventually('the root to say so', () => /Waiting for approval by 1 of platform-owners/.test(capture.root()));
  await capture.say('Y');
  expect(await story.whispered('U0RITA', /somebody else must approve/)).toBeTruthy();
  expect(await story.writes()).toEqual([]);
  await capture.say('Y', 'U0OLGA');
  await capture.hears(/shop-01 is captured/);

  const redis = new Redis(story.sandbox.redisUrl);
  const at = { redis, prefix: story.sandbox.redisPrefix };
  expect(await verifyAudit(at)).toMatchObject({ is: 'whole' });
  const facts = (await auditLog(at).newest(500)).map(factOf);
  expect(facts.find(({ event }) => event === 'confirm')).toMatchObject({
    by: { id: 'U0OLGA' },
    from: { channel: 'C0IMAGES' },
  });
  expect(facts.find(({ event }) => event === 'denied')).toMatchObject({
    by: { id: 'U0RITA' },
    details: 'confirm approval-own',
  });
  const answered = facts.filter(({ event }) => event === 'asked');
  expect(answered.length).toBeGreaterThan(3);
  for (const { requestId, plan } of answered)
    expect([requestId, plan]).toEqual([expect.stringMatching(/\w/), expect.any(String)]);
  redis.disconnect();
  expect(await command(story, 'U0OLGA', 'history shop-01')).toContain('the image version is ready');
});

tell('two must approve, each once, and never who asked', async ({ story }) => {
  const capture = await story.ask('vault-01 regions=westeurope');
  await capture.hears(/needs the approval of 2 of platform-owners/);
  await capture.say('Y', 'U0OLGA');
  await capture.hears(/Approved by .*1 of 2/s);
  await eventually('the root to say so', () => /1 of 2 so far: <@U0OLGA>/.test(capture.root()));
  await capture.press(/confirm/, 'U0OLGA');
  expect(await story.whispered('U0OLGA', /counts already/)).toBeTruthy();
  await capture.press(/confirm/);
  expect(await story.whispered('U0RITA', /somebody else must approve/)).toBeTruthy();
  expect(await story.writes()).toEqual([]);
  await capture.press(/confirm/, 'U0OTTO');
  await capture.hears(/vault-01 is captured/);
});

tell('most VMs are captured by who asked alone', async ({ story }) => {
  const capture = await story.ask('web-01 definition=web regions=westeurope');
  await capture.hears(/Type Y/);
  await capture.say('Y');
  await capture.hears(/web-01 is captured/);
});

const forAll = (more = '') => `rules:
  - { name: all of us, allow: [plan, capture, in-place, grant], to: [everyone] }
${more}`;

const taggedAway = forAll('  - { name: web stays, deny: [in-place], to: [everyone], where: { tags: { Role: web } } }');
telling({ policy: taggedAway })(
  'what a rule denies by a tag is refused by the worker, which alone sees it',
  async ({ story }) => {
    const capture = await story.ask('web-01 definition=web mode=in-place');
    expect(await capture.hears(/cannot capture web-01/)).toContain('web stays');
    expect(await story.writes()).toEqual([]);
  },
);

telling({ policy: forAll(), apart: true })(
  'a policy that has become stricter since the question holds before the first write',
  async ({ story }) => {
    const capture = await story.ask('web-01 definition=web');
    await capture.hears(/Type Y/);
    const [, worker] = story.sandbox.pids().slice(-2);
    writeFileSync(
      join(story.sandbox.folder, 'policy.yaml'),
      forAll('  - { name: freeze, deny: [capture], to: [everyone] }'),
    );
    story.sandbox.restartWorker();
    await eventually('a new worker', () => story.sandbox.pids().at(-1) !== worker && story.sandbox.pids().length >= 3);
    await capture.say('Y');
    expect(await capture.hears(/cannot capture web-01/)).toContain('freeze');
    expect(await story.writes()).toEqual([]);
  },
);

const slow = `rules:
  - name: slow
    allow: [plan, capture, in-place, grant]
    to: [everyone]
    approvals: { of: [slack:U0OLGA], hours: 0.003, remindHours: 0.0005 }
`;

telling({ policy: slow })(
  'those who must approve are reminded once, and the question expires in their time',
  async ({ story }) => {
    const capture = await story.ask('web-01 definition=web');
    expect(await capture.hears(/still waits for approval/)).toContain('U0OLGA');
    await capture.hears(/has expired/);
    expect(capture.said().filter(text => text.includes('still waits for approval'))).toHaveLength(1);
    expect(await story.writes()).toEqual([]);
  },
);

const careful = `rules:
  - name: careful
    allow: [plan, capture, in-place, grant]
    to: [slack:U0RITA]
    approvals: { of: [slack:U0OLGA], breakGlass: true }
`;

telling({ policy: careful })(
  'in an emergency the requester goes on alone with a reason, and the review stays open until an approver closes it',
  async ({ story }) => {
    const capture = await story.ask('web-01 definition=web regions=westeurope');
    await capture.hears(/needs the approval/);
    const id = /\bweb-01-[a-z0-9]{5}\b/.exec(capture.root())?.[0];
    expect(await command(story, 'U0OLGA', `break-glass ${id} reason=why not`)).toContain('Only Rita Requester');
    expect(await command(story, 'U0RITA', `break-glass ${id} reason=the site is down`)).toContain('without approval');
    expect(await capture.hears(/goes on without the approval/)).toContain('U0OLGA');
    await capture.hears(/web-01 is captured/);
    await eventually('the open review in the root', () => capture.root().includes('to be reviewed'));
    expect(await command(story, 'U0RITA', `review ${id}`)).toContain('who could have approved');
    expect(await command(story, 'U0OLGA', `review ${id}`)).toContain('review is closed');
    await capture.hears(/Reviewed by/);
    await eventually('the root without it', () => !capture.root().includes('to be reviewed'));
    expect(await command(story, 'U0OLGA', 'history')).toContain('went on without approval');
  },
);

describe('in one and the same world', () => {
  let story: Story;
  beforeAll(async () => {
    story = await openStory({ policy: sandboxPolicy });
  });
  afterAll(() => story.close());

  test('who may do nothing is refused everywhere, and told why', async () => {
    for (const text of ['web-01', 'list', 'status', 'history', '', 'whoami', 'help'])
      expect(await command(story, 'U0GUS', text)).toContain('Guests may not');
    const capture = await story.ask('shop-01');
    await capture.hears(/needs the approval/);
    await capture.say('Y', 'U0GUS');
    expect(await story.whispered('U0GUS', /Guests may not/)).toBeTruthy();
    expect(await story.writes()).toEqual([]);
  });

  test('what a rule denies by name is refused at once', async () => {
    expect(await command(story, 'U0OLGA', 'vault-01')).toContain('owners leave the critical ones to others');
  });

  test('whoami says what one may do and by which rule, help only that', async () => {
    const rita = await command(story, 'U0RITA', 'whoami');
    expect(rita).toContain('requesters capture what nobody minds');
    expect(rita).toContain('mail:rita@contoso.example');
    expect(await command(story, 'U0OLGA', 'whoami')).toContain('slack-group:s0ops');
    expect(await command(story, 'U0RITA', 'help')).toContain('a VM to capture');
  });
});
