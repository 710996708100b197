import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ci-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs .ci/run with an npm that does this for each of its stages. */
function ci(stages: { check: string; test: string; long: string }) {
  const npm = `#!/bin/sh\necho "npm $*" >>"${folder}/calls"\ncase "$*" in *check) ${stages.check} ;; test) ${stages.test} ;; *long) ${stages.long} ;; esac\n`;
  writeFileSync(join(folder, 'npm'), npm);
  chmodSync(join(folder, 'npm'), 0o755);
  const { status, stdout } = spawnSync(resolve('.ci/run'), {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
  return { status, last: stdout.trimEnd().split('\n').at(-1), stdout };
}

const green = { check: 'true', test: 'echo; echo 20 passed, 0 failed', long: 'echo; echo 3 passed, 0 failed' };

it('ends with the sum of its stages, and is green', () => {
  const { status, last, stdout } = ci(green);

  expect({ status, last }).toEqual({ status: 0, last: '24 passed, 0 failed' });
  expect(stdout.match(/^== .*$/gm)).toEqual(['== npm run --silent check', '== npm test', '== npm run test:long']);
});

it.each([
  ['a static check', { check: 'echo a warning; exit 1' }, '23 passed, 1 failed'],
  ['a test', { test: 'echo 18 passed, 2 failed; exit 1' }, '22 passed, 2 failed'],
  ['a test that takes minutes', { long: 'echo 2 passed, 1 failed; exit 1' }, '23 passed, 1 failed'],
  ['the end of a stage whose tests passed', { test: 'echo 20 passed, 0 failed; exit 1' }, '24 passed, 1 failed'],
  ['a stage that is killed', { test: 'kill -9 $$' }, '4 passed, 1 failed'],
  ['a stage that says nothing of its tests', { long: 'true' }, '21 passed, 1 failed'],
  ['a stage that has no tests', { long: 'echo 0 passed, 0 failed' }, '21 passed, 1 failed'],
])('goes on and is red after %s', (_what, stages, line) => {
  const { status, last } = ci({ ...green, ...stages });

  expect({ status, last }).toEqual({ status: 1, last: line });
});
