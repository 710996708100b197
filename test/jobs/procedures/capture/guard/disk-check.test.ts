import { describe, expect, onTestFinished, test } from 'vitest';
import { exchangedInPlace } from '../../../../../src/jobs/procedures/capture/guard/disk-check.ts';
import { confirm } from '../../../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../../../src/jobs/request/request.ts';
import { startReal } from '../../../../azure/real.ts';
import { aDisk, aPlan, rita } from '../../../../support/captures.ts';
import { failedWalk } from '../../../../support/failed.ts';
import { storeForEachTest } from '../../../../support/store.ts';
import { walkOf } from '../../../../support/walk.ts';
import { inWords, wordsOf } from '../../../../support/words.ts';

const ground = storeForEachTest();
const inPlace: Request = { vm: 'web-01', definition: 'web', regions: ['westeurope'], mode: 'in-place', checks: 'off' };
const elsewhere = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-payroll/providers';

/** A VM of the simulated Azure, as far as somebody exchanges something of it here. */
interface Machine {
  readonly id: string;
  properties: object;
}
interface Properties {
  storageProfile: {
    osDisk: { osType?: string; managedDisk: { id: string } };
    dataDisks: { lun: number; managedDisk: { id: string } }[];
  };
  virtualMachineScaleSet?: { id: string };
}
type Change = (properties: Properties) => void;

function change({ properties }: Machine, how: Change): void {
  how(properties as Properties);
}

const swapOsDisk: Change = ({ storageProfile: { osDisk } }) => {
  osDisk.managedDisk.id = `${elsewhere}/Microsoft.Compute/disks/payroll-01_OsDisk`;
};
const attach: Change = ({ storageProfile: { dataDisks } }) => {
  dataDisks.push({ lun: 9, managedDisk: { id: `${elsewhere}/Microsoft.Compute/disks/salaries` } });
};
const changes: readonly (readonly [string, Change, RegExp])[] = [
  ['its OS disk is swapped', swapOsDisk, /has payroll-01_OsDisk as its OS disk, and not \S+ as the plan says/],
  ['a disk is attached', attach, /has the disk salaries at LUN 9, which is not in the plan/],
  [
    'its OS disk is swapped for one of the same name',
    ({ storageProfile: { osDisk } }) => {
      osDisk.managedDisk.id = osDisk.managedDisk.id.replace(/rg-web/i, 'rg-payroll');
    },
    /has rg-payroll\/(\S+) as its OS disk, and not rg-web\/\1 as the plan says/i,
  ],
  [
    'its disk has another system',
    ({ storageProfile: { osDisk } }) => {
      osDisk.osType = 'Windows';
    },
    /has Windows on its OS disk, and not Linux/,
  ],
  [
    'it is put into a scale set',
    properties => {
      properties.virtualMachineScaleSet = { id: `${elsewhere}/Microsoft.Compute/virtualMachineScaleSets/x` };
    },
    /has become a member of a scale set/,
  ],
];

describe.each([
  ['it is deallocated', { method: 'POST', path: 'deallocate' }],
  ['it is generalized', { method: 'POST', path: 'generalize' }],
  ['its version is made', { method: 'PUT', path: 'versions' }],
])('in place, before %s', (_, match) => {
  test.each(changes)('nothing more is done where %s', async (_what, how, says) => {
    const one = await failedWalk(ground, inPlace, { match });
    change(one.vm(), how);
    const { status } = await one.retried();
    if (status.is !== 'failed') throw new Error(`It is ${status.is}.`);
    expect(wordsOf(status.failure)).toMatchObject({ code: 'vm-changed', reason: expect.stringMatching(says) });
    expect(wordsOf(status.failure).reason).toContain('I did nothing more to it.');
    expect(wordsOf(status.failure).remedy).toMatch(/Retry.*Abandon/);
    expect(await one.writes()).toEqual([]);
  });
});

/** A capture that was confirmed and is done with a step, without any Retry. */
async function walkedTo(step: string, request: Request) {
  const real = await startReal();
  onTestFinished(() => real.close());
  const walk = await walkOf(ground, real, request);
  await walk.until(({ status }) => status.is === 'waiting');
  const yes = { by: rita, planHash: null, now: new Date(), own: true };
  await walk.decide(one => confirm(one, yes), { event: 'confirm' });
  await walk.until(({ steps }) => steps.some(({ name, state }) => name === step && state === 'done'));
  const machine = (name: RegExp) => {
    const found = [...real.world.virtualMachines.values()].find(one => name.test(one.name));
    if (!found) throw new Error('There is no such VM.');
    return found;
  };
  return { real, walk, machine };
}

