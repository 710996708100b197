import { expect } from 'vitest';
import { eventually, type Story, tell } from '../support/story.ts';

tell(
  'a copy becomes the image: the source is never written to, and what was made for the copy is gone',
  async ({ story }) => {
    const before = await sourceOf(story);

    const capture = await story.ask('web-01 definition=web');
    const question = await capture.hears(/Type Y to capture/);
    for (const said of ['a copy', 'web-01 is not written to', 'Take a snapshot', 'web-01 itself stays as it is'])
      expect(question).toContain(said);
    expect(await story.writes()).toEqual([]);
    await capture.say('Y');
    await capture.hears(/web-01 is captured/);
    await eventually('the copy to be deleted', () => /✅ Delete the copy/.test(capture.root()), {
      timeoutMs: 60_000,
      more: capture.root,
    });

    expect(await sourceOf(story)).toEqual(before);
    const writes = await story.writes();
    expect(writes.filter(({ path }) => /\/virtualMachines\/web-01(\/|\?|$)/i.test(path))).toEqual([]);
    expect(writes.filter(({ path }) => /\/disks\/web-01/i.test(path))).toEqual([]);
    expect(await story.calls(/DELETE/, /\/resourceGroups\/capture-web-01-[^/]+(\?|$)/i)).not.toEqual([]);
  },
);

async function sourceOf({ world }: Story) {
  return (await world()).virtualMachines.find(({ name }) => name === 'web-01');
}
