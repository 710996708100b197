import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Archive, openArchive } from '../../../src/jobs/housekeeping/archive.ts';
import { archivedLine, recordHash } from '../../../src/jobs/housekeeping/archive-format.ts';
import { auditArchiving } from '../../../src/jobs/housekeeping/audit-archiving.ts';
import { auditLog } from '../../../src/jobs/store/audit-log.ts';
import { auditSeal } from '../../../src/jobs/store/audit-seal.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { Broken, changedRecord, readFiles } from '../../../src/tools/audit-file.ts';
import { runScript } from '../../support/scripts.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();
const audit = () => auditLog(ground);
const keys = () => keysOf(ground.prefix);

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-archive-'));
  file = join(folder, 'archive.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const say = async (...words: readonly string[]) => {
  for (const details of words) await ground.store.note({ event: 'command', details });
  await auditSeal(ground)();
};
/** Archives all that is there, as if it had grown old. */
const archiveAll = (archive: Archive = openArchive(file)) =>
  auditArchiving({ ...ground, archive }).archiveOlder(Date.now() + 60_000);
const lines = () => readFileSync(file, 'utf8').trimEnd().split('\n');
const rewrite = (change: (lines: string[]) => readonly string[]) =>
  writeFileSync(file, `${change(lines()).join('\n')}\n`);

/** What is wrong, by the file and by what goes on from it in Redis. */
async function problem(): Promise<string | null> {
  try {
    const exported = await readFiles([file]);
    const verdict = await audit().verify(exported.end);
    return verdict.is === 'broken' ? verdict.reason : changedRecord(exported);
  } catch (error) {
    if (error instanceof Broken) return error.message;
    throw error;
  }
}

describe('an audit whose beginning is archived', () => {
  beforeEach(async () => {
    await say('one', 'two', 'three');
    await archiveAll();
    await say('four', 'five');
  });

  test('is whole, here alone and together with the archive', async () => {
    expect(lines().map(line => JSON.parse(line).seq)).toEqual([1, 2, 3]);
    expect(await ground.redis.xlen(keys().audit)).toBe(2);
    expect(await audit().verify()).toMatchObject({ is: 'whole', entries: 5, archived: 3 });
    expect(await problem()).toBeNull();
    await archiveAll();
    expect(await ground.redis.xlen(keys().audit)).toBe(0);
    expect(await problem()).toBeNull();
    await say('six');
    expect(await audit().verify()).toMatchObject({ is: 'whole', entries: 6, archived: 5 });
    expect(await problem()).toBeNull();
  });

  test.each<[string, (lines: string[]) => readonly string[]]>([
    ['edited', all => all.map(line => line.replace('two', 'TWO'))],
    ['dropped', ([first = '', , third = '']) => [first, third]],
    ['dropped at its end', all => all.slice(0, -1)],
    ['moved', ([first = '', second = '', third = '']) => [first, third, second]],
    ['replaced', all => all.toReversed()],
  ])('shows a line that was %s in the archive', async (_how, change) => {
    rewrite(change);
    expect(await problem()).not.toBeNull();
  });

  test('shows an entry behind the boundary that was dropped or edited', async () => {
    const [[id, fields] = ['', []]] = await ground.redis.xrange(keys().audit, '-', '+');
    await ground.redis.xdel(keys().audit, id);
    expect(await audit().verify()).toMatchObject({ is: 'broken', reason: expect.stringContaining('Entry 4') });
    expect(await problem()).toContain('Entry 4');
    await ground.redis.del(keys().audit);
    await ground.redis.xadd(keys().audit, '*', ...fields.map(value => value.replace('four', 'FOUR')));
    expect(await audit().verify()).toMatchObject({
      is: 'broken',
      reason: expect.stringContaining('Entry 4 was changed'),
    });
  });

  test('shows an anchor that was forged to hide what was dropped, by the archive', async () => {
    const [[id, fields] = ['', []]] = await ground.redis.xrange(keys().audit, '-', '+');
    const hash = fields[fields.indexOf('hash') + 1] ?? '';
    await ground.redis.xdel(keys().audit, id);
    await ground.redis.hset(keys().auditAnchor, { seq: '4', hash });
    expect(await audit().verify()).toMatchObject({ is: 'whole', archived: 4 });
    expect(await problem()).toBe('Entries 4 to 4 are neither here nor there.');
    await ground.redis.hset(keys().auditAnchor, { seq: '3', hash });
    expect(await problem()).toBe('Entry 3 is not the one that was archived.');
  });

  test('counts a line once that was written again after a crash', async () => {
    await expect(
      archiveAll(async all => {
        await openArchive(file)(all);
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    expect(await ground.redis.xlen(keys().audit)).toBe(2);
    await say('six');
    await archiveAll();
    expect(lines().map(line => JSON.parse(line).seq)).toEqual([1, 2, 3, 4, 5, 4, 5, 6]);
    expect(await problem()).toBeNull();
  });

  test('that is broken is not moved: it is evidence', async () => {
    const [[id] = ['']] = await ground.redis.xrange(keys().audit, '-', '+');
    await ground.redis.xdel(keys().audit, id);
    await expect(archiveAll()).rejects.toThrow('stays as it is');
    expect(lines().length).toBe(3);
  });

  test('goes on into an export that begins with the archive, and into no other', async () => {
    const run = (...args: string[]) =>
      runScript(['src/tools/audit.ts', ...args], { REDIS_URL: ground.url, REDIS_PREFIX: ground.prefix });
    expect(await run('export', '--file', join(folder, 'new.jsonl'))).toMatchObject({
      code: 2,
      says: expect.stringContaining('Entries 1 to 3 are in the archive alone'),
    });
    expect(await run('export', '--file', file)).toMatchObject({ code: 0 });
    expect(lines().length).toBe(5);
    expect((await run('verify', '--file', file)).says).toContain('The first 3 are archived');
  });
});

test('only what is past its time is moved', async () => {
  await say('one', 'two');
  const second = (await audit().newest(1))[0];
  await auditArchiving({ ...ground, archive: openArchive(file) }).archiveOlder(second?.atMs ?? 0);
  expect(await ground.redis.xlen(keys().audit)).toBeGreaterThan(0);
  expect(await audit().verify()).toMatchObject({ is: 'whole', entries: 2 });
});

test('a record in the archive that is not the one the audit tells of shows', async () => {
  const record = JSON.stringify({ id: 'web-01-abc', status: { is: 'succeeded' } });
  await ground.store.note({ event: 'archived', capture: 'web-01-abc', details: recordHash(record) } as never);
  await auditSeal(ground)();
  await archiveAll();
  writeFileSync(file, `${archivedLine(record, 7)}\n${readFileSync(file, 'utf8')}`);
  expect(await problem()).toBeNull();
  rewrite(all => all.map(line => line.replace('"succeeded"', '"abandoned"')));
  expect(await problem()).toBe('web-01-abc');
});
