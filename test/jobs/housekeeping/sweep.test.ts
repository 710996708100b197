import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepSweep, match, redisSweeps, takeSweep } from '../../../src/jobs/housekeeping/sweep.ts';
import { entry } from '../../../src/jobs/record/cleanup-ledger.ts';
import type { Capture, LedgerEntry } from '../../../src/jobs/record/record.ts';
import { cleanSeen } from '../../../src/jobs/record/transitions.ts';
import type { Settings } from '../../../src/jobs/request/settings.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { type Real, startReal } from '../../azure/real.ts';
import { aCapture, aClone, aPlan, noon, olga } from '../../support/captures.ts';
import { quiet, someSettings, until } from '../../support/office.ts';
import { storeForEachTest } from '../../support/store.ts';

const at = noon.toISOString();
const clone = aClone();
const left = { ...entry('security-group', clone.securityGroupId), state: 'left', problem: 'locked', tries: 8 } as const;
const closed = { ...entry('nic', clone.nicId), state: 'closed' } as const;

const over = (ledger: readonly LedgerEntry[], change: Partial<Capture> = {}) =>
  aCapture({ plan: aPlan(), status: { is: 'succeeded', at }, ledger, ...change });

const marks = ({ id }: Capture, ...ids: string[]) => ids.map(one => ({ id: one, captureId: id }));
const known = (...captures: Capture[]) => new Map(captures.map(capture => [capture.id, capture]));

describe('of what is marked in Azure', () => {
  test('what a capture that is over names is left, whatever its ledger says of it and in whatever letters', () => {
    const capture = over([left, closed], { rev: 7 });
    const found = match(marks(capture, left.id.toUpperCase(), closed.id), known(capture));
    expect(found.foreign).toEqual([]);
    expect(found.left).toEqual([
      { captureId: capture.id, rev: 7, id: left.id, doubtful: null },
      { captureId: capture.id, rev: 7, id: closed.id, doubtful: closed },
    ]);
  });

  test.each<[string, Partial<Capture>]>([
    ['is under way', { status: { is: 'running' } }],
    [
      'has failed and may be retried',
      { status: { is: 'failed', at, step: 'copy-disks', failure: { code: 'x', reason: 'x', remedy: 'x' } } },
    ],
    ['still clears away', { ledger: [left, { ...closed, state: 'closing' }] }],
  ])('nothing of a capture that %s is listed', (_, change) => {
    const capture = over([left], change);
    expect(match(marks(capture, left.id, `${left.id}-other`), known(capture))).toEqual({ left: [], foreign: [] });
  });

  test('what no record names is nobody’s: of an unknown capture, beside a ledger, or without a name', () => {
    const capture = over([left]);
    const marked = [
      { id: '/made/up', captureId: 'web-01-made-up' },
      { id: `${left.id}-other`, captureId: capture.id },
      { id: '/no/name', captureId: null },
    ];
    expect(match(marked, known(capture))).toEqual({
      left: [],
      foreign: marked.map(({ id, captureId }) => ({ id, captureId })),
    });
  });
});

describe('what was seen is put back on the ledger', () => {
  const clean = (capture: Capture, ...seen: string[]) => cleanSeen(capture, { by: olga, now: noon, seen });

  test('and nothing else: no source is started, and what was not seen stays as it is', () => {
    const power = { ...entry('source-power', 'web-01'), state: 'left' } as const;
    const transition = clean(over([left, closed, power]), closed.id.toUpperCase());
    expect(transition.is === 'yes' && transition.capture.ledger).toEqual([left, { ...closed, state: 'open' }, power]);
    expect(transition.is === 'yes' && transition.capture.notices.at(-1)).toMatchObject({ kind: 'cleaning', by: olga });
  });

  test('as if it had never been tried', () => {
    const stateTransition = clean(over([left]), left.id);
    expect(stateTransition.is === 'yes' && stateTransition.capture.ledger).toEqual([entry('security-group', left.id)]);
  });

  test('with the restore points of a collection, which Azure does not list', () => {
    const id = `${clone.group.id}/providers/Microsoft.Compute/restorePointCollections/c`;
    const collection = { ...entry('restore-point-collection', id), state: 'left' } as const;
    const point = { ...entry('restore-point', `${id}/restorePoints/p`), state: 'left' } as const;
    const ruling = clean(over([collection, point]), id);
    expect(ruling.is === 'yes' && ruling.capture.ledger?.map(({ state }) => state)).toEqual(['open', 'open']);
  });

  test('of a capture that is over alone, and only what its ledger names', () => {
    expect(clean(over([left], { status: { is: 'running' } }), left.id)).toMatchObject({ is: 'no', code: 'not-over' });
    expect(clean(over([{ ...left, state: 'open' }]), left.id)).toMatchObject({ is: 'no', code: 'cleaning' });
    expect(clean(over([left]), '/made/up')).toMatchObject({ is: 'no', code: 'nothing-left' });
  });
});

