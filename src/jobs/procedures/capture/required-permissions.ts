import { roleKey } from '../../../azure/authorization.ts';
import { galleryId, vmId } from '../../../azure/names.ts';
import { isCloned } from '../../record/clone-plan.ts';
import { failedInTheWay } from './checks/version-free.ts';
import { ingestionProvider } from './partner-center.ts';
import type { Survey } from './survey.ts';

/** What my own identity must be allowed to do at a scope. */
export interface RequiredPermission {
  readonly scope: string;
  readonly actions: readonly string[];
}

/** What of a survey decides what a capture needs. */
export type PermissionInputs = Pick<
  Survey,
  | 'vm'
  | 'request'
  | 'settings'
  | 'target'
  | 'gallery'
  | 'definition'
  | 'versions'
  | 'candidates'
  | 'role'
  | 'held'
  | 'ingestion'
>;

/** Every action of a capture, at the scope at which Azure asks for it. A group that is not there yet is asked about at its subscription. */
export function requiredPermissions(wanted: PermissionInputs): readonly RequiredPermission[] {
  const { vm, request, settings, target } = wanted;
  const subscriptions = new Set([vm.subscriptionId, target.subscriptionId]);
  return byScope([
    ...[...subscriptions].map(id => need(`/subscriptions/${id}`, compute('locations/operations', 'read'))),
    ...(isCloned(request, settings, vm) ? clonedNeeds(wanted) : [need(vmId(vm), captured(wanted))]),
    ...keysOf(vm).map(id => need(id, compute('diskEncryptionSets', 'read'))),
    need(`/subscriptions/${target.subscriptionId}`, [
      ...compute('locations/capsOperations', 'read'),
      ...(wanted.ingestion === 'NotRegistered' || wanted.ingestion === 'Unregistered'
        ? actions(ingestionProvider, 'register', ['action'])
        : []),
    ]),
    need(galleryScope(wanted), galleryActions(wanted)),
  ]);
}

/** The disk encryption sets that the disks of a copy, or of a version, are put under as those of the VM are. */
const keysOf = ({ osDisk, dataDisks }: PermissionInputs['vm']): readonly string[] => [
  ...new Set([osDisk, ...dataDisks].flatMap(({ encryptionSetId }) => encryptionSetId ?? [])),
];

/** Where the gallery's permissions and locks are asked about: its group as long as there is no gallery. */
export const galleryScope = ({ gallery, target }: Pick<Survey, 'gallery' | 'target'>): string =>
  gallery ? galleryId(target) : `/subscriptions/${target.subscriptionId}/resourceGroups/${target.resourceGroup}`;

/** Where the copy's are: the group of the settings, or the subscription in which one is made for it. */
export const cloneScope = ({ vm, settings }: Pick<Survey, 'vm' | 'settings'>): string => {
  const group = settings.clone.resourceGroup;
  return `/subscriptions/${vm.subscriptionId}${group ? `/resourceGroups/${group}` : ''}`;
};

function captured({ vm, request }: PermissionInputs): readonly string[] {
  if (vm.generalized) return compute('virtualMachines', 'read', 'instanceView/read', 'write', 'deallocate/action');
  return [
    ...compute('virtualMachines', 'read', 'instanceView/read', 'write', 'deallocate/action', 'generalize/action'),
    ...(request.guest === 'manual' ? [] : compute('virtualMachines/runCommands', 'read', 'write')),
  ];
}

