import { isSameName } from '../../../../azure/names.ts';
import { canonical } from '../../../record/canonical.ts';
import { type ClonePlan, drawClone } from '../../../record/clone-plan.ts';
import type { Coded } from '../../../record/facts.ts';
import type { Plan } from '../../../record/plan.ts';
import type { Capture } from '../../../record/record.ts';
import { consistencies } from '../../../request/request.ts';
import type { Settings } from '../../../request/settings.ts';
import { forged, guardReason } from '../guard-reasons.ts';

/**
 * Whether a copy has the names that I give to the copy of this very VM by this very capture, in the group and subnet of the settings or
 * in those that are made for it alone.
 */
export function strangeCopy({ id, request }: Capture, { vm, clone }: Plan, settings: Settings): Coded | null {
  if (!clone) return null;
  const { group, network, consistency } = clone;
  if (!consistencies.includes(consistency)) return forged('strange-copy');
  if ([vm.osDisk, ...vm.dataDisks].some(disk => !disk.id)) return forged('copy-of-no-disk');
  const { resourceGroup, subnetId } = settings.clone;
  if (!group.own && !isSame(resourceGroup, group.name))
    return guardReason('copy-group-moved', { group: group.name }, 'copy-elsewhere');
  if (!network && !isSame(subnetId, clone.subnetId)) return guardReason('copy-subnet-moved', {}, 'copy-elsewhere');
  const { resourceGroup: _group, subnetId: _subnet, ...rest } = settings.clone;
  const own = {
    ...rest,
    ...(group.own || !resourceGroup ? {} : { resourceGroup }),
    ...(network || !subnetId ? {} : { subnetId }),
  };
  const drawn = drawClone(id, { vm, request: { ...request, consistency }, settings: { ...settings, clone: own } });
  return namesOf(drawn) === namesOf(clone) ? null : forged('strange-names-of-copy');
}

const isSame = (a: string | undefined, b: string): boolean => a !== undefined && isSameName(a, b);

const namesOf = ({ vm, id, group, restorePoint, disks, ...rest }: ClonePlan): string =>
  canonical({
    ...{ vm, id, group, restorePoint },
    disks: disks.map(({ sizeGb: _size, ...disk }) => disk),
    ...{ securityGroupId: rest.securityGroupId, network: rest.network, subnetId: rest.subnetId, nicId: rest.nicId },
  }).toLowerCase();
