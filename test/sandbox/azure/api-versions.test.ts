import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clients, startClients, subscriptionId, webVm } from './clients.ts';

let azure: Clients;
beforeAll(async () => {
  azure = await startClients();
});
afterAll(() => azure.close());

test.each([
  ['2022-11-01', false],
  ['2024-07-01', true],
  ['2026-04-01', true],
])('a machine at %s has an etag: %s', async (version, has) => {
  const { body } = await azure.send('GET', `${webVm}/web-01?api-version=${version}`);
  expect(Object.keys(body as object).includes('etag')).toBe(has);
});

test.each([
  ['2022-03-02', false],
  ['2022-07-02', true],
  ['2026-03-02', true],
])('a disk at %s tells its disk controllers: %s', async (version, has) => {
  const disks = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Compute/disks`;
  const all = await azure.send('GET', `${disks}?api-version=${version}`);
  const { value } = all.body as { value: readonly { id: string; properties: object }[] };
  const system = value.find(({ properties }) => 'supportedCapabilities' in properties);
  const one = await azure.send('GET', `${system?.id}?api-version=${version}`);
  for (const { body } of [one, all]) {
    expect(JSON.stringify(body)).toContain('"architecture"');
    expect(JSON.stringify(body).includes('diskControllerTypes')).toBe(has);
  }
});
