import type { Azure } from '../../../azure/azure.ts';
import { vmId } from '../../../azure/names.ts';
import { isCloned } from '../../record/clone-plan.ts';
import { foresee } from './foresight.ts';
import { cloneScope, galleryScope, type PermissionInputs, requiredPermissions } from './required-permissions.ts';
import type { Preflight } from './survey.ts';

/** Reads what the checks of this capture need, all at once, before anything is done. */
export async function readPreflight(azure: Azure, wanted: PermissionInputs): Promise<Preflight> {
  const { vm, request, settings, target, gallery, definition } = wanted;
  const cloned = isCloned(request, settings, vm);
  const scopes = [...new Set(requiredPermissions(wanted).map(({ scope }) => scope))];
  const permissionsRead = Promise.all(
    scopes.map(async scope => [scope, await azure.listPermissions(scope)] as const),
  ).then(found => new Map(found));
  const usagesRead = cloned ? azure.listUsages(vm.subscriptionId, vm.location) : Promise.resolve([]);
  const [permissions, vmLocks, galleryLocks, cloneLocks, vmUsages, galleryUsages, size, pools, definitions, foresight] =
    await Promise.all([
      permissionsRead,
      azure.listLocks(vmId(vm)),
      azure.listLocks(galleryScope(wanted)),
      cloned ? azure.listLocks(cloneScope(wanted)) : [],
      usagesRead,
      azure.listUsages(target.subscriptionId, gallery?.location ?? vm.location),
      cloned ? azure.findSize(vm.subscriptionId, vm.location, vm.size) : null,
      Promise.all(vm.nicIds.map(id => azure.listPools(id))),
      gallery && !definition ? azure.listDefinitions(gallery) : [],
      foresee(azure, wanted, { permissions: permissionsRead, usages: usagesRead }),
    ]);
  return {
    permissions,
    locks: { vm: vmLocks, gallery: galleryLocks, clone: cloneLocks },
    usages: { vm: vmUsages, gallery: galleryUsages },
    size,
    pools: [...new Set(pools.flat())],
    definitions,
    ...(foresight ? { foresight } : {}),
  };
}
