import { expect } from 'vitest';
import { eventually, tell } from '../support/story.ts';

tell(
  'a person captures a Linux VM itself, from the command to the version, and every write is made once',
  async ({ story }) => {
    const capture = await story.ask('web-01 definition=web mode=in-place');
    const question = await capture.hears(/Type web-01 to deprovision/);
    for (const said of [
      'web-01',
      'golden',
      '1.0.2',
      'Petra Publisher',
      'Compute Gallery Image Reader',
      'westeurope',
      'can never be started again',
    ])
      expect(question).toContain(said);
    expect(await story.writes()).toEqual([]);

    await capture.say('web-01');
    const end = await capture.hears(/web-01 is captured/);
    for (const said of [
      '/galleries/golden/images/web/versions/1.0.2',
      'westeurope, northeurope',
      'Petra Publisher',
      'portal.azure.com',
      'Stop and deallocate web-01: ',
    ])
      expect(end).toContain(said);
    await eventually('the root to say Done', () => /Done/.test(capture.root()));

    const world = await story.world();
    expect(world.virtualMachines.find(({ name }) => name === 'web-01')).toMatchObject({
      powerState: 'deallocated',
      osState: 'Generalized',
    });
    expect(world.roleAssignments.map(({ principalName }) => principalName)).toEqual(
      expect.arrayContaining([
        'Petra Publisher',
        'Compute Image Registry',
        'Microsoft Partner Center Resource Provider',
      ]),
    );
    const writes = (await story.writes()).map(({ method, path }) => `${method} ${path}`);
    expect(writes.map(write => write.replace(/^(\w+) .*\/([^/]+)\/([^/]+)$/, '$1 $2/$3'))).toEqual([
      expect.stringMatching(/^PUT runCommands\/capture-.*-check$/),
      expect.stringMatching(/^PUT runCommands\/capture-/),
      'POST web-01/deallocate',
      'POST web-01/generalize',
      'PUT versions/1.0.2',
      'POST Microsoft.PartnerCenterIngestion/register',
      expect.stringMatching(/^PUT roleAssignments\//),
      expect.stringMatching(/^PUT roleAssignments\//),
      expect.stringMatching(/^PUT roleAssignments\//),
    ]);
  },
);

tell('a generation 1 VM gets a definition and a gallery of its own, made to its measure', async ({ story }) => {
  const capture = await story.ask(
    'legacy-01 gallery=old_ones gallery-group=rg-images regions=westeurope version=3.0.0',
  );
  expect(await capture.hears(/Type Y/)).toMatch(/Create the gallery old_ones/);
  await capture.say('Y');
  await capture.hears(/legacy-01 is captured/);
  const gallery = (await story.world()).galleries.find(({ name }) => name === 'old_ones');
  expect(gallery?.definitions).toMatchObject([
    {
      name: 'legacy-01',
      generation: 'V1',
      securityType: 'Standard',
      versions: [{ name: '3.0.0', provisioningState: 'Succeeded' }],
    },
  ]);
});

tell('a VM with a purchase plan brings it along', async ({ story }) => {
  const capture = await story.ask('paid-01 regions=westeurope');
  await capture.hears(/Type Y/);
  await capture.say('yes');
  await capture.hears(/paid-01 is captured/);
});

tell(
  'a definition that does not fit is refused with the field and both values, and nothing is written',
  async ({ story }) => {
    const before = (await story.writes()).length;
    const capture = await story.ask('web-02 definition=web');
    const refusal = await capture.hears(/cannot capture web-02/);
    expect(refusal).toMatch(/security type TrustedLaunch; web-02 has Standard/);
    expect(await story.writes()).toHaveLength(before);
  },
);

tell('a VM that is generalized already goes on from there', async ({ story }) => {
  const vm =
    '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01';
  await story.byHand('web-01', 'deprovision');
  await story.byHand('web-01', 'deallocate');
  await story.asOperator('POST', `${vm}/generalize?api-version=2024-07-01`, undefined);
  const capture = await story.ask('web-01 definition=web regions=westeurope');
  await capture.hears(/Type Y to capture web-01/);
  await capture.say('Y');
  await capture.hears(/web-01 is captured/);
  expect(await story.calls(/PUT|POST/, /runCommands|deallocate/)).toEqual([]);
  expect(await story.calls(/POST/, /generalize/)).toHaveLength(1);
});
