import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStory, type Story } from '../support/story.ts';

const controller = (name: string) => ({
  name,
  resourceGroup: 'rg-web',
  osType: 'Windows' as const,
  findings: [{ code: 'domain-controller', level: 'must' as const, detail: 'corp.contoso.com' }],
});

describe('a domain controller', () => {
  let story: Story;
  beforeAll(async () => {
    story = await openStory({ world: { virtualMachines: ['dc-01', 'dc-02', 'dc-03', 'dc-04'].map(controller) } });
  });
  afterAll(() => story.close());

  const runs = async (vm: string) =>
    (await story.calls(/PUT|POST|PATCH|DELETE/, new RegExp(`virtualMachines/${vm}[/?]`))).map(({ path }) => path);

  test.each([
    ['dc-01', 'warn', /-check\b/],
    ['dc-02', 'off', /runCommands\/capture-/],
  ])('%s in place is refused before it is touched, with checks=%s', async (vm, checks, run) => {
    const capture = await story.ask(`${vm} mode=in-place checks=${checks} definition=${vm}`);
    await capture.hears(new RegExp(`Type ${vm} to sysprep`));
    await capture.say(vm);

    const failure = await capture.hears(/has failed|Failed: /);

    expect(failure).toContain(`${vm} is a domain controller (corp.contoso.com)`);
    expect(failure).toContain('nothing was changed in it');
    expect(failure).toContain(`demote ${vm} first`);
    expect(failure).not.toContain('point of no return');
    expect(await runs(vm)).toEqual([expect.stringMatching(run)]);
    const { virtualMachines } = await story.world();
    expect(virtualMachines.find(({ name }) => name === vm)?.powerState).toBe('running');
  });

  test.each([
    ['dc-03', 'warn'],
    ['dc-04', 'off'],
  ])('%s as a copy becomes no image, with checks=%s', async (vm, checks) => {
    const capture = await story.ask(`${vm} definition=${vm} checks=${checks}`);
    await capture.hears(/Type Y to capture/);
    await capture.say('Y');

    const failure = await capture.hears(/has failed|Failed: /);

    expect(failure).toContain(`${vm} is a domain controller, and so is the copy`);
    expect(failure).toContain('I then delete the copy');
    expect(await runs(vm)).toEqual([]);
    expect(await story.calls(/POST|PUT/, /generalize|versions/)).toEqual([]);
  });
});
