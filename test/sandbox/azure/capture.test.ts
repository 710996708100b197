import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clients, golden, powerOf, startClients, subscriptionId, until, webVm } from './clients.ts';

const linuxScript = [
  '#!/bin/sh',
  "DELAY_SECONDS='45'",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: shell, not TypeScript
  'systemd-run --unit=capture --on-active="${DELAY_SECONDS}s" /bin/sh -c "waagent -force -deprovision+user && shutdown -P now"',
].join('\n');
const windowsScript = '& "$env:windir\\System32\\Sysprep\\sysprep.exe" /oobe /generalize /mode:vm /quiet /shutdown';
const imageReader = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/cf7c76d2-98a3-4358-a134-615aa78bf44d`;
const petra = 'aaaaaaaa-0000-4000-8000-000000000001';

const quick = { updateIntervalInMs: 100 };

describe('a capture with the real SDK', () => {
  let azure: Clients;
  beforeAll(async () => {
    azure = await startClients();
  });
  afterAll(() => azure.close());

  it('takes a Linux machine from running to an image version that the publisher may read', async () => {
    const { compute, authorization } = azure;

    const command = await compute.virtualMachineRunCommands.createOrUpdate(
      'rg-web',
      'web-01',
      'capture',
      {
        location: 'westeurope',
        source: { script: linuxScript },
        timeoutInSeconds: 600,
      },
      quick,
    );
    const view = await compute.virtualMachineRunCommands.getByVirtualMachine('rg-web', 'web-01', 'capture', {
      expand: 'instanceView',
    });
    await until('web-01 is stopped', async () => (await powerOf(azure, 'web-01')) === 'stopped');
    await compute.virtualMachines.deallocate('rg-web', 'web-01', quick);
    await compute.virtualMachines.generalize('rg-web', 'web-01');
    const version = await compute.galleryImageVersions.createOrUpdate(
      'rg-images',
      'golden',
      'web',
      '1.0.2',
      {
        location: 'westeurope',
        storageProfile: { source: { virtualMachineId: `${webVm}/web-01` } },
        publishingProfile: {
          targetRegions: [{ name: 'westeurope' }, { name: 'northeurope' }],
          storageAccountType: 'Standard_LRS',
          replicationMode: 'Full',
          excludeFromLatest: false,
        },
      },
      quick,
    );
    const replicated = await compute.galleryImageVersions.get('rg-images', 'golden', 'web', '1.0.2', {
      expand: 'ReplicationStatus',
    });
    const granted = await authorization.roleAssignments.create(golden, randomUUID(), {
      roleDefinitionId: imageReader,
      principalId: petra,
      principalType: 'User',
    });

    expect(command.provisioningState).toBe('Succeeded');
    expect(view.instanceView).toMatchObject({
      executionState: 'Succeeded',
      exitCode: 0,
      output: expect.stringContaining('CAPTURE_RC=0'),
    });
    expect(version.provisioningState).toBe('Succeeded');
    expect(version.publishingProfile?.targetRegions?.map(({ name }) => name)).toEqual(['West Europe', 'North Europe']);
    expect(replicated.replicationStatus?.aggregatedState).toBe('Completed');
    expect(replicated.replicationStatus?.summary?.map(({ region }) => region)).toEqual(['westeurope', 'northeurope']);
    expect(granted).toMatchObject({ principalId: petra, scope: golden });
  });

  it('takes a Windows machine there too, in a gallery and a definition of its own', async () => {
    const { compute, authorization } = azure;

    const poller = compute.virtualMachineRunCommands.createOrUpdate(
      'rg-web',
      'win-01',
      'capture',
      {
        location: 'westeurope',
        source: { script: windowsScript },
        timeoutInSeconds: 900,
      },
      quick,
    );
    await poller.submitted();
    await until('win-01 is stopped', async () => (await powerOf(azure, 'win-01')) === 'stopped');
    const view = await compute.virtualMachineRunCommands.getByVirtualMachine('rg-web', 'win-01', 'capture', {
      expand: 'instanceView',
    });
    await compute.virtualMachines.deallocate('rg-web', 'win-01', quick);
    await compute.virtualMachines.generalize('rg-web', 'win-01');
    const gallery = await compute.galleries.createOrUpdate('rg-images', 'silver', { location: 'westeurope' }, quick);
    await compute.galleryImages.createOrUpdate(
      'rg-images',
      'silver',
      'win',
      {
        location: 'westeurope',
        osType: 'Windows',
        osState: 'Generalized',
        hyperVGeneration: 'V2',
        architecture: 'x64',
        identifier: { publisher: 'contoso', offer: 'win', sku: 'win-2022' },
        features: [
          { name: 'SecurityType', value: 'TrustedLaunch' },
          { name: 'DiskControllerTypes', value: 'SCSI' },
        ],
      },
      quick,
    );
    const version = await compute.galleryImageVersions.createOrUpdate(
      'rg-images',
      'silver',
      'win',
      '1.0.0',
      {
        location: 'westeurope',
        storageProfile: { source: { virtualMachineId: `${webVm}/win-01` } },
        publishingProfile: {
          targetRegions: [{ name: 'westeurope' }],
          storageAccountType: 'Standard_LRS',
          replicationMode: 'Shallow',
        },
      },
      quick,
    );
    const roles = [];
    for await (const role of authorization.roleDefinitions.list(`${golden}`, {
      filter: "roleName eq 'Compute Gallery Image Reader'",
    }))
      roles.push(role);

    expect(view.instanceView?.executionState).toBe('Running');
    expect(gallery.identifier?.uniqueName).toBe(`${subscriptionId}-SILVER`);
    expect(version.storageProfile?.osDiskImage?.sizeInGB).toBe(127);
    expect(roles.map(({ id }) => id)).toEqual([imageReader]);
  });

  it('restores a poller in another client, by its serialized state alone', async () => {
    const { restorePoller, ComputeManagementClient } = await import('@azure/arm-compute');
    const poller = azure.compute.virtualMachines.deallocate('rg-web', 'web-02', quick);
    const state = await poller.serialize();

    const other = new ComputeManagementClient(azure.credential, subscriptionId, { endpoint: azure.url });
    await restorePoller(other, state, other.virtualMachines.deallocate, quick);

    expect(await powerOf(azure, 'web-02')).toBe('deallocated');
  });
});
