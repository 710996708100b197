import { roleKey } from '../../../../azure/authorization.ts';
import type { Principal, Role } from '../../../../azure/azure.ts';
import { galleryId } from '../../../../azure/names.ts';
import { progress } from '../../../record/progress.ts';
import { nothingToFollow } from '../../step.ts';
import { ingestionProvider, partnerCenterGrants } from '../partner-center.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';

interface WantedGrant {
  readonly principal: Principal;
  readonly role: Role;
}

/** Gives each publisher the role on the gallery, and Partner Center's own service principals theirs. */
export const grantPublisher: CaptureAct = {
  kind: 'act',
  name: 'grant-publisher',
  typicalMinutes: [0, 2],
  applies: plan => plan.grants.some(({ held }) => !held) || plan.partnerCenter,
  deadlineMs: settings => settings.timeouts.grantMinutes * 60_000,
  pollIntervalMs: settings => settings.pace.gallerySeconds * 1000,
  async observe(context) {
    const { plan, azure } = context;
    if (plan.partnerCenter) {
      const state = await azure.findProviderState(plan.target.subscriptionId, ingestionProvider);
      if (state === 'Registering') return { busy: progress('provider-registered', { provider: ingestionProvider }) };
      if (state !== 'Registered') return 'todo';
    }
    const missing = await missingGrants(context);
    return missing.length === 0 ? 'done' : 'todo';
  },
  async start(context) {
    const { plan, azure } = context;
    if (
      plan.partnerCenter &&
      (await azure.findProviderState(plan.target.subscriptionId, ingestionProvider)) !== 'Registered'
    ) {
      const { requestId = null } = await azure.registerProvider(plan.target.subscriptionId, ingestionProvider);
      return { ...nothingToFollow, requestId };
    }
    const requestIds: string[] = [];
    for (const { principal, role } of await missingGrants(context)) {
      const { requestId } = await azure.assignRole(galleryId(plan.target), { principal, roleId: role.id });
      if (requestId) requestIds.push(requestId);
    }
    return { ...nothingToFollow, requestId: requestIds.join(' ') };
  },
};

/** Access that was there when the plan was made is not given again: who takes it away in the meantime means it. */
async function missingGrants({ plan, azure }: CaptureContext): Promise<readonly WantedGrant[]> {
  const scope = galleryId(plan.target);
  const wanted: WantedGrant[] = [
    ...plan.grants.filter(({ held }) => !held),
    ...(plan.partnerCenter ? await partnerCenterGrants(azure, plan.target.subscriptionId) : []),
  ];
  const held = await Promise.all(wanted.map(({ principal }) => azure.listRoles(scope, principal.id)));
  return wanted.filter(({ role }, index) => !held[index]?.includes(roleKey(role.id)));
}
