import { expect } from 'vitest';
import { eventually, type Story, tell, tellApart } from '../support/story.ts';

async function confirmed(story: Story, text = 'web-01 definition=web regions=westeurope') {
  const capture = await story.ask(`${text} mode=in-place`);
  const [name = ''] = text.split(' ');
  await capture.hears(new RegExp(`Type ${name}`));
  await capture.say(name);
  return capture;
}

tell('a call that Azure does not take is tried slower and slower, and the thread says so', async ({ story }) => {
  await story.fault({
    match: { method: 'POST', path: 'deallocate' },
    times: 100,
    status: 429,
    code: 'TooManyRequests',
  });
  const capture = await confirmed(story);
  await eventually('four tries', async () => (await story.calls(/POST/, /deallocate/)).length >= 4);
  const at = (await story.calls(/POST/, /deallocate/)).map(call => Date.parse(call.at));
  expect((at[3] ?? 0) - (at[2] ?? 0)).toBeGreaterThan(1.5 * ((at[1] ?? 0) - (at[0] ?? 0)));
  expect(capture.root()).toMatch(/keep trying/);
});

tell('throttled by Azure, it waits as long as Azure asks, and goes on by itself', async ({ story }) => {
  await story.fault({
    match: { method: 'POST', path: 'deallocate' },
    times: 2,
    status: 429,
    code: 'OperationNotAllowed',
    retryAfterSeconds: 1,
  });
  const capture = await confirmed(story);
  await capture.hears(/web-01 is captured/);
  expect((await story.calls(/POST/, /deallocate/)).map(({ status }) => status)).toEqual([429, 429, 202]);
});

tell('a call whose answer is lost is not made again when Azure has taken it', async ({ story }) => {
  await story.fault({ match: { method: 'PUT', path: 'runCommands' }, drop: 'after' });
  await story.fault({ match: { method: 'PUT', path: 'versions' }, drop: 'after' });
  const capture = await confirmed(story, 'web-01 definition=web regions=westeurope checks=off');
  await capture.hears(/web-01 is captured/);
  expect(await story.calls(/PUT/, /runCommands/)).toHaveLength(1);
  expect(await story.calls(/PUT/, /versions/)).toHaveLength(1);
});

tell('a call that never reached Azure is made once more', async ({ story }) => {
  await story.fault({ match: { method: 'POST', path: 'generalize' }, drop: 'before' });
  const capture = await confirmed(story);
  await capture.hears(/web-01 is captured/);
  const taken = (await story.calls(/POST/, /generalize/)).filter(({ status }) => status === 200);
  expect(taken).toHaveLength(1);
});

tellApart(
  'a missing permission is told with Azure’s code and request id; Retry goes on from there',
  async ({ story }) => {
    await story.fault({
      match: { method: 'PUT', path: 'roleAssignments' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
    });
    const processes = story.sandbox.pids();
    const capture = await confirmed(story);
    const failure = await capture.hears(/Failed: Give access/);
    expect(failure).toContain('AuthorizationFailed');
    expect(failure).toMatch(/request id.*\n?.*[0-9a-f-]{36}/is);
    expect(failure).toContain('docs/azure-permissions.md');
    await capture.press(/retry/);
    await capture.hears(/web-01 is captured/);
    expect(story.sandbox.pids()).toEqual(processes);
    for (const once of [/runCommands\/[^/]*-\d+$/, /deallocate/, /generalize/, /versions/])
      expect(await story.calls(/PUT|POST/, once)).toHaveLength(1);
  },
);

tell('a version that failed to replicate is deleted and made again on Retry', async ({ story }) => {
  await story.fault({
    match: { method: 'PUT', path: 'versions' },
    operation: 'fail',
    code: 'InternalError',
    message: 'It broke.',
  });
  const capture = await confirmed(story);
  await capture.hears(/Failed: Create web 1\.0\.2/);
  await capture.press(/retry/);
  await capture.hears(/web-01 is captured/);
  expect(await story.calls(/DELETE/, /versions/)).toHaveLength(1);
  expect(await story.calls(/POST/, /generalize/)).toHaveLength(1);
});

tell('a principal that the directory has not spread yet is tried again', async ({ story }) => {
  await story.fault({
    match: { method: 'PUT', path: 'roleAssignments' },
    times: 2,
    status: 400,
    code: 'PrincipalNotFound',
    message: 'Not yet.',
  });
  const capture = await confirmed(story);
  await capture.hears(/web-01 is captured/);
});

tellApart('no secret reaches the thread or the log, whatever happens', async ({ story }) => {
  await story.fault({
    match: { method: 'POST', path: 'deallocate' },
    operation: 'fail',
    code: 'InternalError',
    message: 'It broke.',
  });
  const capture = await confirmed(story);
  await capture.hears(/Failed: Stop and deallocate/);
  await capture.press(/retry/);
  await capture.hears(/web-01 is captured/);
  const everything = story.everythingSaid() + story.everythingLogged();
  for (const secret of [/sandbox-secret/, /xoxb-/, /xapp-/, /[?&]s=/, /eyJ[\w-]+\.eyJ/])
    expect(everything).not.toMatch(secret);
});
