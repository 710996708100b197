import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clients, golden, startClients, subscriptionId, until, webVm } from './clients.ts';

const version = 'api-version=2026-04-01';

describe('on the wire it is as recorded', () => {
  let azure: Clients;
  beforeAll(async () => {
    azure = await startClients({ speed: 50 });
  });
  afterAll(() => azure.close());

  it('answers a deallocate with 202, no body, both poll URLs and Retry-After', async () => {
    azure.setSpeed(0.1);
    const answer = await azure.send('POST', `${webVm}/web-01/deallocate?${version}`);

    expect([answer.status, answer.body]).toEqual([202, undefined]);
    expect(answer.headers.get('azure-asyncnotification')).toBe('Enabled');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(answer.headers.get('x-ms-ratelimit-remaining-resource')).toMatch(
      /^Microsoft\.Compute\/DeleteVMSubscriptionMaximum;1499,Microsoft\.Compute\/DeleteVMResource;11$/,
    );
    const status = answer.headers.get('azure-asyncoperation') ?? '';
    expect(status.length).toBeGreaterThan(2900);
    const poll = await azure.send('GET', status);
    expect(poll.body).toMatchObject({
      status: 'InProgress',
      startTime: expect.stringMatching(/\.\d{7}\+00:00$/),
      name: expect.any(String),
    });
    const monitor = await azure.send('GET', answer.headers.get('location') ?? '');
    expect(monitor.status).toBe(202);
    azure.setSpeed(50);
    await until('it succeeded', async () =>
      JSON.stringify((await azure.send('GET', status)).body).includes('Succeeded'),
    );
    expect(await azure.send('GET', answer.headers.get('location') ?? '')).toMatchObject({
      status: 200,
      body: undefined,
    });
  });

  it('refuses a poll URL that is not echoed byte for byte', async () => {
    const answer = await azure.send('POST', `${webVm}/web-02/restart?${version}`);
    const status = answer.headers.get('azure-asyncoperation') ?? '';

    const changed = await azure.send('GET', status.replace('&c=', '&c=A'));

    expect(changed.status).toBe(400);
    expect((await azure.send('GET', status)).status).toBe(200);
  });

  it('finds a resource behind double slashes and in any letters, and names it as it is', async () => {
    const answer = await azure.send(
      'GET',
      `//subscriptions/${subscriptionId}/resourcegroups/RG-WEB/providers/microsoft.compute/VIRTUALMACHINES/Web-01?${version}&%24expand=instanceView`,
    );

    expect(answer.body).toMatchObject({
      id: `${webVm}/web-01`,
      properties: { instanceView: { hyperVGeneration: 'V2' } },
    });
  });

  it.each([
    [
      'a machine',
      `${webVm}/nope?${version}`,
      'ResourceNotFound',
      "The Resource 'Microsoft.Compute/virtualMachines/nope' under resource group 'rg-web' was not found.",
    ],
    [
      'a resource group',
      `/subscriptions/${subscriptionId}/resourceGroups/nope/providers/Microsoft.Compute/virtualMachines/x?${version}`,
      'ResourceGroupNotFound',
      "Resource group 'nope' could not be found.",
    ],
    [
      'an image version',
      `${golden}/images/web/versions/9.9.9?${version}`,
      'ResourceNotFound',
      "The Resource 'Microsoft.Compute/galleries/golden/images/web/versions/9.9.9' under resource group 'rg-images' was not found.",
    ],
  ])('says of %s that is not there what ARM says', async (_what, path, code, message) => {
    const answer = await azure.send('GET', path);

    expect(answer).toMatchObject({ status: 404, body: { error: { code, message: expect.stringContaining(message) } } });
    expect(answer.headers.get('x-ms-failure-cause')).toBe('gateway');
  });

  it('wants an api-version', async () => {
    const answer = await azure.send('GET', `${webVm}/web-01`);

    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'MissingApiVersionParameter' } } });
  });

  it.each([
    ['2025-12-03', 'V2', 'TrustedLaunchSupported', 'Standard_ZRS'],
    ['2024-03-03', 'V1', undefined, 'Standard_LRS'],
  ])('fills in at %s what that api-version fills in', async (api, generation, security, storage) => {
    const name = `defaults-${api}`;
    const definition = await azure.send('PUT', `${golden}/images/${name}?api-version=${api}`, {
      body: {
        location: 'westeurope',
        properties: { osType: 'Linux', osState: 'Generalized', identifier: { publisher: 'p', offer: 'o', sku: name } },
      },
    });
    const { publishingProfile } = await import('../../../sandbox/azure/replication.ts');

    expect(definition).toMatchObject({
      status: 201,
      body: { properties: { hyperVGeneration: generation, provisioningState: 'Creating' } },
    });
    expect(JSON.stringify(definition.body).includes('TrustedLaunchSupported')).toBe(security !== undefined);
    expect(definition.headers.get('location')).toBeNull();
    expect(publishingProfile({}, 'westeurope', api)).toMatchObject({
      storageAccountType: storage,
      targetRegions: [{ name: 'West Europe' }],
    });
  });

  it('tells the security type of a plain machine only to those who know the word', async () => {
    const fresh = await azure.send('GET', `${webVm}/web-02?api-version=2026-04-01`);
    const older = await azure.send('GET', `${webVm}/web-02?api-version=2024-07-01`);

    expect(fresh.body).toMatchObject({ properties: { securityProfile: { securityType: 'Standard' } } });
    expect(older.body).not.toHaveProperty('properties.securityProfile');
  });
});