describe('without a Retry, after the guest step', () => {
  test('in place no image is made of disks that were exchanged', async () => {
    const { real, walk, machine } = await walkedTo('deprovision-guest', inPlace);
    change(machine(/^web-01$/), swapOsDisk);
    const { status, plan } = await walk.until(({ status: { is } }) => is !== 'running');
    expect(status).toMatchObject({ is: 'failed', failure: { code: 'vm-changed' } });
    expect(plan && (await real.azure.findVersion(plan.target))).toBeNull();
  });

  test.each([
    ['swapped', swapOsDisk, /payroll-01_OsDisk as its OS disk/],
    ['attached', attach, /salaries at LUN 9, which is not in the plan/],
  ])('nor of a copy to which a disk was %s', async (_, how, says) => {
    const { real, walk, machine } = await walkedTo('deprovision-guest', { ...inPlace, mode: 'clone' });
    change(machine(/^capture-/), how);
    const { status, plan } = await walk.until(({ status: { is } }) => is !== 'running');
    expect(inWords(status)).toMatchObject({
      is: 'failed',
      failure: { code: 'vm-changed', reason: expect.stringMatching(says) },
    });
    expect(status.is === 'failed' && wordsOf(status.failure).remedy).toMatch(/Abandon.*web-01 itself is untouched/);
    expect(plan && (await real.azure.findVersion(plan.target))).toBeNull();
  });

  test('nor of a copy with a disk of somebody else under the name of its own', async () => {
    const { real, walk } = await walkedTo('deprovision-guest', { ...inPlace, mode: 'clone' });
    const { plan } = await walk.now();
    const disk = real.world.stored.get(plan?.clone?.disks[0]?.diskId.toLowerCase() ?? '');
    if (!disk) throw new Error('The copied disk is not there.');
    disk.body = { ...disk.body, tags: {} };
    const { status } = await walk.until(({ status: { is } }) => is !== 'running');
    expect(inWords(status)).toMatchObject({
      is: 'failed',
      failure: { code: 'vm-changed', reason: expect.stringMatching(/which I did not make/) },
    });
  });
});

describe('data disks', () => {
  const plan = aPlan({ clone: null });
  const { osDisk, dataDisks, osType, inScaleSet, location, size, tags } = plan.vm;
  const vmId = null;
  const facts = {
    vmId,
    location,
    size,
    tags,
    osType,
    inScaleSet,
    osDiskId: osDisk.id,
    diskIds: [],
    encryptionSetIds: {},
  };
  const reason = (disks: readonly { lun: number; id: string | null }[], planned = plan) =>
    wordsOf(exchangedInPlace(planned, { ...facts, dataDisks: disks }) ?? undefined).reason || null;

  test('that are as planned pass, in whatever case Azure writes their ids', () => {
    expect(reason(dataDisks.map(({ lun, id }) => ({ lun, id: id?.toUpperCase() ?? null })))).toBeNull();
  });

  test('that are detached, exchanged or moved to another LUN are named', () => {
    const id = dataDisks[0]?.id ?? null;
    expect(reason([])).toContain('no longer has the disk web-01_DataDisk_0 at LUN 0');
    expect(reason([{ lun: 0, id: aDisk('other', 1).id }])).toContain(
      'has the disk other at LUN 0, and not web-01_DataDisk_0',
    );
    expect(reason([{ lun: 3, id }])).toContain('no longer has the disk web-01_DataDisk_0 at LUN 0');
  });

  test('whose ids a plan of an older version does not know are compared by their LUNs alone', () => {
    const vm = {
      ...plan.vm,
      osDisk: { ...osDisk, id: null },
      dataDisks: dataDisks.map(disk => ({ ...disk, id: null })),
    };
    expect(reason([{ lun: 0, id: aDisk('any', 1).id }], aPlan({ clone: null, vm }))).toBeNull();
    expect(reason([], aPlan({ clone: null, vm }))).toContain('no longer has its disk at LUN 0');
  });
});
