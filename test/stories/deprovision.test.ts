import { expect } from 'vitest';
import { tell } from '../support/story.ts';

tell(
  'a deprovision that gives up is told of long before its time is up, with what the guest says',
  async ({ story }) => {
    await story.fault({ vm: 'web-01', guest: 'deprovision-leaves-ovf' });
    const capture = await story.ask('web-01 definition=web mode=in-place');
    await capture.hears(/Type web-01 to deprovision/);
    await capture.say('web-01');

    const failure = await capture.hears(/has failed/);

    expect(failure).toContain('waagent left ovf-env.xml, so it did not deprovision');
    expect(failure).not.toContain('CAPTURE_');
    const world = await story.world();
    expect(world.virtualMachines.find(({ name }) => name === 'web-01')?.powerState).toBe('running');
    expect(await story.calls(/PUT/, /runCommands\/capture-[^/]*-log/)).toEqual([]);
  },
);
