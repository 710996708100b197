import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Archive, openArchive } from '../../../src/jobs/housekeeping/archive.ts';
import { archiving } from '../../../src/jobs/housekeeping/archiving.ts';
import { janitor } from '../../../src/jobs/housekeeping/janitor.ts';
import { entriesOf } from '../../../src/jobs/record/mirror.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { plainRecord } from '../../../src/jobs/record/record-codec.ts';
import { auditLog } from '../../../src/jobs/store/audit-log.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { openLog } from '../../../src/log.ts';
import { aCapture, aWaitingCapture, olga, rita } from '../../support/captures.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();
const keys = () => keysOf(ground.prefix);
const at = new Date().toISOString();
const done: Partial<Capture> = { status: { is: 'succeeded', at } };
const inDays = (days: number) => () => new Date(Date.now() + days * 86_400_000);

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
  file = join(folder, 'archive.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A capture on record that was told in all its places. */
async function recorded(change: Partial<Capture>, { told = true } = {}): Promise<Capture> {
  const capture = aCapture(change);
  await ground.store.accept(capture.id, capture);
  if (told) await ground.redis.zrem(keys().outbox, ...entriesOf(capture));
  await ground.redis.zrem(keys().due, capture.id);
  return capture;
}

const opened = ({ archive = openArchive(file), keepDays = 90, keepCount = 1000, days = 91 } = {}) =>
  archiving({
    ...ground,
    history: { keepDays, keepCount },
    archive,
    now: inDays(days),
    log: openLog('silent'),
  });
const tidy = (options: Parameters<typeof opened>[0] = {}) => opened(options).tidy();

const archived = (): string[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap(line => JSON.parse(line).archived?.id ?? []);
const isThere = async ({ id }: Capture) => (await ground.store.load(id)) !== null;

test('a finished capture past its age goes to the archive, unpacked, word for word, with all that hangs on it', async () => {
  const place = { platform: 'teams', workspace: 'w', channel: 'c' } as const;
  const capture = await recorded({ ...done, mirrors: [{ place, name: 'ops', since: 0 }] });
  const stored = await ground.redis.hget(keys().capture(capture.id), 'record');
  for (const entry of [...entriesOf(capture), `${capture.id}@slack:T0:C0DROPPED`]) {
    await ground.redis.hset(keys().chat(entry), 'sentRev', 1);
    await ground.redis.set(keys().thread(`slack:T0:${entry}`), entry);
  }
  const other = await recorded({});
  await ground.redis.hset(keys().chat(other.id), 'sentRev', 1);
  await ground.redis.set(keys().thread('slack:T0:other'), other.id);

  await tidy();
  const sweeping = janitor(ground);
  for (let looked = 0; looked <= (await ground.redis.dbsize()); looked += 50) await sweeping.tidy();

  expect(JSON.stringify(JSON.parse(readFileSync(file, 'utf8').split('\n')[0] ?? '').archived)).toBe(
    plainRecord(String(stored)),
  );
  const left = await ground.redis.keys(`{${ground.prefix}}:*`);
  expect(left.filter(key => key.includes(capture.id) && !key.includes(':seen:'))).toEqual([]);
  expect(await ground.store.list(10)).toEqual([other.id]);
  expect(left).toEqual(expect.arrayContaining([keys().chat(other.id), keys().thread('slack:T0:other')]));
});

test('whatever is under way, can be retried, owes something or has something to tell stays, however old', async () => {
  const failure = { code: 'x', reason: 'It broke.', remedy: null };
  const entry = { kind: 'vm', id: '/vm', sizeGb: null, tries: 0 } as const;
  const open = { by: rita, at, reason: 'fire', planHash: 'h', review: null };
  const kept = [
    await recorded({}),
    await recorded(aWaitingCapture()),
    await recorded({ status: { is: 'failed', failure, step: 'deallocate-vm', at } as never }),
    await recorded({ ...done, ledger: [{ ...entry, state: 'open' }] }),
    await recorded({ ...done, ledger: [{ ...entry, state: 'left' }] }),
    await recorded({ ...done, glass: [open] }),
    await recorded(done, { told: false }),
  ];
  const gone = [
    await recorded({ ...done, ledger: [{ ...entry, state: 'closed' }] }),
    await recorded({ ...done, glass: [{ ...open, review: { by: olga, at } }] }),
    await recorded({ status: { is: 'refused', refusals: [], at } }),
  ];
  await tidy({ keepCount: 0 });
  expect(archived().toSorted()).toEqual(gone.map(({ id }) => id).toSorted());
  expect(await Promise.all(kept.map(isThere))).toEqual(kept.map(() => true));
});

test('the age of a capture is that of its end', async () => {
  const late = await recorded({ status: { is: 'succeeded', at: inDays(10)().toISOString() } });
  const early = await recorded(done);
  await tidy();
  expect([await isThere(late), await isThere(early)]).toEqual([true, false]);
});

test('past the count the oldest finished ones go, and no more of them', async () => {
  const running = await recorded({ status: { is: 'running' } });
  const finished: Capture[] = [];
  for (let count = 0; count < 6; count += 1) {
    finished.push(await recorded(done));
    await sleep(2);
  }
  await tidy({ keepCount: 4, days: 0 });
  expect(archived()).toEqual(finished.slice(0, 3).map(({ id }) => id));
  expect(await isThere(running)).toBe(true);
});

test('the captures that are kept do not hide those behind them', async () => {
  for (let count = 0; count < 60; count += 1) await recorded({});
  const behind = await recorded(done);
  const { tidy: round } = opened();
  await round();
  expect(await isThere(behind)).toBe(true);
  await round();
  expect(await isThere(behind)).toBe(false);
});

test('nothing is removed that could not be written, and a crash after the writing archives twice, never not at all', async () => {
  const capture = await recorded(done);
  await tidy({ archive: openArchive(join(folder, 'no-folder', 'file')) });
  expect(await isThere(capture)).toBe(true);
  const dying: Archive = async lines => {
    await openArchive(file)(lines);
    throw new Error('killed');
  };
  await tidy({ archive: dying });
  expect(await isThere(capture)).toBe(true);
  await tidy();
  expect(archived()).toEqual([capture.id, capture.id]);
  expect(await isThere(capture)).toBe(false);
});

test('a record that moves while it is written stays', async () => {
  const capture = await recorded(done);
  const moving: Archive = async () => {
    const before = await ground.store.load(capture.id);
    if (before) await ground.store.decide(before, { ...before, mirrors: [] }, { event: 'mirror' });
  };
  await tidy({ archive: moving });
  expect(await isThere(capture)).toBe(true);
});

test('several workers write nothing twice', async () => {
  for (let count = 0; count < 20; count += 1) await recorded(done);
  await Promise.all(Array.from({ length: 4 }, () => tidy()));
  await tidy();
  expect(archived().length).toBe(20);
  expect(new Set(archived()).size).toBe(20);
});

test('the audit tells that a record was archived, and which', async () => {
  const capture = await recorded(done);
  await tidy({ keepCount: 0, days: 0 });
  const entries = (await auditLog(ground).newest(10)).map(({ entry }) => JSON.parse(entry));
  expect(entries[0]).toEqual({
    capture: capture.id,
    event: 'archived',
    details: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});
