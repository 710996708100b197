import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { eventually, type Story, telling } from '../support/story.ts';

const allow = 'allow: [plan, capture, in-place, grant, cancel], to: [everyone]';
const lax = `rules:\n  - { name: all of us, ${allow} }\n`;
const tell = telling({ policy: lax, apart: true });

/** A capture in place whose first call Azure refused, so that nothing is written. */
async function failed(story: Story) {
  await story.fault({ match: { method: 'PUT', path: 'runCommands' }, status: 403, code: 'AuthorizationFailed' });
  const capture = await story.ask('web-01 definition=web mode=in-place checks=off');
  await capture.hears(/Type web-01/);
  await capture.say('web-01');
  await capture.hears(/Failed:/);
  const refused = await story.writes();
  expect(refused.map(({ status }) => status)).toEqual([403]);
  return capture;
}

/** The operator changes a file, and both processes start anew. */
async function restartedWith(story: Story, file: string, change: (text: string) => string): Promise<void> {
  const { sandbox } = story;
  const path = join(sandbox.folder, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  const before = sandbox.pids();
  sandbox.restartBot();
  sandbox.restartWorker();
  await eventually('new processes', () => {
    const now = sandbox.pids();
    return now.length === before.length && now.filter(pid => !before.includes(pid)).length === 2;
  });
  const ready = () => story.everythingLogged().split('"msg":"ready"').length > 4;
  await eventually('both to be ready', ready);
}

const nothingWritten = async (story: Story) => expect(await story.writes()).toHaveLength(1);

tell('a Retry by somebody else is refused where the requester may no longer capture', async ({ story }) => {
  const capture = await failed(story);
  await restartedWith(
    story,
    'policy.yaml',
    text => `${text}  - { name: not her, deny: [capture], to: [slack:U0RITA] }\n`,
  );
  await capture.press(/retry/, 'U0OLGA');
  expect(await capture.hears(/cannot capture web-01/)).toContain('not her');
  await nothingWritten(story);
});

tell('a Retry asks those who must approve by now', async ({ story }) => {
  const capture = await failed(story);
  const approvals = 'approvals: { count: 2, of: [slack:U0OLGA, slack:U0OTTO] }';
  await restartedWith(story, 'policy.yaml', () => `rules:\n  - { name: all of us, ${allow}, ${approvals} }\n`);
  await capture.press(/retry/);
  await capture.hears(/needs the approval of 2/);
  await nothingWritten(story);
});

tell('a Retry is refused where a rule keeps a VM with the tag that it got meanwhile', async ({ story }) => {
  const capture = await failed(story);
  const path = (await story.calls(/GET/, /virtualMachines\/web-01$/i))[0]?.path ?? '';
  await story.asOperator('PATCH', `${path}?api-version=2024-07-01`, { tags: { tier: 'precious' } });
  const rule =
    '  - { name: the precious stay, deny: [in-place], to: [everyone], where: { tags: { tier: precious } } }\n';
  await restartedWith(story, 'policy.yaml', text => text + rule);
  await capture.press(/retry/);
  expect(await capture.hears(/cannot capture web-01/)).toContain('the precious stay');
  const writes = await story.writes();
  expect(writes.map(({ method }) => method)).toEqual(['PUT', 'PATCH']);
});

tell('a Retry is refused where the group of the VM has left the scopes', async ({ story }) => {
  const capture = await failed(story);
  await restartedWith(story, 'capture-image.yaml', text => text.replace('[rg-web, rg-images]', '[rg-images]'));
  await capture.press(/retry/);
  expect(await capture.hears(/cannot capture web-01/)).toContain('rg-web is not one that I may touch');
  await nothingWritten(story);
});
