import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quickSettings } from '../support/quick-settings.ts';
import { openStory, type Story, telling } from '../support/story.ts';

describe('the readiness check', () => {
  let story: Story;
  beforeAll(async () => {
    const swap = { code: 'swap-on-os-disk', level: 'must', detail: '/swapfile' } as const;
    const machine = (name: string) => ({ name, resourceGroup: 'rg-web', findings: [swap] });
    story = await openStory({
      world: { virtualMachines: ['flawed-01', 'flawed-02', 'flawed-03', 'flawed-04'].map(machine) },
    });
  });
  afterAll(() => story.close());

  const guestWrites = async (vm: string) =>
    (await story.calls(/PUT/, new RegExp(`virtualMachines/${vm}/runCommands/`))).map(({ path }) => path);

  test('strict: a VM itself is left alone for what must be fixed, and told what mends it', async () => {
    const capture = await story.ask('flawed-01 mode=in-place checks=strict');
    await capture.hears(/Type flawed-01 to deprovision/);
    await capture.say('flawed-01');

    const card = await capture.hears(/Certification would refuse this image/);
    for (const words of ['/swapfile', 'To mend it', '1 must be fixed']) expect(card).toContain(words);
    const failure = await capture.hears(/has failed/);
    expect(failure).toContain('Mend it in flawed-01, then press Retry');

    expect(await guestWrites('flawed-01')).toEqual([expect.stringMatching(/-check\b/)]);
    const world = await story.world();
    expect(world.virtualMachines.find(({ name }) => name === 'flawed-01')?.powerState).toBe('running');
  });

  test('strict, of a copy: it says to mend the VM and to ask again', async () => {
    const capture = await story.ask('flawed-02 checks=strict definition=flawed');
    await capture.hears(/Type Y to capture/);
    await capture.say('Y');

    const failure = await capture.hears(/has failed/);

    expect(failure).toContain('mend it in flawed-02, abandon this capture, and ask again');
    expect(await guestWrites('flawed-02')).toEqual([]);
    expect(await guestWrites('capture-flawed-02[^/]*')).toEqual([expect.stringMatching(/-check\b/)]);
  });

  test('warn: it shows the findings once and goes on; an answer that breaks off is no crash', async () => {
    await story.fault({ vm: 'flawed-03', guest: 'check-cut-off' });
    const capture = await story.ask('flawed-03 mode=in-place definition=warned');
    await capture.hears(/Type flawed-03 to deprovision/);
    await capture.say('flawed-03');

    const card = await capture.hears(/Readiness check/);

    expect(card).toContain('the guest did not answer in full');
    await capture.hears(/flawed-03 is captured/);
    expect(capture.said().filter(text => /Readiness of/.test(text))).toHaveLength(1);
  });

  test('off: nothing is looked for', async () => {
    const capture = await story.ask('flawed-04 mode=in-place checks=off definition=unlooked');

    const question = await capture.hears(/Type flawed-04 to deprovision/);

    expect(question).toContain('Deprovision flawed-04');
    expect(question).not.toContain('Check flawed-04');
  });
});

telling({
  world: {
    virtualMachines: [
      {
        name: 'flawed-05',
        resourceGroup: 'rg-web',
        findings: [
          { code: 'authorized-keys', level: 'must', detail: '1: /home/anna/.ssh/authorized_keys' },
          { code: 'swap-on-os-disk', level: 'must', detail: '/swapfile' },
        ],
      },
    ],
  },
})('warn: what stays in the image is named again with the result', async ({ story }) => {
  const capture = await story.ask('flawed-05 definition=stays');
  await capture.hears(/Type Y to capture/);
  await capture.say('Y');

  const end = await capture.hears(/flawed-05 is captured/);

  expect(end).toContain('This stays in the image.');
  expect(end).toContain('Keys that let people in: `1: /home/anna/.ssh/authorized_keys`');
  expect(end).not.toContain('/swapfile');
});

telling({
  settings: quickSettings.replace(/^pace:$/m, 'timeouts:\n  checkMinutes: 0.02\npace:'),
})('strict: a guest that does not answer in time is one that nobody looked into', async ({ story }) => {
  const capture = await story.ask('web-01 mode=in-place checks=strict definition=web');
  await capture.hears(/Type web-01 to deprovision/);
  await story.atSpeed(0.5);
  await capture.say('web-01');

  const failure = await capture.hears(/has failed/);

  expect(failure).toContain('did not answer in full');
  const runs = await story.calls(/PUT/, /virtualMachines\/web-01\/runCommands\//);
  expect(runs.map(({ path }) => path)).toEqual([expect.stringMatching(/-check\b/)]);
});
