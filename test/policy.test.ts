import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sandboxPolicy } from '../sandbox/policy.ts';

const folder = mkdtempSync(join(tmpdir(), 'policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const policy = (verb: string, name: string) =>
  new Promise<{ code: number; says: string }>(resolve => {
    execFile(process.execPath, ['src/tools/policy.ts', verb, join(folder, name)], (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, says: stdout + stderr }),
    );
  });

const rules =
  'rules:\n  - { name: r, allow: [capture], to: [slack:U1], approvals: { count: 2, of: [slack:U2, slack:U3] } }\n';

test('check says that a file is in order, or all that is not', async () => {
  writeFileSync(join(folder, 'good.yaml'), rules);
  writeFileSync(join(folder, 'bad.yaml'), 'rules:\n  - { name: r, allow: [fly], to: [ghost], color: red }\n');
  expect(await policy('check', 'good.yaml')).toMatchObject({ code: 0, says: expect.stringContaining('rules: 1') });
  const bad = await policy('check', 'bad.yaml');
  expect(bad.code).toBe(1);
  expect(bad.says).toContain('allow.0');
  expect(bad.says).toContain('color');
});

test('test tries the cases in the file and beside it', async () => {
  writeFileSync(
    join(folder, 'p.yaml'),
    `${rules}tests:\n  - { who: [slack:U1], may: capture, expect: yes, approvals: 2 }\n`,
  );
  writeFileSync(join(folder, 'p.tests.yaml'), 'tests:\n  - { who: [slack:U9], may: [plan, capture], expect: no }\n');
  expect(await policy('test', 'p.yaml')).toMatchObject({ code: 0, says: expect.stringContaining('2 cases') });
});

test('test names each case that comes out otherwise', async () => {
  writeFileSync(
    join(folder, 'q.yaml'),
    `${rules}tests:\n  - { who: [slack:U1], may: capture, expect: yes, approvals: 1 }\n  - { who: [slack:U2], may: capture, expect: yes }\n`,
  );
  const { code, says } = await policy('test', 'q.yaml');
  expect(code).toBe(1);
  expect(says).toContain('case 1 (slack:u1: capture): expected 1 approvals, and it asks for 2');
  expect(says).toContain('case 2 (slack:u2: capture): expected yes, and it is no');
});

test.each([
  ['slack-group:S0OPS', '', /rule "d": it names people of Slack only/],
  ['entra:aaaaaaaa-0000-4000-8000-000000000001', '', /rule "d": it names people of Teams only/],
  ['slack:U1', 'people: { one: [slack:U1, "entra:aaaaaaaa-0000-4000-8000-000000000001"] }', null],
  ['everyone', '', null],
])('check warns of a deny that names people of one chat only: %s %s', async (to, people, warning) => {
  writeFileSync(join(folder, 'deny.yaml'), `${people}\n${rules}  - { name: d, deny: [capture], to: ['${to}'] }\n`);
  const { code, says } = await policy('check', 'deny.yaml');
  expect(code).toBe(0);
  if (warning) expect(says).toMatch(warning);
  else expect(says).not.toContain('Warning');
});

test('test without any case is no success', async () => {
  expect(await policy('test', 'good.yaml')).toMatchObject({ code: 1 });
});

test.each([
  ['the documentation’s example', /```yaml\n(.*?)```/s.exec(readFileSync('docs/policy.md', 'utf8'))?.[1] ?? ''],
  ['the sandbox’s own', sandboxPolicy],
])('%s is in order and does as its cases say', async (name, text) => {
  writeFileSync(join(folder, `${name}.yaml`), text);
  expect(await policy('test', `${name}.yaml`)).toMatchObject({ code: 0, says: expect.stringContaining('as expected') });
});
