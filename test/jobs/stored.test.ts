import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { keysOf } from '../../src/jobs/keys.ts';
import { tick } from '../../src/jobs/pipeline.ts';
import { currentSchema } from '../../src/jobs/record.ts';
import { NewerRecord, readRecord, UnreadableRecord } from '../../src/jobs/stored.ts';
import { aCapture, aWaitingCapture } from '../support/captures.ts';
import { storeForEachTest } from '../support/store.ts';

const stored = (capture: object) => JSON.stringify(capture);

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

  test.each([
    ['no JSON', 'capture', 'no object in JSON'],
    ['no object', '[1]', 'no object in JSON'],
    ['without a version', stored({ ...aCapture(), schema: undefined }), 'which version'],
    ['of a version that never was', stored({ ...aCapture(), schema: 0 }), 'never was a version 0'],
    ['without its steps', stored({ ...aCapture(), steps: undefined }), 'steps'],
    ['of a status that is none', stored({ ...aCapture(), status: { is: 'asleep' } }), 'status'],
  ])('%s is told with what is wrong', (_what, json, why) => {
    expect(() => readRecord(json, 0)).toThrow(UnreadableRecord);
    expect(() => readRecord(json, 0)).toThrow(`A stored capture cannot be read: `);
    expect(() => readRecord(json, 0)).toThrow(why);
  });

  test('of a newer version is not taken for a broken one', () => {
    expect(() => readRecord(stored({ ...aCapture(), schema: currentSchema + 1 }), 0)).toThrow(NewerRecord);
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
