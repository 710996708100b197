import type { Azure, DefinitionListing, ManagementLock, Permission, Usage, VmSize } from '../azure/azure.ts';
import { vmId } from '../azure/names.ts';
import { isCloned } from './clone-plan.ts';
import { type Foresight, foresee } from './foresight.ts';
import { cloneScope, galleryScope, needsOf, type Wanted } from './needs.ts';

/** What a capture stands on: what I may do, what is locked, what there is room for, and who counts on the VM. */
export interface Ground {
  /** What I may do, by the scope it was asked about. */
  readonly permissions: ReadonlyMap<string, readonly Permission[]>;
  /** The locks that hold at the VM, at the gallery, and where a copy is made; none is asked for where nothing is made. */
  readonly locks: { readonly [At in 'vm' | 'gallery' | 'clone']: readonly ManagementLock[] };
  /** Of the VM's region, and of the gallery's. */
  readonly usages: { readonly [At in 'vm' | 'gallery']: readonly Usage[] };
  /** The VM's own size; null where its region has none of that name. */
  readonly size: VmSize | null;
  /** The load balancer pools that send the VM traffic. */
  readonly pools: readonly string[];
  readonly definitions: readonly DefinitionListing[];
  /** Only of a copy. */
  readonly foresight?: Foresight;
}

/** Reads the ground: all at once, and only what the checks of this capture judge. */
export async function surveyGround(azure: Azure, wanted: Wanted): Promise<Ground> {
  const { vm, request, settings, target, gallery, definition } = wanted;
  const cloned = isCloned(request, settings, vm);
  const scopes = [...new Set(needsOf(wanted).map(({ scope }) => scope))];
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
