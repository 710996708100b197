import { setTimeout as sleep } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { currentSchema } from '../../../src/jobs/record/record.ts';
import { NewerRecord, plainRecord, readRecord, UnreadableRecord } from '../../../src/jobs/record/record-codec.ts';
import { packRecord } from '../../../src/jobs/record/record-compression.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { tick } from '../../../src/jobs/worker/pipeline.ts';
import { aCapture, aPlan, aWaitingCapture } from '../../support/captures.ts';
import { storeForEachTest } from '../../support/store.ts';

const stored = (capture: object) => JSON.stringify(capture);
const packed = (bytes: Buffer) =>
  stored({ schema: currentSchema, status: { is: 'planning' }, packed: bytes.toString('base64') });

describe('a stored record', () => {
  test('of the first version, from before there were copies, is for the VM itself and unchecked', () => {
    const { plan, ...rest } = aWaitingCapture();
    const { clone: _clone, checks: _checks, ...old } = plan ?? {};
    const read = readRecord(stored({ ...rest, schema: 1, plan: old }), 3);
    expect(read).toMatchObject({
      schema: currentSchema,
      rev: 3,
      plan: { clone: null, checks: 'off', hash: plan?.hash },
    });
  });

  test('of the first version that has them keeps them', () => {
    const capture = aWaitingCapture();
    expect(readRecord(stored({ ...capture, schema: 1 }), 0)).toEqual(capture);
  });

  test('is packed, comes back as it was, and takes less than half of what it says', () => {
    const capture = aWaitingCapture({ rev: 7 });
    const record = packRecord(capture);
    expect(readRecord(record, 7)).toEqual(capture);
    expect({ ...JSON.parse(plainRecord(record)), rev: 7 }).toEqual(capture);
    expect(record.length).toBeLessThan(plainRecord(record).length / 2);
  });

  test('that is short, as before there is a plan, is kept as it is', () => {
    const capture = aCapture();
    const record = packRecord(capture);
    expect(record).not.toContain('packed');
    expect(readRecord(record, capture.rev)).toEqual(capture);
  });

  test('says in front of what is packed what scripts and older code look for: its version and its state', () => {
    const capture = aWaitingCapture();
    expect(packRecord(capture)).toMatch(
      new RegExp(`^{"schema":${currentSchema},"status":{"is":"waiting"},"packed":"[\\w+/=]+"}$`),
    );
  });

  test.each([
    ['no JSON', 'capture', 'no object in JSON'],
    ['no object', '[1]', 'no object in JSON'],
    ['without a version', stored({ ...aCapture(), schema: undefined }), 'which version'],
    ['of a version that never was', stored({ ...aCapture(), schema: 0 }), 'never was a version 0'],
    ['without its requester', stored({ ...aCapture(), requester: undefined }), 'requester'],
    ['without a state', stored({ ...aCapture(), status: undefined }), 'status'],
    ['packed by nobody', packed(Buffer.from('capture')), 'cannot be unpacked'],
    ['packed and cut off', packed(deflateRawSync(stored(aCapture())).subarray(0, -9)), 'cannot be unpacked'],
    ['that unpacks without end', packed(deflateRawSync(Buffer.alloc(17 * 1024 * 1024))), 'cannot be unpacked'],
    ['packed with nothing of ours in it', packed(deflateRawSync('[1]')), 'no object in JSON'],
  ])('%s is told with what is wrong', (_what, json, why) => {
    expect(() => readRecord(json, 0)).toThrow(UnreadableRecord);
    expect(() => readRecord(json, 0)).toThrow(`A stored capture cannot be read: `);
    expect(() => readRecord(json, 0)).toThrow(why);
  });

  test('of a newer version is not taken for a broken one', () => {
    const newer = { ...aCapture(), schema: currentSchema + 1 };
    for (const json of [stored(newer), stored({ ...newer, packed: 'in a way of its own' })])
      expect(() => readRecord(json, 0)).toThrow(NewerRecord);
  });
});

describe('a record of a newer version', () => {
  const ground = storeForEachTest();

  test('is left alone by an older worker, and put back for a while', async () => {
    const keys = keysOf(ground.prefix);
    const capture = aCapture();
    await ground.store.accept(capture.id, capture);
    const newer = stored({ ...capture, schema: currentSchema + 1, rev: undefined });
    await ground.redis.hset(keys.capture(capture.id), 'record', newer);
    const before = await ground.redis.hgetall(keys.capture(capture.id));
    await sleep(5);

    const said: object[] = [];
    const log = { warn: (what: object) => said.push(what) };
    const due = await tick({ store: ground.store, log } as never, capture.id);

    expect(due).toBeGreaterThan(1_000);
    expect(said).toEqual([{ capture: capture.id, schema: currentSchema + 1 }]);
    expect(await ground.redis.hgetall(keys.capture(capture.id))).toEqual(before);
    expect(await ground.store.overdue(0, 10)).toEqual([]);
    expect(await tick({ store: ground.store, log } as never, capture.id)).toBeGreaterThan(1_000);
    expect(said.length).toBe(1);
  });

  test('goes on as soon as a worker that knows it takes it', async () => {
    const keys = keysOf(ground.prefix);
    const capture = aCapture();
    await ground.store.accept(capture.id, capture);
    const record = await ground.redis.hget(keys.capture(capture.id), 'record');
    await ground.redis.hset(keys.capture(capture.id), 'record', stored({ ...capture, schema: 9, rev: undefined }));
    expect(await ground.store.claim(capture.id)).toMatchObject({ newer: 9 });
    await ground.redis.hset(keys.capture(capture.id), 'record', String(record));
    await ground.redis.zadd(keys.due, 0, capture.id);
    expect(await ground.store.claim(capture.id)).toMatchObject({ epoch: 1 });
  });
});

describe('a record of a procedure that this version does not have', () => {
  const ground = storeForEachTest();
  const plan = { ...aPlan(), says: 'x'.repeat(3_000) };

  test.each([
    ['before it has a plan', aCapture({ procedure: 'unheard-of' })],
    ['packed', aCapture({ procedure: 'unheard-of', plan })],
  ])('is left alone %s', async (_, job) => {
    const keys = keysOf(ground.prefix);
    await ground.redis.hset(keys.capture(job.id), { record: packRecord(job), rev: 1, epoch: 0 });
    await ground.redis.zadd(keys.due, 0, job.id);
    const before = await ground.redis.hgetall(keys.capture(job.id));
    const said: object[] = [];
    const log = { warn: (what: object) => said.push(what) };

    expect(await tick({ store: ground.store, log } as never, job.id)).toBeGreaterThan(1_000);
    expect(said).toHaveLength(1);
    expect(await ground.redis.hgetall(keys.capture(job.id))).toEqual(before);
    expect(await ground.store.overdue(0, 10)).toEqual([]);
    expect(await ground.store.loadReadable(job.id)).toBeNull();
    await expect(ground.store.load(job.id)).rejects.toThrow(NewerRecord);
  });
});
