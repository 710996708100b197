import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { janitor } from '../../../src/jobs/housekeeping/janitor.ts';
import { auditLog } from '../../../src/jobs/store/audit-log.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { verifyAudit } from '../../support/audit.ts';
import { aPlan } from '../../support/captures.ts';
import { plannedOn } from '../../support/planned.ts';
import { storeForEachTest } from '../../support/store.ts';

/** Looks at once; before a script runs, something else happens. */
class SlowToAct extends Redis {
  acted = 0;
  meanwhile = async () => {};
  override sendCommand(...[command, ...rest]: Parameters<Redis['sendCommand']>): unknown {
    const isLook = String(command.args[2]).endsWith('}:due');
    if (command.name !== 'evalsha' || isLook) return super.sendCommand(command, ...rest);
    this.acted += 1;
    return this.meanwhile().then(() => super.sendCommand(command, ...rest));
  }
}

const ground = storeForEachTest();
const planned = () => plannedOn(ground);
const vm = aPlan().vm.id;
const keys = () => keysOf(ground.prefix);

/** Rounds until every key that was there at the start has been looked at. */
async function tidyAll(redis = ground.redis) {
  const { tidy } = janitor({ redis, prefix: ground.prefix });
  for (let looked = 0; looked <= (await ground.redis.dbsize()); looked += 50) await tidy();
}

const released = async () =>
  (await auditLog(ground).newest(100))
    .map(({ entry }) => JSON.parse(entry))
    .filter(({ event }) => event === 'lock-released');

test('a lock whose capture is over is let go, noted, and the line moves on', async () => {
  const [first, second] = [await planned(), await planned()];
  await first.commit('take');
  await second.commit('queue');
  await first.cancel();
  await ground.redis.set(keys().lock(vm), first.id);
  await second.commit('queue');
  expect(await second.isDue()).toBe(false);

  await tidyAll();

  expect(await ground.redis.get(keys().lock(vm))).toBeNull();
  expect(await second.isDue()).toBe(true);
  expect(await second.commit('take')).toBe('saved');
  expect(await released()).toEqual([
    { capture: first.id, event: 'lock-released', vm: 'rg-web/web-01', details: `cancelled ${vm.toLowerCase()}` },
  ]);
  expect(await verifyAudit(ground)).toMatchObject({ is: 'whole' });
});

test('a lock whose capture is not on record is let go, and so is its place in another line', async () => {
  const [ghost, second] = ['web-01-ghost', await planned()];
  await ground.redis.set(keys().lock(vm), ghost);
  await ground.redis.zadd(keys().queue('/some/version'), 1, ghost);
  await ground.redis.zadd(keys().due, 0, ghost);
  expect(await second.commit('take')).toMatchObject({ heldBy: ghost });

  await tidyAll();

  expect(await second.commit('take')).toBe('saved');
  expect(await ground.redis.exists(keys().queue('/some/version'))).toBe(0);
  expect(await ground.store.overdue(0, 10)).not.toContain(ghost);
  expect((await released()).map(({ details }) => details.split(' ')[0])).toEqual(['missing', 'missing']);
});

test('who is over is not before anybody in line', async () => {
  const [first, dead, third] = [await planned(), await planned(), await planned()];
  await first.commit('take');
  await dead.commit('queue');
  await third.commit('queue');
  const place = await ground.redis.zscore(keys().queue(vm), dead.id);
  await dead.cancel();
  await ground.redis.zadd(keys().queue(vm), Number(place), dead.id);
  await first.cancel();
  expect(await third.commit('take')).toEqual({ heldBy: dead.id, ahead: 1 });

  await tidyAll();

  expect(await third.commit('take')).toBe('saved');
});

test('locks and places of captures that go on are left alone, however often it looks', async () => {
  const [first, second] = [await planned(), await planned()];
  await first.commit('take');
  await second.commit('queue');
  await tidyAll();
  await tidyAll();
  expect(await ground.redis.get(keys().lock(vm))).toBe(first.id);
  expect(await ground.redis.zrange(keys().queue(vm), '0', '-1')).toEqual([second.id]);
  expect(await released()).toEqual([]);
});

test('a lock that is taken by another between the look and the release is not released', async () => {
  const [first, second] = [await planned(), await planned()];
  await first.commit('take');
  await first.cancel();
  await ground.redis.set(keys().lock(vm), first.id);
  const late = new SlowToAct(ground.url);
  late.meanwhile = async () => {
    await ground.redis.del(keys().lock(vm));
    expect(await second.commit('take')).toBe('saved');
  };
  await tidyAll(late);
  expect(late.acted).toBe(1);
  late.disconnect();
  expect(await ground.redis.get(keys().lock(vm))).toBe(second.id);
  expect(await released()).toEqual([]);
});

test('a lock whose record comes back between the look and the release is not released', async () => {
  const first = await planned();
  await first.commit('take');
  const record = keys().capture(first.id);
  await ground.redis.rename(record, `${record}:away`);
  const late = new SlowToAct(ground.url);
  late.meanwhile = async () => {
    await ground.redis.copy(`${record}:away`, record, 'REPLACE');
  };
  await tidyAll(late);
  expect(late.acted).toBe(2);
  late.disconnect();
  expect(await ground.redis.get(keys().lock(vm))).toBe(first.id);
  expect(await released()).toEqual([]);
});

test('locks are taken and let go by many while it looks, and none is ever lost', async () => {
  let stopped = false;
  const { tidy } = janitor(ground);
  const looking = (async () => {
    while (!stopped) await tidy();
  })();
  for (let round = 0; round < 50; round += 1) {
    const capture = await planned();
    expect(await capture.commit('take')).toBe('saved');
    await sleep(1);
    expect(await ground.redis.get(keys().lock(vm))).toBe(capture.id);
    await capture.cancel();
  }
  stopped = true;
  await looking;
  expect(await released()).toEqual([]);
});
