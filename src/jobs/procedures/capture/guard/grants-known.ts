import { roleKey } from '../../../../azure/authorization.ts';
import type { Broken } from '../../../record/forged-record.ts';
import type { Plan } from '../../../record/plan.ts';
import type { CaptureJob } from '../capture-job.ts';

/** Nothing is made in the gallery, and nothing is made again, for somebody who is to get no access. */
const inGallery = ['create-gallery', 'create-definition', 'delete-failed-version', 'create-version', 'grant-publisher'];

/**
 * Looks up again, before anything is written to the gallery and right before access is given, whom the directory has for the publishers of the settings and which roles go by the names
 * there: nobody else gets access, and no other role is given, whatever a record says.
 */
export async function strangers(claimed: CaptureJob, { grants, target }: Plan): Promise<Broken | null> {
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
    return {
      code: 'publisher-not-allowed',
      reason: `${stranger.principal.name} is not whom the directory has for one of the publishers that I may give access to.`,
      mend: 'Have my operator put them under "publishers" in capture-image.yaml, by object id',
    };
  const keys = roles.flatMap(role => (role ? [roleKey(role.id)] : []));
  const unknown = grants.find(({ role }) => !keys.includes(roleKey(role.id)));
  return unknown
    ? {
        code: 'role-not-allowed',
        reason: `${unknown.role.name} is not a role that I may give, by its id.`,
        mend: 'Have my operator put it under "otherRoles" in capture-image.yaml',
      }
    : null;
}
