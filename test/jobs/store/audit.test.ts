import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { beforeEach, describe, expect, test } from 'vitest';
import { type AuditLink, factOf, hashOf, readLine, toLine } from '../../../src/jobs/store/audit.ts';
import { auditLog } from '../../../src/jobs/store/audit-log.ts';
import { auditSeal } from '../../../src/jobs/store/audit-seal.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { redisScript } from '../../../src/jobs/store/redis-script.ts';
import { redisStore, type Store } from '../../../src/jobs/store/store.ts';
import { aCapture, aWaitingCapture, images, olga, rita } from '../../support/captures.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();
let redis: Redis;
let store: Store;
let audit: ReturnType<typeof auditLog>;
let prefix: string;
let stream: string;
let headKey: string;

beforeEach(async () => {
  ({ redis, store, prefix } = ground);
  audit = auditLog({ redis, prefix });
  stream = keysOf(prefix).audit;
  headKey = keysOf(prefix).auditHead;
  for (let index = 1; index <= 5; index += 1)
    await store.note({ event: 'command', by: rita, from: images, details: `say ${index}` });
  await seal();
});

const seal = () => auditSeal(ground)();
const sealed = async () => {
  const links: AuditLink[] = [];
  for await (const { id: _id, ...link } of audit.read()) links.push(link);
  return links;
};

/** Rewrites the stream as somebody with access to Redis could. */
async function tamper(change: (entries: string[][]) => string[][]) {
  const entries = (await redis.xrange(stream, '-', '+')).map(([, fields]) => fields);
  await redis.del(stream);
  for (const fields of change(entries)) await redis.xadd(stream, '*', ...fields);
}
const reasonOf = async () => {
  const verdict = await audit.verify();
  return verdict.is === 'broken' ? verdict.reason : verdict.is;
};
const edited = (fields: string[], from: string, to: string) => fields.map(value => value.replace(from, to));

describe('the chain', () => {
  test('is whole as it was written', async () => {
    expect(await audit.verify()).toMatchObject({ is: 'whole', entries: 5, head: await audit.head() });
  });

  test('carries SHA-256 over what came before, the number, the time and the entry', async () => {
    const [first, second] = await sealed();
    const hashed = [
      `${'0'.repeat(64)}\n1\n${first?.atMs}\n${first?.entry}`,
      `${first?.hash}\n2\n${second?.atMs}\n${second?.entry}`,
    ];
    expect([first?.hash, second?.hash]).toEqual(hashed.map(text => createHash('sha256').update(text).digest('hex')));
  });

  test('shows an entry that was edited', async () => {
    await tamper(entries => entries.map(fields => edited(fields, 'say 3', 'say 9')));
    expect(await reasonOf()).toContain('Entry 3 was changed');
  });

  test('shows an entry that was edited and given a fitting hash', async () => {
    const third = (await sealed())[2];
    if (!third) throw new Error('there is no third entry');
    const entry = third.entry.replace('say 3', 'say 9');
    const hash = hashOf({ ...third, entry });
    await tamper(entries =>
      entries.map(fields =>
        edited(edited(fields, 'say 3', 'say 9'), third.hash, hash).map((value, at) =>
          fields[at - 1] === 'prev' ? (fields[at] ?? '') : value,
        ),
      ),
    );
    expect(await reasonOf()).toContain('Entry 4 does not follow');
  });

  test('shows a time that was edited', async () => {
    await tamper(entries =>
      entries.map((fields, index) => (index === 1 ? edited(fields, fields[3] ?? '', '1') : fields)),
    );
    expect(await reasonOf()).toContain('Entry 2 was changed');
  });

  test.each([1, 2, 4])('shows that entry %i was dropped', async seq => {
    await tamper(entries => entries.filter((_, index) => index !== seq - 1));
    expect(await reasonOf()).toContain(`Entry ${seq} is not where it should be`);
  });

  test('shows that two entries changed places', async () => {
    await tamper(([a = [], b = [], c = [], ...rest]) => [a, c, b, ...rest]);
    expect(await reasonOf()).toContain('Entry 2 is not where it should be');
  });

  test('shows that the end was cut off', async () => {
    await tamper(entries => entries.slice(0, 3));
    expect(await reasonOf()).toContain('entries 4 to 5 are not there');
  });

  test('shows that all of it is gone', async () => {
    await redis.del(stream);
    expect(await reasonOf()).toContain('entries 1 to 5 are not there');
  });

  test('shows a wholly new chain to who kept the head of the old one', async () => {
    const kept = await audit.head();
    await redis.del(stream, headKey);
    for (let index = 0; index < 6; index += 1) await store.note({ event: 'command', details: 'all is well' });
    await seal();
    expect(await audit.verify()).toMatchObject({ is: 'whole' });
    expect(await audit.verify(kept)).toMatchObject({ is: 'broken', reason: expect.stringContaining('Entry 5') });
  });
});

