import { expect } from 'vitest';
import { everythingOf } from '../support/everything.ts';
import { quickSettings } from '../support/quick-settings.ts';
import { eventually, type Story, telling } from '../support/story.ts';
import { inTeams } from '../support/story-teams.ts';

const tell = telling({ apart: true, settings: `${quickSettings}mirror: [{ to: teams-images }]\n`, logLevel: 'trace' });

/** A secret that tells where it was planted. */
const secretIn = (place: string) => `plant3d-${place}-pw`;

/** Forms that differ, each with the secret of a place in it. */
const texts = (place: string): string => {
  const secret = secretIn(place);
  return [
    `curl -u admin:${secret} https://a.blob.core.windows.net/c?sv=1&sig=${secret} failed`,
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${secret};EndpointSuffix=core.windows.net`,
    JSON.stringify(JSON.stringify({ adminPassword: secret })),
    `+ mysql -u root -p${secret} -h db`,
    `Authorization: Bearer ${secret}`,
    `<Password>${secret}</Password>`,
    `password%3D${secret}`,
  ].join('\n');
};

/** What sysprep says of an app of one user, which the thread shows as it is. */
const sysprepSays =
  '2026-01-12 09:14:31, Error                 SYSPRP Package Contoso.Tools_1.4.2.0_x64__8wekyb3d8bbwe was installed for a user, but not provisioned for all users: ';

const webPath = (name: string) =>
  `/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/${name}`;

/** Fails where nothing was planted in the end, or where any of it can be read. */
async function expectNowhere(story: Story, places: readonly string[], shown: readonly string[]): Promise<void> {
  const everything: Readonly<Record<string, string>> = {
    ...(await everythingOf(story)),
    'what people are shown': shown.join('\n'),
  };
  for (const [where, text] of Object.entries(everything)) expect(text.length, where).toBeGreaterThan(0);
  const found = Object.entries(everything).flatMap(([where, text]) =>
    places.filter(place => text.includes(secretIn(place))).map(place => `${place} in ${where}`),
  );
  expect(found).toEqual([]);
  expect(everything['the threads in Slack'], 'something was cut').toContain('[cut]');
  expect(everything['what Redis has'], 'something was cut').toContain('[cut]');
}

async function shownOf(story: Story, id: string): Promise<readonly string[]> {
  const answers = [`status ${id}`, 'history web-01', 'history win-01', 'list', `view ${id}`, 'whoami'].map(text =>
    story.command(text),
  );
  return (await Promise.all(answers)).map(answer => JSON.stringify(answer));
}

const idOf = (root: string): string => /\(((?:web|win)-01-\w+)\)/.exec(root)?.[1] ?? '';

tell('secrets in an error of Azure’s, in tags and in names are found nowhere', async ({ story }) => {
  story.sandbox.slack.changeUser('U0RITA', { realName: `Rita password=${secretIn('slack-name')}` });
  story.sandbox.teams.changeUser('29:rita', { name: `Rita token=${secretIn('teams-name')}` });
  await story.asOperator('PATCH', `${webPath('web-01')}?api-version=2024-07-01`, {
    tags: {
      adminPassword: secretIn('tag'),
      note: `postgres://app:${secretIn('tag-note')}@db:5432/x`,
      [`password=${secretIn('tag-name')}`]: 'x',
      env: 'dev',
    },
  });
  const inChat = await inTeams(story).ask('web-02');
  await inChat.hears(/Type @capture-image Y to capture/);
  await story.command(`web-01 definition=web password=${secretIn('command')}`);
  await story.command(`web-01 definition=web mysql -p${secretIn('more-command')}`);
  const capture = await story.ask('web-01 definition=web regions=westeurope');
  await capture.hears(/Type Y to capture/);
  await story.fault({
    match: { method: 'PUT', path: '/versions/' },
    status: 409,
    code: `password=${secretIn('code')}`,
    message: `It did not work. ${texts('message')}`,
    details: [{ code: 'Inner', message: texts('details') }],
    additionalInfo: [
      {
        type: 'PolicyViolation',
        info: { policyAssignmentDisplayName: `deny ${texts('policy')}`, policyAssignmentName: 'x' },
      },
      { type: 'Other', info: { message: texts('additional') } },
    ],
    innererror: { code: 'Deep', message: 'deep', innererror: { errordetail: texts('inner') } },
  });
  await capture.say('Y');
  expect(await capture.hears(/has failed/)).toContain('It did not work');
  const id = idOf(capture.root());
  await story.command(`unlock ${id} reason=password=${secretIn('reason')}`);
  await eventually('the end in Teams', () =>
    /failed|unlocked/i.test(JSON.stringify(story.sandbox.teams.state().messages)),
  );

  const places = ['slack-name', 'teams-name', 'tag', 'tag-note', 'tag-name', 'code', 'message', 'details', 'policy'];
  await expectNowhere(
    story,
    [...places, 'additional', 'inner', 'reason', 'command', 'more-command'],
    await shownOf(story, id),
  );
});

tell('secrets in the log of a Linux guest are found nowhere', async ({ story }) => {
  await story.fault({ vm: 'web-01', guest: 'deprovision-leaves-ovf', says: texts('linux') });
  const capture = await story.ask('web-01 definition=web mode=in-place');
  await capture.hears(/Type web-01 to deprovision/);
  await capture.say('web-01');
  expect(await capture.hears(/has failed/)).toContain('waagent left ovf-env.xml');
  await expectNowhere(story, ['linux'], await shownOf(story, idOf(capture.root())));
});

tell('secrets in the log of a Windows guest are found nowhere', async ({ story }) => {
  await story.fault({
    vm: 'win-01',
    guest: 'sysprep-fails',
    says: texts('windows').replace(/^/gm, sysprepSays),
  });
  const capture = await story.ask('win-01 definition=win mode=in-place');
  await capture.hears(/Type win-01 to sysprep/);
  await capture.say('win-01');
  await capture.hears(/Failed: Run sysprep/);
  await expectNowhere(story, ['windows'], await shownOf(story, idOf(capture.root())));
});

tell('secrets in an error of Microsoft Graph’s are found nowhere', async ({ story }) => {
  await story.fault({
    match: { method: 'GET', path: '/v1.0/users' },
    times: 20,
    status: 403,
    code: 'Authorization_RequestDenied',
    message: `Insufficient privileges. ${texts('graph')}`,
    innererror: { code: 'x', message: texts('graph-inner') },
  });
  const capture = await story.ask('web-01 definition=web');
  const said = await capture.hears(/Insufficient privileges/);
  expect(said).toContain('[cut]');
  await expectNowhere(story, ['graph', 'graph-inner'], await shownOf(story, idOf(capture.root())));
});
