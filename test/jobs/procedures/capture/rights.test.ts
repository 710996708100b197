import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultWorld } from '../../../../sandbox/azure/default-world.ts';
import type { WorldFile } from '../../../../sandbox/azure/world-file.ts';
import { makePlan } from '../../../../src/jobs/procedures/capture/planning.ts';
import type { PlanningTurn } from '../../../../src/jobs/procedures/planning-turn.ts';
import { procedures } from '../../../../src/jobs/procedures/procedures.ts';
import { type Capture, isOver, newCapture } from '../../../../src/jobs/record/record.ts';
import { confirm } from '../../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../../src/jobs/request/request.ts';
import { parseSettings, type Settings } from '../../../../src/jobs/request/settings.ts';
import { tick } from '../../../../src/jobs/worker/pipeline.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { subscriptionId } from '../../../sandbox/azure/clients.ts';
import { images, rita } from '../../../support/captures.ts';
import { quiet } from '../../../support/office.ts';
import { quickSettings } from '../../../support/quick-settings.ts';
import { type DocumentedRole, documentedRoles, worldWith } from '../../../support/rights.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { wordsOf } from '../../../support/words.ts';

const roles = documentedRoles();
const without = (...names: readonly string[]) => usual.filter(({ name }) => !names.includes(name));
/** All but what it takes to make a group for each copy, and to see ahead. */
const usual = roles.filter(({ name }) => !['capture-image copy groups', 'capture-image look ahead'].includes(name));
const ground = storeForEachTest();
const settingsOf = (text: string): Settings => {
  const { data, problems } = parseSettings(text);
  if (!data) throw new Error(problems.join());
  return data;
};
const everyGroup = quickSettings.replace('[rg-web, rg-images]', '[rg-web, rg-images, rg-spent]');
const inOneGroup = 'clone: { resourceGroup: rg-copies }\n';
const settings = settingsOf(`${everyGroup}${inOneGroup}`);

/** What only `cleanup` looks with, which says so itself where it may not. */
const forCleanup = ['resourceGroups/read', 'resources/read'].map(one => `Microsoft.Resources/subscriptions/${one}`);

const fresh = (gallery: string) => ({ gallery, galleryResourceGroup: 'rg-images' });
const requests: readonly Request[] = [
  { vm: 'web-02', ...fresh('stopped'), consistency: 'stop' },
  { vm: 'web-01', definition: 'web', version: '1.0.9', replaceFailed: true },
  { vm: 'keyed-01', definition: 'keyed', regions: ['westeurope'] },
  { vm: 'shop-01', definition: 'shop', consistency: 'restore-point' },
  { vm: 'vault-01', ...fresh('pointed'), consistency: 'restore-point' },
  { vm: 'legacy-01', definition: 'legacy', mode: 'in-place' },
  { vm: 'paid-01', ...fresh('spent'), mode: 'in-place' },
];

const planningTurn: PlanningTurn = survey => survey();
const atHand = ({ azure }: Real, settings: Settings) => ({ azure, settings, planningTurn, now: () => new Date() });

/** A capture from the request to its end, by a worker that ticks whenever it is due, and a requester who says yes. */
async function carriedOut(real: Real, request: Request, settings: Settings): Promise<Capture> {
  const { store } = ground;
  const id = `${request.vm}-rights`;
  const tools = {
    ...atHand(real, settings),
    store,
    procedures,
    policy: null,
    budget: { stretch: () => 1 },
    log: quiet,
  };
  await store.accept(id, newCapture({ id, requester: rita, place: images, request, now: new Date() }));
  for (;;) {
    const due = await tick(tools, id);
    const capture = await store.load(id);
    if (!capture) throw new Error(`${id} is gone.`);
    if (capture.status.is === 'failed' || (isOver(capture) && due === null)) return capture;
    if (capture.status.is === 'waiting') {
      const transition = confirm(capture, { by: rita, planHash: null, now: new Date() });
      if (transition.is === 'no') throw new Error(transition.code);
      await store.decide(capture, transition.capture, { event: 'confirm', by: rita });
    } else await sleep(Math.min(due ?? 20, 200));
  }
}

const keyed = { name: 'keyed-01', resourceGroup: 'rg-web', encryption: 'customer-key' } as const;
const failed = { name: '1.0.9', state: 'Failed' } as const;
const toSpend = requests.filter(({ mode }) => mode === 'in-place').map(({ vm }) => vm);
/** Besides the sandbox's world a VM under a key of its own, and a version that failed; the VMs that may be spent are in a group of their own. */
const ours: WorldFile = {
  resourceGroups: [...defaultWorld.resourceGroups, { name: 'rg-copies' }, { name: 'rg-spent' }],
  virtualMachines: [...defaultWorld.virtualMachines, keyed].map(vm =>
    toSpend.includes(vm.name) ? { ...vm, resourceGroup: 'rg-spent' } : vm,
  ),
  galleries: defaultWorld.galleries.map(gallery => ({
    ...gallery,
    definitions: gallery.definitions.map(one => ({ ...one, versions: [...one.versions, failed] })),
  })),
};

