import { roleKey } from '../../azure/authorization.ts';
import type { Principal, Role } from '../../azure/azure.ts';
import { galleryId } from '../../azure/names.ts';
import { Refusal } from '../refusal.ts';
import { type Act, nothingToFollow, type Scene } from '../step.ts';
import { ingestionProvider } from '../survey.ts';

/** Microsoft's own tenant, in which Partner Center's two service principals are at home: a name alone can be borrowed. */
const microsoftTenantId = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';
const partnerCenterPrincipals = ['51b6191a-b045-44cf-8277-ee37c9fb5a06', 'Microsoft Partner Center Resource Provider'];
const imageReader = 'cf7c76d2-98a3-4358-a134-615aa78bf44d';

interface Wanted {
  readonly principal: Principal;
  readonly role: Role;
}

/** Gives each publisher the role on the gallery, and Partner Center's own service principals theirs. */
export const grantPublisher: Act = {
  kind: 'act',
  name: 'grant-publisher',
  title: ({ target, partnerCenter }) =>
    `Give access to ${target.gallery}${partnerCenter ? ', and to Partner Center' : ''}`,
  irreversible: false,
  applies: plan => plan.grants.some(({ held }) => !held) || plan.partnerCenter,
  deadlineMs: settings => settings.timeouts.grantMinutes * 60_000,
  paceMs: settings => settings.pace.gallerySeconds * 1000,
  async look(scene) {
    const { plan, azure } = scene;
    if (plan.partnerCenter) {
      const state = await azure.findProviderState(plan.target.subscriptionId, ingestionProvider);
      if (state === 'Registering') return { busy: `registering ${ingestionProvider}` };
      if (state !== 'Registered') return 'todo';
    }
    const missing = await missingGrants(scene);
    return missing.length === 0 ? 'done' : 'todo';
  },
  async start(scene) {
    const { plan, azure } = scene;
    if (
      plan.partnerCenter &&
      (await azure.findProviderState(plan.target.subscriptionId, ingestionProvider)) !== 'Registered'
    ) {
      const { requestId = null } = await azure.registerProvider(plan.target.subscriptionId, ingestionProvider);
      return { ...nothingToFollow, requestId };
    }
    const requestIds: string[] = [];
    for (const { principal, role } of await missingGrants(scene)) {
      const { requestId } = await azure.assignRole(galleryId(plan.target), { principal, roleId: role.id });
      if (requestId) requestIds.push(requestId);
    }
    return { ...nothingToFollow, requestId: requestIds.join(' ') };
  },
};

async function missingGrants({ plan, azure }: Scene): Promise<readonly Wanted[]> {
  const scope = galleryId(plan.target);
  const wanted: Wanted[] = [...plan.grants, ...(plan.partnerCenter ? await partnerCenterGrants({ plan, azure }) : [])];
  const held = await Promise.all(wanted.map(({ principal }) => azure.listRoles(scope, principal.id)));
  return wanted.filter(({ role }, index) => !held[index]?.includes(roleKey(role.id)));
}

async function partnerCenterGrants({ plan, azure }: Pick<Scene, 'plan' | 'azure'>): Promise<readonly Wanted[]> {
  const role = await azure.findRole(`/subscriptions/${plan.target.subscriptionId}`, imageReader);
  if (!role)
    throw new Refusal(
      'role-unknown',
      'The role Compute Gallery Image Reader is not to be found.',
      'Check that this cloud has it.',
    );
  return Promise.all(
    partnerCenterPrincipals.map(async query => ({ principal: await microsoftsOwn(azure, query), role })),
  );
}

async function microsoftsOwn(azure: Scene['azure'], query: string): Promise<Principal> {
  const found = (await azure.findPrincipals(query)).filter(
    ({ type, ownerTenantId }) => type === 'ServicePrincipal' && ownerTenantId?.toLowerCase() === microsoftTenantId,
  );
  const [principal] = found;
  if (principal && found.length === 1) return principal;
  throw new Refusal(
    'partner-center-principal',
    `I found ${found.length} service principals of Microsoft’s own for ${query}; I give access only to exactly one.`,
    `Check the enterprise applications of the tenant: ${ingestionProvider} must be registered; then press Retry.`,
  );
}
