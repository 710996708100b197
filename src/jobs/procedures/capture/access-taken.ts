import { roleKey } from '../../../azure/authorization.ts';
import type { Azure } from '../../../azure/azure.ts';
import { galleryId } from '../../../azure/names.ts';
import type { Plan } from '../../record/plan.ts';

/** The ids of those who had their access when the plan was made and have it no more: it is not given again, and the thread says so. */
export async function accessTakenAway(azure: Azure, { grants, target }: Plan): Promise<readonly string[]> {
  const had = grants.filter(({ held }) => held);
  const roles = await Promise.all(had.map(({ principal }) => azure.listRoles(galleryId(target), principal.id)));
  return had.flatMap(({ principal, role }, index) => (roles[index]?.includes(roleKey(role.id)) ? [] : [principal.id]));
}