describe('a sweep', () => {
  const ground = storeForEachTest();
  const nobodys = '99999999-9999-4999-8999-999999999999';
  let real: Real;
  beforeAll(async () => {
    real = await startReal();
  });
  afterAll(() => real.close());

  const settings = (sweepSeconds = 300): Settings => {
    const some = someSettings(1);
    return {
      ...some,
      scopes: [{ subscription: nobodys }, ...some.scopes],
      pace: { ...some.pace, sweepSeconds },
    };
  };

  /** Tags an interface that is there; or puts one on the list that is there no more. */
  function mark(captureId: string, name?: string) {
    const [nic] = real.world.network.values();
    if (!nic) throw new Error('There is no network interface.');
    const tags = { 'capture-image-id': captureId, 'capture-image-expires': at };
    if (name === undefined) return Object.assign(nic, { tags }).id;
    const id = nic.id.replace(nic.name, name);
    real.world.network.set(`late ${id}`, { ...nic, id, name, tags });
    return id;
  }

  test('goes on where one subscription cannot be looked at, and says which', async () => {
    const capture = over([]);
    const [there, gone, foreign] = [mark(capture.id), mark(capture.id, 'gone'), mark('web-01-made-up', 'foreign')];
    const ledger = [there, gone].map(id => ({ ...entry('nic', id), state: 'closed' }) as const);
    await ground.store.accept('t', { ...capture, ledger });

    const sweep = await takeSweep({ azure: real.azure, settings: settings(), store: ground.store, now: () => noon });

    expect(sweep).toEqual({
      at,
      left: [{ captureId: capture.id, rev: 1, id: there }],
      foreign: [{ captureId: 'web-01-made-up', id: foreign }],
      unseen: [{ subscriptionId: nobodys, reason: 'AuthorizationFailed', why: expect.anything() }],
    });
  });

  test('shows nothing of a capture whose record nobody here can read, and goes on with the others', async () => {
    const capture = over([]);
    const [unread, there] = [mark('web-01-unread', 'unread'), mark(capture.id)];
    await ground.store.accept('t', { ...capture, ledger: [{ ...entry('nic', there), state: 'left' }] });
    await ground.redis.hset(keysOf(ground.prefix).capture('web-01-unread'), { record: 'no record', rev: 1 });

    const sweep = await takeSweep({ azure: real.azure, settings: settings(), store: ground.store, now: () => noon });

    expect(sweep.left.map(({ id }) => id)).toEqual([there]);
    expect(sweep.foreign.map(({ id }) => id)).not.toContain(unread);
  });

  test('is taken at the start, then whenever it is wished for', async () => {
    const sweeps = redisSweeps(ground);
    let clock = noon;
    const tools = { azure: real.azure, settings: settings(3600), store: ground.store, log: quiet, now: () => clock };
    const kept = keepSweep({ ...tools, sweeps });
    const taken = (iso: string) => until(`the sweep of ${iso}`, async () => (await sweeps.load())?.at === iso);
    await taken(at);
    clock = new Date(noon.getTime() + 60_000);
    await sweeps.want();
    await taken(clock.toISOString());
    expect(await sweeps.takeWish()).toBe(false);
    await kept.close();
  });
});
