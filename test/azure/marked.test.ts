import { afterAll, beforeAll, expect, it } from 'vitest';
import { subscriptionId } from '../sandbox/azure/clients.ts';
import { type Real, startReal } from './real.ts';

let real: Real;
beforeAll(async () => {
  real = await startReal();
});
afterAll(() => real.close());

it('lists what is marked to its last page', async () => {
  const { azure, world } = real;
  const [nic] = world.network.values();
  if (!nic) throw new Error('There is no network interface.');
  const base = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Network/networkInterfaces`;
  const tags = { 'capture-image-id': 'c1', 'capture-image-expires': '2026-11-24T12:00:00.000Z' };
  const ids = Array.from({ length: 2_100 }, (_, index) => `${base}/left-${index}`);
  for (const id of ids) world.network.set(id.toLowerCase(), { ...nic, id, name: id.slice(base.length + 1), tags });

  const marked = await azure.listMarked(subscriptionId);

  expect(marked.map(({ id }) => id).sort()).toEqual([...ids].sort());
  const pages = ((await real.control('GET', '/log')).body as { path: string }[]).filter(({ path }) =>
    path.includes(`${subscriptionId}/resources`),
  );
  expect(pages).toHaveLength(3);
});
