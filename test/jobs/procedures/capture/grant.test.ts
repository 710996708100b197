import { afterEach, expect, test } from 'vitest';
import { defaultWorld } from '../../../../sandbox/azure/default-world.ts';
import type { WorldFile } from '../../../../sandbox/azure/world-file.ts';
import { galleryId } from '../../../../src/azure/names.ts';
import type { StepContext } from '../../../../src/jobs/procedures/capture/step.ts';
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

async function sceneIn(world: WorldFile): Promise<StepContext> {
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
    marks,
  };
}

const rolesOf = (scene: StepContext, id: string) => scene.azure.listRoles(galleryId(scene.plan.target), id);

test('Partner Center’s own service principals get access, and one that borrows their name does not', async () => {
  const scene = await sceneIn({ servicePrincipals: [...defaultWorld.servicePrincipals, borrowed] });
  expect(await grantPublisher.look(scene)).toBe('todo');
  await grantPublisher.start(scene);
  expect(await grantPublisher.look(scene)).toBe('done');
  for (const id of own) expect(await rolesOf(scene, id)).toHaveLength(1);
  expect(await rolesOf(scene, borrowed.id)).toEqual([]);
});

test('where only a borrowed name is to be found nobody gets access, and the thread says why', async () => {
  const [registry] = defaultWorld.servicePrincipals;
  const scene = await sceneIn({ servicePrincipals: [...(registry ? [registry] : []), borrowed] });
  await expect(grantPublisher.start(scene)).rejects.toThrow(Refusal);
  await expect(grantPublisher.start(scene)).rejects.toThrow(/found 0 service principals/);
  expect(await rolesOf(scene, borrowed.id)).toEqual([]);
});

test('access that somebody else gave in the same moment counts as given', async () => {
  const scene = await sceneIn({});
  const [id = ''] = own;
  const scope = galleryId(scene.plan.target);
  const role = await scene.azure.findRole(scope, 'Compute Gallery Image Reader');
  const principal = { id, name: 'Compute Image Registry', type: 'ServicePrincipal' } as const;
  await real.authorization.roleAssignments.create(scope, 'eeeeeeee-0000-4000-8000-000000000001', {
    roleDefinitionId: role?.id ?? '',
    principalId: id,
    principalType: 'ServicePrincipal',
  });
  const given = await scene.azure.assignRole(scope, { principal, roleId: role?.id ?? '' });
  expect(given.requestId).toMatch(/\w/);
  expect(await rolesOf(scene, id)).toHaveLength(1);
});

test('access that was there when the plan was made, and has been taken away since, is not given again', async () => {
  const scene = await sceneIn({});
  const role = await scene.azure.findRole(galleryId(scene.plan.target), 'Compute Gallery Image Reader');
  const [petra] = await scene.azure.findPrincipals('publisher@contoso.example');
  if (!role || !petra) throw new Error('The world has no publisher.');
  const withGrant = (held: boolean): StepContext => ({
    ...scene,
    plan: aPlan({ partnerCenter: false, grants: [{ principal: petra, role, held }] }),
  });
  expect(await grantPublisher.look(withGrant(true))).toBe('done');
  await grantPublisher.start(withGrant(true));
  expect(await rolesOf(scene, petra.id)).toEqual([]);
  await grantPublisher.start(withGrant(false));
  expect(await rolesOf(scene, petra.id)).toHaveLength(1);
});
