import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clients, golden, startClients, until, webVm } from './clients.ts';

const deallocate = `${webVm}/web-01/deallocate?api-version=2026-04-01`;
const get = `${webVm}/web-01?api-version=2026-04-01`;

describe('a fault', () => {
  let azure: Clients;
  beforeEach(async () => {
    azure = await startClients();
  });
  afterEach(() => azure.close());

  const add = (fault: object) => azure.control('POST', '/faults', fault);

  it('answers the next so many requests as it says, and then no more', async () => {
    const added = await add({
      match: { method: 'GET', path: 'virtualMachines/web-01$' },
      times: 2,
      status: 429,
      code: 'TooManyRequests',
      message: 'Slow down.',
      retryAfterSeconds: 7,
    });
    const first = await azure.send('GET', get);
    const statuses = [(await azure.send('GET', get)).status, (await azure.send('GET', get)).status];

    expect(added).toMatchObject({ status: 201, body: { id: 'fault-1' } });
    expect(first).toMatchObject({ status: 429, body: { error: { code: 'TooManyRequests', message: 'Slow down.' } } });
    expect(first.headers.get('retry-after')).toBe('7');
    expect(statuses).toEqual([429, 200]);
  });

  it('fails a long-running operation, and the machine is as before', async () => {
    await add({ match: { path: '/deallocate$' }, operation: 'fail', code: 'AllocationFailed', message: 'No.' });
    const begun = await azure.send('POST', deallocate);
    const poll = async () => (await azure.send('GET', begun.headers.get('azure-asyncoperation') ?? '')).body;
    await until('it failed', async () => JSON.stringify(await poll()).includes('Failed'));

    expect(await poll()).toMatchObject({
      status: 'Failed',
      endTime: expect.any(String),
      error: { code: 'AllocationFailed', message: 'No.' },
    });
    expect([...azure.world.virtualMachines.values()][0]?.power).toBe('running');
  });

  it('leaves a failed version behind, which holds its name', async () => {
    Object.assign([...azure.world.virtualMachines.values()][0] ?? {}, { power: 'deallocated', generalized: true });
    await add({
      match: { method: 'PUT', path: '/versions/' },
      operation: 'fail',
      code: 'ValidationError',
      message: 'Gallery replication jobs failed.',
    });
    const put = () =>
      azure.send('PUT', `${golden}/images/web/versions/2.0.0?api-version=2025-12-03`, {
        body: {
          location: 'westeurope',
          properties: { storageProfile: { source: { virtualMachineId: `${webVm}/web-01` } } },
        },
      });
    await put();
    const version = () =>
      azure.send('GET', `${golden}/images/web/versions/2.0.0?api-version=2025-12-03&$expand=ReplicationStatus`);
    await until('it failed', async () =>
      JSON.stringify((await version()).body).includes('"provisioningState":"Failed"'),
    );

    expect((await version()).body).toMatchObject({ properties: { replicationStatus: { aggregatedState: 'Failed' } } });
    expect((await put()).status).toBe(409);
  });

  it('cuts the connection before or after the work is done', async () => {
    await add({ match: { path: '/deallocate$' }, drop: 'before' });
    await expect(azure.send('POST', deallocate)).rejects.toThrow();
    const untouched = [...azure.world.virtualMachines.values()][0]?.power;
    await add({ match: { path: '/deallocate$' }, drop: 'after' });
    await expect(azure.send('POST', deallocate)).rejects.toThrow();

    expect(untouched).toBe('running');
    expect([...azure.world.virtualMachines.values()][0]?.power).toMatch(/^dealloc/);
  });

  it('with a word that nobody knows is refused by name', async () => {
    expect(await add({ match: { path: 'x' }, statsu: 500 })).toMatchObject({
      status: 400,
      body: { problems: [expect.stringContaining('statsu')] },
    });
    expect(await add({ match: { path: '(' } })).toMatchObject({
      status: 400,
      body: { problems: ['match.path: is not a regular expression'] },
    });
    expect(await add({ vm: 'web-01', guest: 'sleeps' })).toMatchObject({ status: 400 });
    expect(await add({ vm: 'nobody', guest: 'ok' })).toMatchObject({
      status: 400,
      body: { problems: ['vm: there is no nobody'] },
    });
  });

  it('is listed and taken back', async () => {
    await add({ match: { path: 'x' }, status: 500 });
    const listed = await azure.control('GET', '/faults');
    await azure.control('DELETE', '/faults');

    expect(listed.body).toMatchObject([{ id: 'fault-1', times: 1, status: 500 }]);
    expect((await azure.control('GET', '/faults')).body).toEqual([]);
  });
});
