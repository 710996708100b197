import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultWorld } from '../../../../sandbox/azure/default-world.ts';
import { oddWorld } from '../../../../sandbox/azure/odd-machines.ts';
import { newDefinition } from '../../../../src/jobs/procedures/capture/new-definition.ts';
import { confirm } from '../../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../../src/jobs/request/request.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { subscriptionId } from '../../../sandbox/azure/clients.ts';
import { rita } from '../../../support/captures.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { aSurvey } from '../../../support/survey.ts';
import { walkOf } from '../../../support/walk.ts';

const ground = storeForEachTest();
const odd = (name: string) => {
  const found = oddWorld.virtualMachines?.find(one => one.name === name);
  if (!found) throw new Error(`${name} is not among the odd machines.`);
  return { ...found, resourceGroup: 'rg-web' };
};

describe('what Azure is asked for', () => {
  let real: Real;
  beforeAll(async () => {
    const virtualMachines = [...defaultWorld.virtualMachines, odd('gaps-01'), odd('nvme-01')];
    real = await startReal({ world: { virtualMachines } });
  });
  afterAll(() => real.close());

  async function captured(request: Request) {
    const walk = await walkOf(ground, real, { gallery: 'golden', galleryResourceGroup: 'rg-images', ...request });
    await walk.until(({ status }) => status.is !== 'planning');
    await walk.decide(capture => confirm(capture, { by: rita, planHash: null, now: new Date() }), {
      event: 'confirm',
      by: rita,
    });
    const { status, plan } = await walk.until(
      ({ status, ledger = [] }) => status.is !== 'running' && ledger.every(({ state }) => state === 'closed'),
    );
    expect(status.is).toBe('succeeded');
    const { definition = '', version = '' } = plan?.target ?? {};
    return {
      definition: await real.compute.galleryImages.get('rg-images', 'golden', definition),
      version: await real.compute.galleryImageVersions.get('rg-images', 'golden', definition, version),
    };
  }

  test('a version has the replicas, storage, place among the latest and end of life that were asked for', async () => {
    const { version } = await captured({
      vm: 'web-01',
      definition: 'options',
      regions: ['northeurope', 'westus2'],
      replicas: 3,
      replicasIn: { northeurope: 2 },
      storage: 'Standard_ZRS',
      excludeFromLatest: true,
      endOfLife: '2031-02-03',
    });
    expect(version.publishingProfile).toMatchObject({
      targetRegions: [
        { name: 'West Europe', regionalReplicaCount: 3, storageAccountType: 'Standard_ZRS' },
        { name: 'North Europe', regionalReplicaCount: 2, storageAccountType: 'Standard_ZRS' },
        { name: 'West US 2', regionalReplicaCount: 3, storageAccountType: 'Standard_ZRS' },
      ],
      storageAccountType: 'Standard_ZRS',
      replicationMode: 'Full',
      excludeFromLatest: true,
      endOfLifeDate: new Date('2031-02-03T00:00:00Z'),
    });
  });

  test('a version that depends on its VM is shallow, and one of which nothing is said is in nobody’s way', async () => {
    const { version } = await captured({
      vm: 'web-02',
      definition: 'shallow',
      mode: 'in-place',
      replication: 'Shallow',
    });
    expect(version.publishingProfile).toMatchObject({
      targetRegions: [{ name: 'West Europe', regionalReplicaCount: 1, storageAccountType: 'Standard_LRS' }],
      replicationMode: 'Shallow',
      excludeFromLatest: false,
    });
    expect(version.publishingProfile?.endOfLifeDate).toBeUndefined();
  });

  test('data disks keep their numbers on the way through a copy, gaps and all', async () => {
    const { version, definition } = await captured({ vm: 'gaps-01', definition: 'gaps' });
    const sizes = version.storageProfile?.dataDiskImages?.map(({ lun, sizeInGB }) => [lun, sizeInGB]);
    expect(sizes).toEqual([
      [1, 64],
      [4, 128],
      [7, 32],
    ]);
    expect(definition.features).toContainEqual({ name: 'DiskControllerTypes', value: 'SCSI' });
  });

  test('the definition for a VM on NVMe says that its images start from NVMe too', async () => {
    const { definition } = await captured({ vm: 'nvme-01', definition: 'fast' });
    expect(definition.features).toContainEqual({ name: 'DiskControllerTypes', value: 'SCSI, NVMe' });
    expect(definition.architecture).toBe('x64');
  });

  test('the definition for an Arm64 VM is one for Arm64', async () => {
    const survey = aSurvey();
    const made = newDefinition({ ...survey, vm: { ...survey.vm, architecture: 'Arm64' } }, 'westeurope');
    const ref = { subscriptionId, resourceGroup: 'rg-images', gallery: 'golden', definition: 'arm' };
    await real.azure.createDefinition(ref, made, { captureId: 'c1' });
    expect((await real.compute.galleryImages.get('rg-images', 'golden', 'arm')).architecture).toBe('Arm64');
  });
});
