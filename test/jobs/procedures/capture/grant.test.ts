import { afterEach, expect, test } from 'vitest';
import { defaultWorld } from '../../../../sandbox/azure/default-world.ts';
import type { WorldFile } from '../../../../sandbox/azure/world-file.ts';
import { galleryId } from '../../../../src/azure/names.ts';
import type { CaptureContext } from '../../../../src/jobs/procedures/capture/step.ts';
import { grantPublisher } from '../../../../src/jobs/procedures/capture/steps/grant-publisher.ts';
import { Refusal } from '../../../../src/jobs/record/refusal.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { aPlan, noon, someSteps } from '../../../support/captures.ts';
import { settingsWith } from '../../../support/survey.ts';

const provider = 'Microsoft.PartnerCenterIngestion';
const own = defaultWorld.servicePrincipals.map(({ id }) => id);
const borrowed = {
  id: 'cccccccc-0000-4000-8000-0000000000bb',
  displayName: 'Microsoft Partner Center Resource Provider',
  appId: 'dddddddd-0000-4000-8000-0000000000bb',
  appOwnerOrganizationId: '99999999-9999-4999-8999-999999999999',
};

let real: Real;
afterEach(() => real.close());

async function sceneIn(world: WorldFile): Promise<CaptureContext> {
  real = await startReal({ world: { registeredProviders: [...defaultWorld.registeredProviders, provider], ...world } });
  const [step] = someSteps();
  if (!step) throw new Error('There is no step.');
  const marks = { captureId: 'c1', attempt: 1, expiresAt: noon.toISOString() };
  const settings = settingsWith('gallery: { name: golden, resourceGroup: rg-images }\n');
  return {
    captureId: 'c1',
    plan: aPlan({ partnerCenter: true, grants: [] }),
    step,
    steps: [step],
    azure: real.azure,
    settings,
    resourceTags: marks,
  };
}

const rolesOf = (context: CaptureContext, id: string) => context.azure.listRoles(galleryId(context.plan.target), id);

test('Partner Center’s own service principals get access, and one that borrows their name does not', async () => {
  const context = await sceneIn({ servicePrincipals: [...defaultWorld.servicePrincipals, borrowed] });
  expect(await grantPublisher.observe(context)).toBe('todo');
  await grantPublisher.start(context);
  expect(await grantPublisher.observe(context)).toBe('done');
  for (const id of own) expect(await rolesOf(context, id)).toHaveLength(1);
  expect(await rolesOf(context, borrowed.id)).toEqual([]);
});

test('where only a borrowed name is to be found nobody gets access, and the thread says why', async () => {
  const [registry] = defaultWorld.servicePrincipals;
  const context = await sceneIn({ servicePrincipals: [...(registry ? [registry] : []), borrowed] });
  await expect(grantPublisher.start(context)).rejects.toThrow(Refusal);
  await expect(grantPublisher.start(context)).rejects.toThrow(/partner-center-principal.*"count":0/);
  expect(await rolesOf(context, borrowed.id)).toEqual([]);
});

test('access that somebody else gave in the same moment counts as given', async () => {
  const context = await sceneIn({});
  const [id = ''] = own;
  const scope = galleryId(context.plan.target);
  const role = await context.azure.findRole(scope, 'Compute Gallery Image Reader');
  const principal = { id, name: 'Compute Image Registry', type: 'ServicePrincipal' } as const;
  await real.authorization.roleAssignments.create(scope, 'eeeeeeee-0000-4000-8000-000000000001', {
    roleDefinitionId: role?.id ?? '',
    principalId: id,
    principalType: 'ServicePrincipal',
  });
  const given = await context.azure.assignRole(scope, { principal, roleId: role?.id ?? '' });
  expect(given.requestId).toMatch(/\w/);
  expect(await rolesOf(context, id)).toHaveLength(1);
});

test('access that was there when the plan was made, and has been taken away since, is not given again', async () => {
  const context = await sceneIn({});
  const role = await context.azure.findRole(galleryId(context.plan.target), 'Compute Gallery Image Reader');
  const [petra] = await context.azure.findPrincipals('publisher@contoso.example');
  if (!role || !petra) throw new Error('The world has no publisher.');
  const withGrant = (held: boolean): CaptureContext => ({
    ...context,
    plan: aPlan({ partnerCenter: false, grants: [{ principal: petra, role, held }] }),
  });
  expect(await grantPublisher.observe(withGrant(true))).toBe('done');
  await grantPublisher.start(withGrant(true));
  expect(await rolesOf(context, petra.id)).toEqual([]);
  await grantPublisher.start(withGrant(false));
  expect(await rolesOf(context, petra.id)).toHaveLength(1);
});