/** The subscriptions' part of what was sent to Azure, by how it was sent. */
async function sent(real: Real): Promise<readonly { readonly method: string; readonly path: string }[]> {
  const { body } = await real.control('GET', '/log');
  return (body as { method: string; path: string }[]).filter(({ path }) => path.includes('/subscriptions/'));
}

describe('an identity with the roles of docs/azure-permissions.md', () => {
  const opened: Real[] = [];
  const open = async (given: readonly DocumentedRole[]) => {
    const real = await startReal({ world: { ...ours, ...worldWith(given) } });
    opened.push(real);
    return real;
  };
  afterAll(() => Promise.all(opened.map(real => real.close())));

  async function allSucceed(real: Real, asked: readonly Request[], own: Settings = settings) {
    const done = await Promise.all(asked.map(request => carriedOut(real, request, own)));
    for (const { request, status, ledger = [] } of done) {
      expect({ vm: request.vm, status }).toEqual({
        vm: request.vm,
        status: { is: 'succeeded', at: expect.any(String) },
      });
      expect(ledger.filter(({ state }) => state !== 'closed')).toEqual([]);
    }
  }

  test('carries out every way of capturing, into galleries that are there and that are not', async () => {
    await allSucceed(await open(usual), requests);
  });

  test('copies without any right to write to the VMs, to stop them or to run a command in them', async () => {
    const real = await open(without('capture-image in place', 'capture-image stop'));
    await allSucceed(
      real,
      requests.filter(({ mode, consistency }) => mode !== 'in-place' && consistency !== 'stop'),
      settingsOf(`${quickSettings}${inOneGroup}`),
    );
    const onVms = (await sent(real)).filter(
      ({ method, path }) => method !== 'GET' && path.toLowerCase().includes('/resourcegroups/rg-web/'),
    );
    expect(onVms).toEqual([]);
  });

  test('captures in place without the role for copies', async () => {
    await allSucceed(
      await open(without('capture-image copies')),
      requests.filter(({ mode }) => mode === 'in-place'),
    );
  });

  test('makes a group for each copy where it has these rights in the whole subscription', async () => {
    const everywhere = roles.map(role =>
      role.name === 'capture-image copies' ? { ...role, scopes: [`/subscriptions/${subscriptionId}`] } : role,
    );
    await allSucceed(
      await open(everywhere),
      requests.filter(({ mode }) => mode !== 'in-place'),
      settingsOf(everyGroup),
    );
  });

  test.each(forCleanup)('cannot look for what captures left behind without %s', async action => {
    const real = await open(usual.map(role => ({ ...role, actions: role.actions.filter(one => one !== action) })));
    await expect(real.azure.listMarked(subscriptionId)).rejects.toThrow(action);
  });

  describe('without one action at one scope is refused a plan that names it, before anything is written:', () => {
    let real: Real;
    beforeAll(async () => {
      real = await open(usual);
    });

    const given = usual.flatMap(({ name, actions, scopes }) =>
      scopes.flatMap(scope =>
        actions.filter(one => !forCleanup.includes(one)).map(action => ({ name, action, scope })),
      ),
    );
    test.each(given)('$action at $scope', async ({ name, action, scope }) => {
      const { world } = real;
      for (const role of world.roles.values()) {
        if (!role.assignableScopes) continue;
        const isIt = role.name === name && role.assignableScopes.includes(scope);
        const own = documented(role.name);
        world.roles.set(role.id, { ...role, actions: isIt ? own.filter(one => one !== action) : own });
      }
      const named: boolean[] = [];
      for (const request of requests) {
        if (named.includes(true)) break;
        const capture = newCapture({ id: 'x', requester: rita, place: images, request, now: new Date() });
        const planned = await makePlan({ ...atHand(real, settings), capture: () => capture });
        named.push(planned.is === 'refused' && planned.refusals.some(one => names(wordsOf(one).reason, action)));
      }
      expect(named).toContain(true);
      expect((await sent(real)).filter(({ method }) => method !== 'GET')).toEqual([]);
    });
  });
});

const documented = (name: string) => roles.find(role => role.name === name)?.actions ?? [];
const names = (reason: string, action: string) =>
  reason
    .toLowerCase()
    .split(/[ ,]+|\.$/)
    .includes(action.toLowerCase());
