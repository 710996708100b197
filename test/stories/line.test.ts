import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { eventually, type Story, tell, telling } from '../support/story.ts';

const command = async (story: Story, user: string, text: string) =>
  JSON.stringify(await story.sandbox.slack.command({ user, channel: 'C0IMAGES', command: '/capture-image', text }));
const idIn = (root: string) => /\bweb-01-[a-z0-9]{5}\b/.exec(root)?.[0] ?? '';

tell('a refusal says who has the VM, since when and where', async ({ story }) => {
  const first = await story.ask('web-01 definition=web');
  await first.hears(/Type Y/);
  const second = await story.ask('web-01 definition=web version=7.0.0', 'U0OLGA');
  const refusal = await second.hears(/cannot capture web-01/);
  expect(refusal).toContain('web-01 is taken already');
  expect(refusal).toContain('waits for Rita Requester to confirm its plan');
  expect(refusal).toMatch(/Rita Requester, since \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  expect(refusal).toContain(idIn(first.root()));
  expect(refusal).toContain('queue=yes');
});

tell('a capture that may wait stands in line with its place, and goes on when the VM is let go', async ({ story }) => {
  const first = await story.ask('web-01 definition=web');
  await first.hears(/Type Y/);
  const second = await story.ask('web-01 definition=web queue=yes', 'U0OLGA');
  expect(await second.hears(/place 1 in line/)).toContain(idIn(first.root()));
  const third = await story.ask('web-01 definition=web queue=yes version=8.0.0');
  await third.hears(/place 2 in line/);

  await first.press(/cancel/);
  await second.hears(/Type Y/);
  await eventually('the third to move up', () => third.root().includes('place 1'));
  await second.press(/cancel/);
  await third.hears(/Type Y/);
  await third.say('Y');
  await third.hears(/web-01 is captured/);
});

tell('who leaves the line holds up nobody behind', async ({ story }) => {
  const first = await story.ask('web-01 definition=web');
  await first.hears(/Type Y/);
  const second = await story.ask('web-01 definition=web queue=yes', 'U0OLGA');
  await second.hears(/place 1 in line/);
  const third = await story.ask('web-01 definition=web queue=yes version=8.0.0');
  await third.hears(/place 2 in line/);
  await second.press(/cancel/);
  await second.hears(/Cancelled by/);
  await first.press(/cancel/);
  await third.hears(/Type Y/);
});

tell('a lock is taken away with a reason, by who may, and by nobody else', async ({ story }) => {
  const first = await story.ask('web-01 definition=web');
  await first.hears(/Type Y/);
  const id = idIn(first.root());
  expect(await command(story, 'U0RITA', `unlock ${id}`)).toContain('and why');
  expect(await command(story, 'U0OLGA', `unlock ${id} reason=impatience`)).toContain('Only Rita Requester');
  expect(await command(story, 'U0RITA', `unlock ${id} reason="nobody answers, so"`)).toContain('lock taken away');
  expect(await first.hears(/took its lock away/)).toContain('nobody answers, so');
  expect(await command(story, 'U0RITA', 'history web-01')).toContain('took its lock away');
  const second = await story.ask('web-01 definition=web', 'U0OLGA');
  await second.hears(/Type Y/);
  expect(await story.writes()).toEqual([]);
});

tell('a lock that a capture left behind goes by itself, and who waits for it goes on', async ({ story }) => {
  const first = await story.ask('web-01 definition=web');
  await first.hears(/Type Y/);
  const id = idIn(first.root());
  const { redisUrl, redisPrefix } = story.sandbox;
  const redis = new Redis(redisUrl);
  const lock = `{${redisPrefix}}:lock:`;
  const held = await eventually('the lock of the VM', async () =>
    (await redis.keys(`${lock}*`)).find(key => key.endsWith('/virtualmachines/web-01')),
  );
  await first.press(/cancel/);
  await first.hears(/Cancelled by/);
  await redis.set(held, id);
  const second = await story.ask('web-01 definition=web queue=yes', 'U0OLGA');
  await second.hears(/Type Y/);
  await eventually('the lock of who waited', async () => (await redis.get(held)) === idIn(second.root()));
  expect(await command(story, 'U0RITA', 'history web-01')).toContain('still held a lock');
  redis.disconnect();
});

const policy = `rules:
  - { name: all, allow: [plan, capture, in-place, grant], to: [everyone] }
  - { name: ops, allow: [cleanup], to: [slack-group:S0OPS] }
`;

telling({ policy })(
  'under a policy, whoever may clean up takes the lock of a capture that is running',
  async ({ story }) => {
    const first = await story.ask('web-01 definition=web mode=in-place');
    await first.hears(/Type web-01/);
    await first.say('web-01');
    await story.atSpeed(1);
    await story.eventuallyCalled(/PUT/, /runCommands/);
    const id = idIn(first.root());
    expect(await command(story, 'U0OLGA', `unlock ${id} reason=stuck`)).toContain('lock taken away');
    await first.hears(/goes on there/);
    const before = (await story.writes()).length;
    expect(await command(story, 'U0OLGA', `unlock ${id} reason=again`)).toContain('holds nothing');
    expect((await story.writes()).length).toBe(before);
  },
);
