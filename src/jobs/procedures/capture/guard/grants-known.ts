import { roleKey } from '../../../../azure/authorization.ts';
import type { Coded } from '../../../record/facts.ts';
import type { Plan } from '../../../record/plan.ts';
import type { CaptureJob } from '../capture-job.ts';
import { guardReason } from '../guard-reasons.ts';

/** Nothing is made in the gallery, and nothing is made again, for somebody who is to get no access. */
const inGallery = ['create-gallery', 'create-definition', 'delete-failed-version', 'create-version', 'grant-publisher'];

/**
 * Looks up again, before anything is written to the gallery and right before access is given, whom the directory has for the publishers of the settings and which roles go by the names
 * there: nobody else gets access, and no other role is given, whatever a record says.
 */
export async function strangers(claimed: CaptureJob, { grants, target }: Plan): Promise<Coded | null> {
  const step = claimed.current();
  const isDue = step && (step.attempt > 1 || inGallery.some(name => name === step.name));
  if (!isDue || grants.length === 0) return null;
  const { azure, settings } = claimed;
  const { request } = claimed.capture();
  const allowed = new Set(settings.publishers.map(one => one.toLowerCase()));
  const queries = (request.publishers ?? settings.publishers).filter(query => allowed.has(query.toLowerCase()));
  const scope = `/subscriptions/${target.subscriptionId}`;
  const [found, roles] = await Promise.all([
    Promise.all(queries.map(query => azure.findPrincipals(query))),
    Promise.all([settings.role, ...settings.otherRoles].map(name => azure.findRole(scope, name))),
  ]);
  const known = new Set(found.flatMap(([one, other]) => (one && !other ? [one.id.toLowerCase()] : [])));
  const stranger = grants.find(({ principal }) => !known.has(principal.id.toLowerCase()));
  if (stranger)
    return guardReason('publisher-not-known', { principal: stranger.principal.name }, 'publisher-not-allowed');
  const keys = roles.flatMap(role => (role ? [roleKey(role.id)] : []));
  const unknown = grants.find(({ role }) => !keys.includes(roleKey(role.id)));
  return unknown ? guardReason('role-not-known', { role: unknown.role.name }, 'role-not-allowed') : null;
}