describe('the seal', () => {
  test('takes what was noted since, in order and once, and leaves nothing behind', async () => {
    const noted = await Promise.all(
      Array.from({ length: 450 }, (_, index) => store.note({ event: 'command', details: `more ${index}` })),
    );
    expect(await seal()).toBe(noted.length);
    expect(await seal()).toBe(0);

    expect(await redis.xlen(keysOf(prefix).auditUnsealed)).toBe(0);
    expect((await sealed()).map(link => factOf(link).details)).toEqual([
      ...[1, 2, 3, 4, 5].map(index => `say ${index}`),
      ...noted.map((_, index) => `more ${index}`),
    ]);
    expect(await audit.verify()).toMatchObject({ is: 'whole', entries: 455 });
  });

  test('keeps the time at which an entry was noted', async () => {
    await store.note({ event: 'command', details: 'now' });
    const [noted] = await audit.newest(1);
    await sleep(20);
    await seal();
    expect(await audit.newest(1)).toMatchObject([{ ...noted }]);
  });

  test('has no gap and no fork while many write and many seal', async () => {
    const others = Array.from({ length: 4 }, () => redis.duplicate());
    const stores = others.map(connection => redisStore({ redis: connection, prefix }));
    const seals = others.map(connection => auditSeal({ redis: connection, prefix }));
    await Promise.all(
      [...stores, ...stores].flatMap((one, index) =>
        Array.from({ length: 25 }, async () => {
          await one.note({ event: 'command' });
          await seals[index % 4]?.();
        }),
      ),
    );
    for (const other of others) other.disconnect();
    expect(await redis.xlen(keysOf(prefix).auditUnsealed)).toBe(0);
    expect(await audit.verify()).toMatchObject({ is: 'whole', entries: 205 });
  });

  test('goes on from what a version before it writes to the chain at once, and beside it', async () => {
    const atOnce = redisScript(redis, new URL('../../fixtures/lua/chain-at-once.lua', import.meta.url));
    const old = (details: string) =>
      atOnce({ chain: stream, head: headKey, entry: JSON.stringify({ event: 'command', details }) });
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        if (index % 2) await old(`é—✓ ${'x'.repeat(index * 3)}`);
        else await store.note({ event: 'command', details: `new ${index}` });
        if (index % 5 === 0) await seal();
      }),
    );
    await seal();
    expect(await audit.verify()).toMatchObject({ is: 'whole', entries: 45 });
  });

  test('an entry can be read before it is sealed', async () => {
    await store.note({ event: 'command', details: 'news' });
    expect((await audit.newest(2)).map(note => factOf(note).details)).toEqual(['news', 'say 5']);
    expect((await audit.newest(1)).map(note => factOf(note).details)).toEqual(['news']);
  });
});

describe('what is written with a capture', () => {
  test('says which capture and VM, who, from where, and under which plan', async () => {
    const capture = aWaitingCapture();
    await store.accept('t', capture);
    const before = await store.load(capture.id);
    if (!before) throw new Error('not there');
    await store.decide(before, { ...before, status: { is: 'running' } }, { event: 'confirm', by: olga, from: images });
    const [confirm, requested] = (await audit.newest(2)).map(factOf);
    expect(confirm).toMatchObject({
      event: 'confirm',
      by: olga,
      from: images,
      plan: capture.plan?.hash,
      vm: 'rg-web/web-01',
    });
    expect(requested).toMatchObject({ event: 'requested', by: rita, from: images, capture: capture.id });
  });

  test('is not written when the decision does not count', async () => {
    const capture = aCapture();
    await store.accept('t', capture);
    expect(await store.decide({ ...capture, rev: 99 }, capture, { event: 'confirm' })).toBe(false);
    await seal();
    expect(await audit.verify()).toMatchObject({ entries: 6 });
  });
});

test('a line of an export reads back as the entry that it was', async () => {
  for (const link of await sealed()) expect(readLine(toLine(link))).toEqual(link);
  expect(readLine('{"seq":1}')).toBeNull();
  expect(readLine('no json')).toBeNull();
});
