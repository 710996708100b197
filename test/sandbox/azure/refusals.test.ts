import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clients, golden, startClients, subscriptionId, webVm } from './clients.ts';

const compute = 'api-version=2026-04-01';
const gallery = 'api-version=2025-12-03';
const quick = { updateIntervalInMs: 50 };

describe('the simulated Azure refuses what Azure refuses', () => {
  let azure: Clients;
  beforeEach(async () => {
    azure = await startClients();
  });
  afterEach(() => azure.close());

  const refused = (status: number, code: string, message: string | RegExp) => ({
    status,
    body: { error: expect.objectContaining({ code, message: expect.stringMatching(message) }) },
  });
  const machine = (name: string) => {
    const vm = [...azure.world.virtualMachines.values()].find(one => one.name === name);
    if (!vm) throw new Error(`There is no ${name}.`);
    return vm;
  };
  const makeReady = (name: string) => Object.assign(machine(name), { power: 'deallocated', generalized: true });
  const putVersion = (vm: string, more: object = {}, version = '2.0.0') =>
    azure.send('PUT', `${golden}/images/web/versions/${version}?${gallery}`, {
      body: {
        location: 'westeurope',
        properties: {
          storageProfile: { source: { virtualMachineId: `${webVm}/${vm}` } },
          publishingProfile: { targetRegions: [{ name: 'westeurope' }] },
        },
        ...more,
      },
    });

  it('to generalize a machine that runs', async () => {
    const answer = await azure.send('POST', `${webVm}/web-01/generalize?${compute}`);
    expect(answer).toMatchObject(
      refused(
        409,
        'OperationNotAllowed',
        "Operation 'generalize' is not allowed on VM 'web-01' since the VM is running",
      ),
    );
  });

  it('to start or to change a machine that is generalized', async () => {
    makeReady('web-01');
    const start = await azure.send('POST', `${webVm}/web-01/start?${compute}`);
    const change = await azure.send('PATCH', `${webVm}/web-01?${compute}`, { body: { tags: {} } });
    expect(start).toMatchObject(refused(409, 'OperationNotAllowed', 'since the VM is generalized'));
    expect(change).toMatchObject(refused(409, 'OperationNotAllowed', 'since the VM is generalized'));
  });

  it('a version of a machine that is not generalized', async () => {
    expect(await putVersion('web-01')).toMatchObject(
      refused(
        400,
        'BadRequest',
        /different OS state \['Specialized'\] than the parent gallery image OS state \['Generalized'\]/,
      ),
    );
  });

  it('a version of a machine of another generation, security type, plan or system', async () => {
    for (const name of ['web-02', 'legacy-01', 'paid-01', 'win-01']) makeReady(name);
    Object.assign(machine('paid-01'), { securityType: 'TrustedLaunch' });
    expect(await putVersion('legacy-01')).toMatchObject(
      refused(
        409,
        'Conflict',
        /Hypervisor generation \['V1'\] than the parent gallery image Hypervisor generation \['V2'\]/,
      ),
    );
    expect(await putVersion('web-02')).toMatchObject(refused(409, 'Conflict', /security type \['Standard'\]/));
    expect(await putVersion('paid-01')).toMatchObject(
      refused(409, 'Conflict', /different plan .*fabrikam.* than the parent gallery image plan \['null'\]/),
    );
    expect(await putVersion('win-01')).toMatchObject(refused(400, 'BadRequest', /different OS type \['Windows'\]/));
  });

  it('a machine as the source of a definition that only supports Trusted Launch', async () => {
    makeReady('web-01');
    await azure.compute.galleryImages.createOrUpdate(
      'rg-images',
      'golden',
      'supported',
      {
        location: 'westeurope',
        osType: 'Linux',
        osState: 'Generalized',
        identifier: { publisher: 'c', offer: 'o', sku: 's' },
      },
      quick,
    );
    const answer = await azure.send('PUT', `${golden}/images/supported/versions/1.0.0?${gallery}`, {
      body: {
        location: 'westeurope',
        properties: { storageProfile: { source: { virtualMachineId: `${webVm}/web-01` } } },
      },
    });
    expect(answer).toMatchObject(
      refused(400, 'InvalidParameter', "The security type 'TrustedLaunchSupported' is not supported"),
    );
  });

  it('a version away from its machine, without its own region, or with a number that is none', async () => {
    makeReady('web-01');
    expect(await putVersion('web-01', { location: 'northeurope' })).toMatchObject(
      refused(400, 'InvalidParameter', 'same region'),
    );
    const elsewhere = {
      properties: {
        storageProfile: { source: { virtualMachineId: `${webVm}/web-01` } },
        publishingProfile: { targetRegions: [{ name: 'northeurope' }] },
      },
    };
    expect(await putVersion('web-01', elsewhere)).toMatchObject(
      refused(400, 'InvalidParameter', 'must contain the location'),
    );
    expect(await putVersion('web-01', {}, '1.0.99999999999')).toMatchObject(
      refused(400, 'InvalidParameter', 'galleryImageVersionName'),
    );
  });

  it('a version that is taken', async () => {
    makeReady('web-01');
    expect(await putVersion('web-01', {}, '1.0.1')).toMatchObject(
      refused(409, 'PropertyChangeNotAllowed', 'storageProfile.source.virtualMachineId'),
    );
  });

  it('a second Run Command while one runs, and one on a machine that is off', async () => {
    azure.setSpeed(1);
    const command = { body: { commandId: 'RunShellScript', script: ['echo hello'] } };
    await azure.send('POST', `${webVm}/web-01/runCommand?${compute}`, command);
    const second = await azure.send('POST', `${webVm}/web-01/runCommand?${compute}`, command);
    machine('web-02').power = 'stopped';
    const off = await azure.send('POST', `${webVm}/web-02/runCommand?${compute}`, command);
    expect(second).toMatchObject(refused(409, 'Conflict', 'Run command extension execution is in progress'));
    expect(off).toMatchObject(refused(409, 'OperationNotAllowed', 'requires the VM to be running'));
  });

  it('a second write to a machine or a version while the first goes on', async () => {
    azure.setSpeed(1);
    await azure.send('POST', `${webVm}/web-01/deallocate?${compute}`);
    const second = await azure.send('POST', `${webVm}/web-01/deallocate?${compute}`);
    makeReady('web-02');
    Object.assign(machine('web-02'), { securityType: 'TrustedLaunch' });
    await putVersion('web-02');
    const twice = await putVersion('web-02');
    expect(second).toMatchObject(refused(409, 'Conflict', 'concurrent request'));
    expect(twice).toMatchObject(refused(409, 'Conflict', 'concurrent request'));
  });

  it('a role for nobody, the same role twice, and a change of who has it', async () => {
    const role = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/cf7c76d2-98a3-4358-a134-615aa78bf44d`;
    const assign = (name: string, principalId: string) =>
      azure.send('PUT', `${golden}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`, {
        body: { properties: { roleDefinitionId: role, principalId } },
      });
    const [name, petra, olga] = [
      randomUUID(),
      'aaaaaaaa-0000-4000-8000-000000000001',
      'aaaaaaaa-0000-4000-8000-000000000002',
    ];
    expect((await assign(name, petra)).status).toBe(201);
    expect(await assign(randomUUID(), petra)).toMatchObject(
      refused(409, 'RoleAssignmentExists', 'The role assignment already exists.'),
    );
    expect(await assign(name, olga)).toMatchObject(
      refused(409, 'RoleAssignmentUpdateNotPermitted', 'not allowed to be updated'),
    );
    expect(await assign(randomUUID(), randomUUID())).toMatchObject(
      refused(400, 'PrincipalNotFound', /^Principal [0-9a-f]{32} does not exist/),
    );
  });

  it('what the caller may not do', async () => {
    azure.world.roleAssignments.clear();
    const read = await azure.send('GET', `${webVm}/web-01?${compute}`);
    expect(read).toMatchObject(
      refused(403, 'AuthorizationFailed', "perform action 'Microsoft.Compute/virtualMachines/read' over scope"),
    );
  });

  it('a change of what a definition is for ever', async () => {
    const change = await azure.send('PATCH', `${golden}/images/web?${gallery}`, {
      body: { properties: { hyperVGeneration: 'V1' } },
    });
    expect(change).toMatchObject(refused(409, 'PropertyChangeNotAllowed', 'galleryImage.properties.hyperVGeneration'));
  });
});
