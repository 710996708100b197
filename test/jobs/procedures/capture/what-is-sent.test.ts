import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { defaultWorld } from '../../../../sandbox/azure/default-world.ts';
import type { WorldFile } from '../../../../sandbox/azure/world-file.ts';
import { confirm } from '../../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../../src/jobs/request/request.ts';
import { parseSettings } from '../../../../src/jobs/request/settings.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { subscriptionId } from '../../../sandbox/azure/clients.ts';
import { rita } from '../../../support/captures.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { walkOf, walkSettings } from '../../../support/walk.ts';

const ground = storeForEachTest();
const keyed = {
  name: 'keyed-01',
  resourceGroup: 'rg-web',
  encryption: 'customer-key',
  dataDiskSizesGb: [64],
} satisfies NonNullable<WorldFile['virtualMachines']>[number];
const bought = {
  name: 'bought-01',
  resourceGroup: 'rg-web',
  diskPlan: { name: 'hardened-2204', publisher: 'fabrikam', product: 'hardened-ubuntu' },
} satisfies NonNullable<WorldFile['virtualMachines']>[number];
let real: Real;

beforeAll(async () => {
  const virtualMachines = [...defaultWorld.virtualMachines, keyed, bought];
  real = await startReal({ speed: 4000, world: { ...defaultWorld, virtualMachines } });
});
beforeEach(() => real.control('POST', '/reset'));
afterAll(() => real.close());

interface Sent {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

async function recorded(): Promise<readonly string[]> {
  const { body } = await real.control('GET', '/record');
  return String(body).split('\n').filter(Boolean);
}

/** The bodies of all that a whole capture asks Azure to make. */
async function made(request: Request, settings = ''): Promise<readonly Sent[]> {
  const before = (await recorded()).length;
  const walk = await walkOf(ground, real, request, undefined, { settings: walkSettings('', settings) });
  await walk.until(({ status }) => status.is === 'waiting');
  await walk.decide(one => confirm(one, { by: rita, planHash: null, now: new Date() }), { event: 'confirm', by: rita });
  await walk.until(({ status }) => status.is === 'succeeded');
  return (await recorded())
    .slice(before)
    .map(line => JSON.parse(line).liveRequest)
    .filter(({ method, url }) => method === 'PUT' && !/roleAssignments/.test(url))
    .map(({ url, body }) => ({ path: new URL(url).pathname, body }));
}

const bodyOf = (sent: readonly Sent[], path: RegExp): unknown => sent.find(one => path.test(one.path))?.body;
const fresh = { galleryResourceGroup: 'rg-images', regions: ['westeurope'] };

test.each(['crash', 'restore-point'] as const)(
  'the tags of the settings stand on everything that is made (%s)',
  async consistency => {
    const sent = await made(
      { vm: 'web-01', gallery: `tagged.${consistency.slice(0, 5)}`, ...fresh, consistency },
      'tags: { costCenter: "4711" }\n',
    );
    const untagged = sent.filter(({ body }) => !JSON.stringify(body.tags ?? null).includes('"costCenter":"4711"'));
    // Azure takes no tags for a restore point: its collection has them.
    expect(untagged.map(({ path }) => path).filter(path => !/\/restorePoints\/[^/]+$/.test(path))).toEqual([]);
    expect(sent.length).toBeGreaterThan(9);
  },
);

test('without such a setting nothing but our own tags is sent', async () => {
  const sent = await made({ vm: 'web-01', definition: 'web', ...fresh });
  const tags = sent.flatMap(({ body }) => Object.keys(body.tags ?? {}));
  expect([...new Set(tags)].sort()).toEqual(['capture-image-attempt', 'capture-image-expires', 'capture-image-id']);
});

test.each([
  ['tags: { "a/b": x }', /no name of a tag/],
  ['tags: { capture-image-id: x }', /keep for themselves/],
  ['tags: { Env: a, env: b }', /one tag twice/],
  [`tags: { a: ${'x'.repeat(257)} }`, /longer than the 256/],
])('%s is refused at the start', (text, why) => {
  const { problems } = parseSettings(`scopes: [{ subscription: ${subscriptionId} }]\n${text}\n`);
  expect(problems.join()).toMatch(why);
});

test('a copy is encrypted at its host where its source is', async () => {
  const vm = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01`;
  const body = { properties: { securityProfile: { encryptionAtHost: true } } };
  await real.send('PATCH', `${vm}?api-version=2026-04-01`, { body });
  const sent = await made({ vm: 'web-01', definition: 'web', ...fresh });
  expect(bodyOf(sent, /\/virtualMachines\/capture-[^/]+$/)).toMatchObject({
    properties: { securityProfile: { encryptionAtHost: true } },
  });
});

test('a copy and its definition have the purchase plan of the disk, where the VM itself has lost it', async () => {
  const sent = await made({ vm: 'bought-01', definition: 'bought', ...fresh });
  expect(bodyOf(sent, /\/virtualMachines\/capture-[^/]+$/)).toMatchObject({ plan: bought.diskPlan });
  expect(bodyOf(sent, /\/images\/bought$/)).toMatchObject({ properties: { purchasePlan: bought.diskPlan } });
});

test('a version is under the keys of the disks that it is made from', async () => {
  const sent = await made({ vm: 'keyed-01', definition: 'keyed', ...fresh });
  const set = expect.stringMatching(/\/diskEncryptionSets\//);
  expect(bodyOf(sent, /\/versions\//)).toMatchObject({
    properties: {
      publishingProfile: {
        targetRegions: [
          {
            name: 'westeurope',
            encryption: {
              osDiskImage: { diskEncryptionSetId: set },
              dataDiskImages: [{ lun: 0, diskEncryptionSetId: set }],
            },
          },
        ],
      },
    },
  });
});
