import { expect } from 'vitest';
import { allowancesOf } from '../../src/azure/allowances.ts';
import { quickSettings } from '../support/quick-settings.ts';
import { eventually, type Story, tell, telling } from '../support/story.ts';

const impatient = `${quickSettings.replace(/gallerySeconds: .*/, 'gallerySeconds: 0.05')}  lockSeconds: 1.5\n`;

telling({ settings: impatient })(
  'what Azure refuses to delete, or takes and does not delete, is listed, and goes when it is asked for again; what no record names stays',
  { timeout: 300_000 },
  async ({ story }) => {
    const marks = { 'capture-image-id': 'web-01-made-up', 'capture-image-expires': '2026-11-24T12:00:00.000Z' };
    const foreign = `${rgWeb}/providers/Microsoft.Network/networkSecurityGroups/made-up`;
    const body = { location: 'westeurope', tags: marks, properties: {} };
    await story.asOperator('PUT', `${foreign}?api-version=2024-05-01`, body);
    const match = { method: 'DELETE', path: '/networkSecurityGroups/' };
    await story.fault({ match, times: 3, status: 409, code: 'ScopeLocked' });
    await story.fault({ match, times: 1000, operation: 'fail' });
    await story.fault({ match: { method: 'DELETE', path: '/disks/' }, times: 1000, status: 409, code: 'Conflict' });
    const capture = await story.ask('web-01 definition=web regions=westeurope consistency=restore-point');
    await capture.hears(/Type Y/);
    await capture.say('Y');
    const left = await capture.hears(/could not be deleted/);
    expect(await story.calls(/DELETE/, /\/networkSecurityGroups\//i)).toHaveLength(8);
    // What it may hang on is left already.
    expect(await story.calls(/DELETE/, /\/disks\//i)).toHaveLength(4);
    const [group] = /[^`]*networkSecurityGroups\/capture-web-01-[^`]*/.exec(left) ?? ['none'];

    const list = await eventually('the leftover on the list', async () => {
      await story.command('cleanup');
      return story.whisperedNow('U0RITA').find(text => text.includes(group));
    });
    expect(list).toMatch(/Not mine to touch[\s\S]*networkSecurityGroups\/made-up[\s\S]*web-01-made-up/);

    await story.forgetFaults();
    await story.pressWhispered('U0RITA', 'cleanup-all');
    await cleared(capture);
    expect(await story.calls(/DELETE/, /networkSecurityGroups\/made-up/)).toEqual([]);
    await eventually('an empty list', async () => {
      await story.command('cleanup');
      return story
        .whisperedNow('U0RITA')
        .some(text => /Nothing is left[\s\S]*networkSecurityGroups\/made-up/.test(text));
    });
  },
);

tell(
  'a copy becomes the image: the source is never written to, and what was made for the copy is gone',
  async ({ story }) => {
    const before = await sourceOf(story);

    const capture = await story.ask('web-01 gallery=fresh gallery-group=rg-images definition=web');
    const question = await capture.hears(/Type Y to capture/);
    for (const said of ['a copy', 'web-01 is not written to', 'Take a snapshot', 'web-01 itself stays as it is'])
      expect(question).toContain(said);
    expect(await story.writes()).toEqual([]);
    await capture.say('Y');
    await capture.hears(/web-01 is captured/);
    await eventually('the copy to be deleted', () => /✅ Delete the copy/.test(capture.root()), {
      more: capture.root,
    });

    expect(await sourceOf(story)).toEqual(before);
    const writes = await story.writes();
    expect(writes.filter(({ path }) => /\/virtualMachines\/web-01(\/|\?|$)/i.test(path))).toEqual([]);
    expect(writes.filter(({ path }) => /\/disks\/web-01/i.test(path))).toEqual([]);
    expect(await story.calls(/DELETE/, /\/resourceGroups\/capture-web-01-[^/]+(\?|$)/i)).not.toEqual([]);
    expect(await uncounted(story)).toEqual([]);
  },
);

tell('a capture that is cancelled deletes what it made for the copy', async ({ story }) => {
  const capture = await story.ask('web-01 definition=web regions=westeurope');
  await capture.hears(/Type Y/);
  await capture.say('Y');
  await story.eventuallyCalled(/PUT/, /\/snapshots\/capture-web-01-/);
  await capture.press(/cancel/);
  await capture.hears(/Cancelled by/);
  await cleared(capture);

  expect(await story.calls(/PUT/, /\/versions\//)).toEqual([]);
  expect(await sourceOf(story)).toMatchObject({ powerState: 'running' });
});

tell(
  'a source that was stopped for its snapshots runs again when they fail, and Retry begins with a stop',
  async ({ story }) => {
    await story.fault({
      match: { method: 'PUT', path: '/snapshots/' },
      times: 1,
      status: 409,
      code: 'OperationNotAllowed',
    });
    const capture = await story.ask('web-01 definition=web regions=westeurope consistency=stop');
    expect(await capture.hears(/Type Y/)).toContain('Stop web-01 for its snapshots');
    await capture.say('Y');
    await capture.hears(/Failed: Take/);
    await eventually('web-01 to run again', async () => (await sourceOf(story))?.powerState === 'running');

    await capture.press(/retry/);
    await capture.hears(/web-01 is captured/);
    expect(await story.calls(/POST/, /\/web-01\/powerOff/i)).toHaveLength(2);
    expect(await sourceOf(story)).toMatchObject({ powerState: 'running' });
  },
);

const rgWeb = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-web';

function cleared(capture: Awaited<ReturnType<Story['ask']>>) {
  return eventually('all that was made to be deleted', () => /✅ Delete the copy/.test(capture.root()), {
    more: () => [capture.root(), ...capture.said()].join('\n---\n'),
  });
}

/** The limits that Azure named in an answer and that our budget does not know that call to count against. */
async function uncounted(story: Story) {
  const pairs = await story.traffic();
  expect(pairs.length).toBeGreaterThan(50);
  return pairs.flatMap(({ liveRequest: { method, url }, liveResponse: { headers } }) => {
    const known = allowancesOf(method, new URL(url, 'https://azure').href)?.map(({ key }) => key.split(' ')[1]);
    const named = [...(headers['x-ms-ratelimit-remaining-resource'] ?? '').matchAll(/Microsoft\.Compute\/(\w+);/g)];
    return named.flatMap(([, name]) => (known?.includes(name) ? [] : [`${method} ${url} ${name}`]));
  });
}

async function sourceOf({ world }: Story) {
  return (await world()).virtualMachines.find(({ name }) => name === 'web-01');
}
