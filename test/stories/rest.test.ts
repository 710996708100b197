import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { followAudit } from '../support/follow-audit.ts';
import { eventually, type Story, telling } from '../support/story.ts';

// A procedure that the product does not have: nothing but its own files and the list that it is handed in by knows of it.
const program = fileURLToPath(new URL('../support/rest/main.ts', import.meta.url));
const policy = `rules:
  - { name: all of us, allow: [plan, capture, cancel], to: [everyone], approvals: { of: [slack:U0OLGA] } }
`;
const tell = telling({ program });
const tellApproved = telling({ program, policy });

const powerOf = async (story: Story) =>
  (await story.world()).virtualMachines.find(({ name }) => name === 'web-01')?.powerState;
const walls = async (story: Story) =>
  (await story.writes()).filter(({ path }) => path.includes('networkSecurityGroups')).map(({ method }) => method);

tell('a second procedure is asked for, planned, confirmed, carried out and cleared up after', async ({ story }) => {
  const thread = await story.ask('rest rg-web/web-01');
  await thread.hears(/Shall web-01 rest/);
  expect(await story.writes()).toEqual([]);
  await thread.say('Y');
  await thread.hears(/succeeded: web-01/);
  await eventually('the wall to go', async () => (await walls(story)).includes('DELETE'));
  expect(await walls(story)).toEqual(['PUT', 'DELETE']);
  expect(await powerOf(story)).toBe('stopped');
  expect(thread.root()).toContain('Switch web-01 off');
  await story.command('list');
  await story.whispered('U0RITA', /Rest for web-01/);
});

tell('its request, its checks and its lock are its own', async ({ story }) => {
  await story.command('rest web-01');
  await story.whispered('U0RITA', /Write rest group\/vm/);
  const nowhere = await story.ask('rest rg-web/nowhere');
  await nowhere.hears(/There is no nowhere/);
  const first = await story.ask('rest rg-web/web-01');
  await first.hears(/Shall web-01 rest/);
  const second = await story.ask('rest rg-web/web-01', 'U0OLGA');
  await second.hears(/web-01 is busy, by/);
  await first.press(/cancel/);
  await first.hears(/cancelled: web-01/);
  expect(await story.writes()).toEqual([]);
});

tellApproved('it waits for the approval that the policy asks for', async ({ story }) => {
  const thread = await story.ask('rest rg-web/web-01');
  await thread.hears(/Shall web-01 rest/);
  await thread.say('Y');
  await story.whispered('U0RITA', /somebody else must approve/);
  await thread.say('Y', 'U0OLGA');
  await thread.hears(/succeeded: web-01/);
  expect(await powerOf(story)).toBe('stopped');
});

tell('it stops between its acts when somebody cancels, and takes its wall away', async ({ story }) => {
  const thread = await story.ask('rest rg-web/web-01');
  await thread.hears(/Shall web-01 rest/);
  await story.fault({ match: { method: 'PUT', path: 'networkSecurityGroups' }, delayMs: 3_000 });
  const asking = followed(story, 'build-wall asking');
  await thread.say('Y');
  await asking;
  await thread.press(/cancel/);
  await thread.hears(/cancelled: web-01/);
  await eventually('the wall to go', async () => (await walls(story)).includes('DELETE'));
  expect(await powerOf(story)).toBe('running');
});

tell('it fails in words, and goes on where it stood at a Retry', async ({ story }) => {
  const thread = await story.ask('rest rg-web/web-01');
  await thread.hears(/Shall web-01 rest/);
  await story.fault({ match: { method: 'POST', path: 'powerOff' }, status: 403, code: 'AuthorizationFailed' });
  await thread.say('Y');
  await thread.hears(/No rest: /);
  await thread.press(/retry/);
  await thread.hears(/succeeded: web-01/);
  expect((await walls(story)).filter(method => method === 'PUT')).toHaveLength(1);
});

tell('a worker that is killed in the middle of an act does no harm: another goes on', async ({ story }) => {
  const thread = await story.ask('rest rg-web/web-01');
  await thread.hears(/Shall web-01 rest/);
  await story.fault({ match: { method: 'POST', path: 'powerOff' }, delayMs: 2_000 });
  const asking = followed(story, 'put-to-rest asking');
  await thread.say('Y');
  await asking;
  story.sandbox.killWorker();
  await thread.hears(/succeeded: web-01/);
  expect((await story.writes()).filter(({ path }) => path.includes('powerOff'))).toHaveLength(1);
  expect(await powerOf(story)).toBe('stopped');
});

/** Until the audit has that of a step. */
async function followed(story: Story, what: string): Promise<void> {
  const heard: string[] = [];
  const unfollow = followAudit(story, async ({ event, step }) => {
    heard.push(`${step} ${event}`);
  });
  await eventually(what, () => heard.includes(what));
  await unfollow();
}