function clonedNeeds(wanted: PermissionInputs): readonly RequiredPermission[] {
  const { vm, request, settings } = wanted;
  const consistency = request.consistency ?? settings.consistency;
  const { resourceGroup, subnetId } = settings.clone;
  return [
    need(`/subscriptions/${vm.subscriptionId}`, [
      ...compute('locations/diskOperations', 'read'),
      ...actions('Microsoft.Network', 'locations/operations', ['read']),
    ]),
    ...(consistency === 'restore-point' ? [] : sourceDisks(vm).map(id => need(id, compute('disks', copied)))),
    need(vmId(vm), [
      ...compute('virtualMachines', 'read', 'instanceView/read'),
      ...(consistency === 'stop' && vm.power === 'running'
        ? compute('virtualMachines', 'powerOff/action', 'start/action')
        : []),
    ]),
    need(cloneScope({ vm, settings }), [
      ...(resourceGroup
        ? []
        : actions('Microsoft.Resources', 'subscriptions/resourceGroups', [...made, 'resources/read'])),
      ...(consistency === 'restore-point'
        ? [...compute('restorePointCollections', ...made), ...compute('restorePointCollections/restorePoints', ...made)]
        : compute('snapshots', ...made)),
      ...compute('disks', ...made, copied),
      ...compute('virtualMachines', ...made, 'instanceView/read'),
      ...compute('virtualMachines', 'start/action', 'deallocate/action', 'generalize/action'),
      ...compute('virtualMachines/runCommands', 'read', 'write'),
      ...actions('Microsoft.Network', 'networkSecurityGroups', [...made, 'join/action']),
      ...actions('Microsoft.Network', 'networkInterfaces', [...made, 'join/action']),
      ...(subnetId
        ? []
        : [
            ...actions('Microsoft.Network', 'virtualNetworks', made),
            ...actions('Microsoft.Network', 'virtualNetworks/subnets', ['join/action']),
          ]),
    ]),
    ...(subnetId ? [need(subnetId, actions('Microsoft.Network', 'virtualNetworks/subnets', ['join/action']))] : []),
  ];
}

/** All that is needed at one scope, together. */
function byScope(needs: readonly RequiredPermission[]): readonly RequiredPermission[] {
  const scopes = [...new Set(needs.map(({ scope }) => scope))];
  return scopes.map(scope => {
    const actions = needs.filter(one => one.scope === scope).flatMap(one => one.actions);
    return { scope, actions: [...new Set(actions)] };
  });
}

/** One disk of each group that the VM's disks are in: roles are given to groups. */
function sourceDisks({ osDisk, dataDisks }: PermissionInputs['vm']): readonly string[] {
  const ids = [osDisk, ...dataDisks].flatMap(({ id }) => id ?? []);
  const groupOf = (id: string) => id.toLowerCase().split('/providers/')[0];
  return ids.filter((id, index) => ids.findIndex(other => groupOf(other) === groupOf(id)) === index);
}

/** Giving access is only asked for when somebody lacks it for sure: Partner Center's principals are looked up later. */
function galleryActions(wanted: PermissionInputs): readonly string[] {
  const { gallery, definition, settings, candidates, role, held } = wanted;
  const key = role && roleKey(role.id);
  const lacking = candidates.some(({ found }) => found.some(({ id }) => !key || !held.get(id)?.includes(key)));
  const grants = lacking || (settings.partnerCenter && !gallery);
  return [
    ...compute('galleries', 'read', ...(gallery ? [] : ['write'])),
    ...compute('galleries/images', 'read', ...(definition ? [] : ['write'])),
    ...compute('galleries/images/versions', 'read', 'write', ...(failedInTheWay(wanted) ? ['delete'] : [])),
    ...(grants ? actions('Microsoft.Authorization', 'roleAssignments', ['write']) : []),
  ];
}

/** What Azure asks for of whatever a disk or a snapshot is made of. */
const copied = 'beginGetAccess/action';
const made = ['read', 'write', 'delete'] as const;
const actions = (provider: string, type: string, verbs: readonly string[]) =>
  verbs.map(verb => `${provider}/${type}/${verb}`);
const compute = (type: string, ...verbs: readonly string[]) => actions('Microsoft.Compute', type, verbs);
const need = (scope: string, of: readonly string[]): RequiredPermission => ({ scope, actions: of });
