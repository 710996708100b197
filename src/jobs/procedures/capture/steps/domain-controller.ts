import { type Plan, subjectName } from '../../../record/plan.ts';
import type { Failure } from '../../../record/refusal.ts';

/** Why a domain controller, or the copy of one, becomes no image. Nothing was changed in it when this is said, and no Retry can help. */
export function domainControllerFailure(plan: Plan, domain: string): Failure {
  const { clone, vm } = plan;
  const what = clone ? `${vm.name} is a domain controller, and so is the copy` : `${vm.name} is a domain controller`;
  return {
    code: 'domain-controller',
    untouched: true,
    reason: `${what} (${domain}). Sysprep does not support one, and an image would hold every password of the domain. I have not generalized ${subjectName(plan)}: nothing was changed in it.`,
    remedy: clone
      ? `Abandon this capture: I then delete the copy and its disks, which hold the directory. Its network lets nothing in, and out at most HTTPS to Azure, so no other domain controller has heard of it. Then capture another server, or demote ${vm.name} first (Uninstall-ADDSDomainController).`
      : `Abandon this capture. Then capture another server, or demote ${vm.name} first (Uninstall-ADDSDomainController).`,
  };
}
