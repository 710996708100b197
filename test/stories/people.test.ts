import { expect } from 'vitest';
import { tell, tellApart } from '../support/story.ts';

const subscriptionId = '22222222-2222-2222-2222-222222222222';
const petra = 'aaaaaaaa-0000-4000-8000-000000000001';
const imageReader = 'cf7c76d2-98a3-4358-a134-615aa78bf44d';

tell('another person’s Y is refused with the reason, and nothing happens', async ({ story }) => {
  const capture = await story.ask('web-01 definition=web');
  await capture.hears(/Type Y/);
  await capture.say('Y', 'U0OLGA');
  expect(await story.whispered('U0OLGA', /Only Rita Requester/)).toBeTruthy();
  expect(await story.writes()).toEqual([]);
  await capture.press(/cancel/);
  await capture.hears(/Cancelled by/);
});

tell('a message that is edited into a Y does not count', async ({ story }) => {
  const capture = await story.ask('web-01 definition=web');
  await capture.hears(/Type Y/);
  const { ts } = await capture.say('hmm');
  await story.sandbox.slack.edit({ user: 'U0RITA', channel: 'C0IMAGES', ts, text: 'Y' });
  expect(await story.whispered('U0RITA', /edited message does not count/)).toBeTruthy();
  expect(await story.writes()).toEqual([]);
  await capture.press(/cancel/);
  await capture.hears(/Cancelled by/);
});

tell('when the world has moved since the question, the bot says what moved and asks again', async ({ story }) => {
  const capture = await story.ask('web-01 definition=web');
  await capture.hears(/Type Y/);
  const gallery = `/subscriptions/${subscriptionId}/resourceGroups/rg-images/providers/Microsoft.Compute/galleries/golden`;
  const roleDefinitionId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${imageReader}`;
  await story.asOperator(
    'PUT',
    `${gallery}/providers/Microsoft.Authorization/roleAssignments/abcdefab-0000-4000-8000-000000000001?api-version=2022-04-01`,
    { properties: { principalId: petra, principalType: 'User', roleDefinitionId } },
  );
  await capture.say('Y');
  expect(await capture.hears(/confirm again/)).toContain('access of Petra Publisher: is to get');
  expect((await story.writes()).filter(({ path }) => !path.includes('abcdefab'))).toEqual([]);
  await capture.say('Y');
  await capture.hears(/web-01 is captured/);
});

tell('a VM whose agent is not ready is prepared by a person, who says when it is done', async ({ story }) => {
  const capture = await story.ask('mute-01 regions=westeurope mode=in-place');
  await capture.hears(/Type mute-01/);
  await capture.say('mute-01');
  const turn = await capture.hears(/Your turn/);
  expect(turn).toContain('waagent -force -deprovision+user');
  expect(await story.writes()).toEqual([]);
  await story.byHand('mute-01', 'deprovision');
  await story.byHand('mute-01', 'power-off');
  await capture.say('Y');
  await capture.hears(/mute-01 is captured/);
  expect(await story.calls(/PUT/, /runCommands/)).toEqual([]);
});

tell('cancelling after the point of no return says first what it means', async ({ story }) => {
  const capture = await story.ask('web-01 definition=web mode=in-place');
  await capture.hears(/Type web-01/);
  await capture.say('web-01');
  await story.atSpeed(10);
  await story.eventuallyCalled(/PUT/, /runCommands\/[^/]*-\d+$/);
  await capture.press(/cancel/);
  const meaning = await story.whispered('U0RITA', /point of no return/);
  expect(meaning).toBeTruthy();
});

tell('the bot says so when Redis is out of reach', async ({ story, skip }) => {
  skip(!story.sandbox.redisPid, 'REDIS_URL is set: a shared Redis is not frozen');
  await story.withoutRedis(async () => {
    const answer = await story.sandbox.slack.command({
      user: 'U0RITA',
      channel: 'C0IMAGES',
      command: '/capture-image',
      text: 'web-01',
    });
    expect(JSON.stringify(answer)).toMatch(/Redis/);
  });
});

tellApart('a process without a policy warns that whoever asks decides', async ({ story }) => {
  expect(story.everythingLogged()).toMatch(/"level":40[^\n]*no policy: whoever asks for a capture decides/);
});
