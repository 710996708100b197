import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultWorld } from '../../../sandbox/azure/default-world.ts';
import { takeInventory } from '../../../src/jobs/housekeeping/inventory.ts';
import { type Real, startReal } from '../../azure/real.ts';
import { subscriptionId } from '../../sandbox/azure/clients.ts';
import { noon } from '../../support/captures.ts';
import { settingsWith } from '../../support/survey.ts';

let real: Real;
beforeAll(async () => {
  const secret = { name: 'payroll', resourceGroup: 'rg-payroll', definitions: [] };
  real = await startReal({
    world: {
      resourceGroups: [...defaultWorld.resourceGroups, { name: 'rg-payroll' }],
      virtualMachines: [...defaultWorld.virtualMachines, { name: 'payroll-01', resourceGroup: 'rg-payroll' }],
      galleries: [...defaultWorld.galleries, secret],
    },
  });
});
afterAll(() => real.close());

test('lists the VMs and the galleries within the scopes, and none besides', async () => {
  const { vms, galleries } = await takeInventory(real.azure, settingsWith(''), noon);
  expect(vms.map(({ name }) => name)).toContain('web-01');
  expect(galleries.map(({ name }) => name)).toEqual(['golden']);
  expect(JSON.stringify({ vms, galleries })).not.toContain('payroll');
});

test('lists all of a subscription that the scopes name whole', async () => {
  const whole = { ...settingsWith(''), scopes: [{ subscription: subscriptionId }] };
  const { vms, galleries } = await takeInventory(real.azure, whole, noon);
  expect(vms.map(({ name }) => name)).toContain('payroll-01');
  expect(galleries.map(({ name }) => name)).toContain('payroll');
});
