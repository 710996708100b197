import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultWorld } from '../../sandbox/azure/default-world.ts';
import { findPartnerCenter } from '../../src/jobs/procedures/capture/partner-center.ts';
import { subscriptionId } from '../sandbox/azure/clients.ts';
import { type Real, startReal } from './real.ts';

const [first] = defaultWorld.servicePrincipals;
if (!first) throw new Error('The world has no service principals.');
const impostor = {
  ...first,
  id: 'cccccccc-0000-4000-8000-00000000000f',
  appId: 'dddddddd-0000-4000-8000-00000000000f',
  displayName: 'Microsoft Partner Center Resource Provider',
  appOwnerOrganizationId: '99999999-9999-4999-8999-999999999999',
};

let real: Real;
beforeAll(async () => {
  real = await startReal({ world: { ...defaultWorld, servicePrincipals: [first, impostor] } });
});
afterAll(() => real.close());

test('a service principal that has only borrowed the name is none of Partner Center’s', async () => {
  const { found, role } = await findPartnerCenter(real.azure, subscriptionId);
  expect(found.map(({ principals }) => principals.map(({ id }) => id))).toEqual([[first.id], []]);
  expect(role?.name).toBe('Compute Gallery Image Reader');
});
