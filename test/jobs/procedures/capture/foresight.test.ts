import { afterEach, describe, expect, test } from 'vitest';
import { defaultWorld } from '../../../../sandbox/azure/default-world.ts';
import { resourceId, type World } from '../../../../sandbox/azure/world.ts';
import type { WorldFile } from '../../../../sandbox/azure/world-file.ts';
import { warningInWords } from '../../../../src/bot/notes/words/en/warnings.ts';
import type { Request } from '../../../../src/jobs/request/request.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { subscriptionId } from '../../../sandbox/azure/clients.ts';
import { planning } from '../../../support/plan-of.ts';
import { documentedRoles, worldWith } from '../../../support/rights.ts';
import { settingsWith } from '../../../support/survey.ts';
import { wordsOf } from '../../../support/words.ts';

const plan = { name: 'hardened-2204', publisher: 'fabrikam', product: 'hardened-ubuntu' };
const machines: WorldFile['virtualMachines'] = [
  { name: 'web-01', resourceGroup: 'rg-web' },
  { name: 'sealed-01', resourceGroup: 'rg-web', encryptionAtHost: true },
  { name: 'bought-01', resourceGroup: 'rg-web', diskPlan: plan },
];
const subnetId = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Network/virtualNetworks/rg-web-vnet/subnets/default`;

let real: Real;
afterEach(() => real.close());
const open = async (world: WorldFile = {}) => {
  real = await startReal({ world: { virtualMachines: machines, ...world } });
};

async function planned(request: Partial<Request> & { vm: string }, settings = '') {
  const found = await planning(real, { gallery: 'golden', ...request }, settingsWith(settings), new Date());
  const { body } = await real.control('GET', '/log');
  const sent = body as { method: string; path: string }[];
  return {
    codes: found.is === 'refused' ? found.refusals.map(({ code }) => code) : [],
    said:
      found.is === 'refused'
        ? found.refusals.map(one => `${wordsOf(one).reason} ${wordsOf(one).remedy}`).join(' ')
        : '',
    plan: found.is === 'plan' ? found.plan : null,
    warnings: found.is === 'plan' ? found.plan.warnings.map(warningInWords).join(' ') : '',
    asked: (path: RegExp) => sent.filter(one => path.test(one.path)).length,
    writes: sent.filter(({ method, path }) => method !== 'GET' && path.includes('/subscriptions/')).length,
  };
}

const withoutFeatures: WorldFile = { registeredFeatures: [] };
const sealed = { vm: 'sealed-01', definition: 'sealed' } as const;

describe('encryption at host', () => {
  test('that the subscription does not have any more is refused before anything is touched', async () => {
    await open(withoutFeatures);
    const { codes, said, writes } = await planned(sealed);
    expect(codes).toEqual(['host-encryption-off']);
    expect(said).toMatch(/the feature is not registered in its subscription.*az feature register.*mode=in-place/);
    expect(writes).toBe(0);
  });

  test('is asked about for no other VM, and for none that becomes the image itself', async () => {
    await open(withoutFeatures);
    expect((await planned({ ...sealed, mode: 'in-place' })).codes).toEqual([]);
    expect((await planned({ vm: 'web-01' })).asked(/Microsoft\.Features/)).toBe(0);
  });

  test('that it has stands in the way of nothing', async () => {
    await open();
    expect((await planned(sealed)).codes).toEqual([]);
  });
});

describe('the snapshots of a disk', () => {
  test.each([
    ['as many as Azure keeps are refused, with the other way', 500, ['snapshots-full'], /consistency=restore-point/],
    ['a few less are warned of', 490, [], /has 490 snapshots already/],
  ])('%s', async (_, count, codes, says) => {
    await open();
    addSnapshots(real.world, 'web-01', count);
    const found = await planned({ vm: 'web-01' });
    expect(found.codes).toEqual(codes);
    expect(found.said + found.warnings).toMatch(says);
  });

  test('of another disk do not count', async () => {
    await open();
    addSnapshots(real.world, 'sealed-01', 500);
    const found = await planned({ vm: 'web-01' });
    expect(found.codes).toEqual([]);
    expect(found.warnings).not.toContain('snapshots');
  });

  test('are not counted where the region has few, nor for a restore point', async () => {
    await open();
    expect((await planned({ vm: 'web-01' })).asked(/\/snapshots$/)).toBe(0);
    addSnapshots(real.world, 'web-01', 500);
    const { asked, codes } = await planned({ vm: 'web-01', consistency: 'restore-point' });
    expect([asked(/\/snapshots$/), codes]).toEqual([0, []]);
  });
});

describe('the network of a copy', () => {
  test('is refused where the subscription may have no more networks', async () => {
    await open({ quotas: { VirtualNetworks: 1 } });
    const { codes, said } = await planned({ vm: 'web-01' });
    expect(codes).toEqual(['quota-short']);
    expect(said).toMatch(/Virtual Networks: 1 of 1 .*clone\.subnetId/);
    expect((await planned({ vm: 'web-01', mode: 'in-place' })).codes).toEqual([]);
  });

  test('is no question where a subnet is named, which must have an address left', async () => {
    await open({ quotas: { VirtualNetworks: 1 } });
    const settings = `clone: { subnetId: '${subnetId}' }\n`;
    expect((await planned({ vm: 'web-01' }, settings)).codes).toEqual([]);
    fill(real.world);
    const { codes, said } = await planned({ vm: 'web-01' }, settings);
    expect(codes).toEqual(['subnet-full']);
    expect(said).toMatch(/11 of 11 addresses are taken/);
  });

  test('is refused in a subnet that is not there', async () => {
    await open();
    const other = subnetId.replace('default', 'gone');
    expect((await planned({ vm: 'web-01' }, `clone: { subnetId: '${other}' }\n`)).codes).toEqual(['subnet-not-found']);
    const gone = subnetId.replace('rg-web-vnet', 'gone');
    expect((await planned({ vm: 'web-01' }, `clone: { subnetId: '${gone}' }\n`)).codes).toEqual(['subnet-not-found']);
  });
});

test('disks, snapshots and VMs that the copy is made of must have room too', async () => {
  await open({ quotas: { StandardSnapshotCount: 0, PremiumDiskCount: 3, virtualMachines: 3 } });
  expect((await planned({ vm: 'web-01' })).codes).toEqual(['quota-short', 'quota-short', 'quota-short']);
});

test('a purchase plan that only the disk has is taken by the copy and the definition, and told of', async () => {
  await open();
  const copied = await planned({ vm: 'bought-01', definition: 'bought' });
  expect(copied.plan?.vm.purchasePlan).toEqual(plan);
  expect(copied.plan?.definition.purchasePlan).toEqual(plan);
  expect(copied.warnings).toMatch(
    /has no purchase plan, but its OS disk has one: fabrikam\/hardened-ubuntu\/hardened-2204/,
  );
  const spent = await planned({ vm: 'bought-01', definition: 'bought', mode: 'in-place' });
  expect(spent.plan?.definition.purchasePlan).toBeNull();
  expect(spent.warnings).toMatch(/A copy \(mode=clone\) takes the plan along/);
});

describe('without the rights to look ahead', () => {
  const roles = documentedRoles().map(role =>
    role.scopes.some(scope => scope.includes('rg-copies'))
      ? { ...role, scopes: [`/subscriptions/${subscriptionId}`] }
      : role,
  );
  const needed = roles.filter(({ name }) => name !== 'capture-image look ahead');
  const given = (of: typeof roles): WorldFile => ({
    ...worldWith(of),
    resourceGroups: [...defaultWorld.resourceGroups, { name: 'rg-copies' }, { name: 'rg-spent' }],
  });

  test('a plan is made all the same, and names the right where the copy may hang on it', async () => {
    await open({ ...given(needed), ...withoutFeatures });
    const { codes, warnings, asked } = await planned(sealed);
    expect(codes).toEqual([]);
    expect(warnings).toMatch(
      /cannot see whether encryption at host is registered .*Microsoft\.Features\/providers\/features\/read/,
    );
    expect(asked(/Microsoft\.Features|Microsoft\.Network\/locations/)).toBe(0);
    expect((await planned({ vm: 'web-01' })).warnings).not.toContain('cannot see');
  });

  test('and with those of the page it is seen', async () => {
    await open({ ...given(roles), ...withoutFeatures, quotas: { VirtualNetworks: 1 } });
    expect((await planned(sealed)).codes).toEqual(['host-encryption-off', 'quota-short']);
  });
});

/** Snapshots that a backup took of the OS disk of a VM of the world. */
function addSnapshots(world: World, vm: string, count: number): void {
  const disk = [...world.stored.values()].find(one => one.type === 'disks' && one.name.toLowerCase().startsWith(vm));
  if (!disk) throw new Error(`${vm} has no disk.`);
  for (let at = 0; at < count; at += 1) {
    const id = resourceId(subscriptionId, 'rg-web', `Microsoft.Compute/snapshots/${vm}-${at}`);
    const properties = { creationData: { createOption: 'Copy', sourceResourceId: disk.id }, incremental: true };
    const body = { sku: { name: 'Standard_LRS' }, properties };
    world.stored.set(id.toLowerCase(), { ...disk, id, name: `${vm}-${at}`, type: 'snapshots', body });
  }
}

/** Makes the VMs' subnet a small one, and takes the rest of it. */
function fill(world: World): void {
  const network = [...world.network.values()].find(({ type }) => type === 'virtualNetworks');
  const nic = [...world.network.values()].find(({ type }) => type === 'networkInterfaces');
  if (!network || !nic) throw new Error('The world has no network.');
  const small = JSON.parse(JSON.stringify(network.properties).replace('10.0.0.0/24', '10.0.0.0/28'));
  network.properties = small;
  for (let at = machines?.length ?? 0; at < 11; at += 1)
    world.network.set(`${nic.id}-${at}`.toLowerCase(), { ...nic, id: `${nic.id}-${at}`, name: `${nic.name}-${at}` });
}
