import type { Azure, Principal, Role } from '../../../azure/azure.ts';
import { Refusal, type RefusalData } from '../../record/refusal.ts';
import { checkReason } from './check-reasons.ts';

/** Partner Center's own resource provider. */
export const ingestionProvider = 'Microsoft.PartnerCenterIngestion';

/** Microsoft's own tenant, in which Partner Center's two service principals are at home: a name alone can be borrowed. */
const microsoftTenantId = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';
const principals = ['51b6191a-b045-44cf-8277-ee37c9fb5a06', 'Microsoft Partner Center Resource Provider'] as const;
const imageReader = 'cf7c76d2-98a3-4358-a134-615aa78bf44d';

/** What the directory and the subscription have of what Partner Center is to get: its principals under what each is known by, and the role. */
export interface PartnerCenter {
  readonly role: Role | null;
  readonly found: readonly { readonly query: string; readonly principals: readonly Principal[] }[];
}

/** Looks up whom the last step gives access for Partner Center, and the role that they get. */
export async function findPartnerCenter(azure: Azure, subscriptionId: string): Promise<PartnerCenter> {
  const [role, ...found] = await Promise.all([
    azure.findRole(`/subscriptions/${subscriptionId}`, imageReader),
    ...principals.map(async query => ({ query, principals: (await azure.findPrincipals(query)).filter(isMicrosofts) })),
  ]);
  return { role, found };
}

const isMicrosofts = ({ type, ownerTenantId }: Principal): boolean =>
  type === 'ServicePrincipal' && ownerTenantId?.toLowerCase() === microsoftTenantId;

/** What stands in the way of giving Partner Center access. Before its provider is registered, `registered` false, principals may be missing still. */
export function partnerCenterProblems(
  { role, found }: PartnerCenter,
  { registered }: { readonly registered: boolean },
): readonly RefusalData[] {
  const odd = found.filter(one => one.principals.length > 1 || (registered && one.principals.length === 0));
  return [
    ...(role ? [] : [checkReason('image-reader-unknown', {}, 'role-unknown')]),
    ...odd.map(one => checkReason('partner-center-principal', { query: one.query, count: one.principals.length })),
  ];
}

/** Whom Partner Center's access is given to; throws a Refusal where that is not clear. */
export async function partnerCenterGrants(
  azure: Azure,
  subscriptionId: string,
): Promise<readonly { readonly principal: Principal; readonly role: Role }[]> {
  const there = await findPartnerCenter(azure, subscriptionId);
  const [problem] = partnerCenterProblems(there, { registered: true });
  if (problem) throw new Refusal(problem);
  const { role } = there;
  return there.found.flatMap(({ principals: [principal] }) => (principal && role ? [{ principal, role }] : []));
}
