import { targetOfRequest } from '../../jobs/approval/plan-authorization.ts';
import type { Inventory } from '../../jobs/housekeeping/inventory.ts';
import type { Target } from '../../jobs/policy/policy.ts';
import type { Procedures } from '../../jobs/procedures/procedure.ts';
import type { Job } from '../../jobs/record/record.ts';
import type { Request } from '../../jobs/request/request.ts';

/** Where the VM of a capture is: as planning found it, else as far as the request and the list of VMs tell. */
export const targetOf = (job: Job, inventory: Inventory | null, procedures: Procedures): Target =>
  job.plan ? procedures.of(job).policyQuestion(job.plan).target : listedTarget(job.request, inventory);

/** The same of a VM that somebody named; a name that several have tells nothing more. */
export function listedTarget(request: Request, inventory: Inventory | null): Target {
  const target = targetOfRequest(request);
  const isSame = (known: string | null, value: string) => known === null || known.toLowerCase() === value.toLowerCase();
  const found = (inventory?.vms ?? []).filter(
    vm =>
      isSame(target.vm, vm.name) &&
      isSame(target.resourceGroup, vm.resourceGroup) &&
      isSame(target.subscription, vm.subscriptionId),
  );
  const [vm] = found;
  return vm && found.length === 1
    ? { ...target, subscription: vm.subscriptionId, resourceGroup: vm.resourceGroup }
    : target;
}
