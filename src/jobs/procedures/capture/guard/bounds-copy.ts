import { isSameName } from '../../../../azure/names.ts';
import { canonical } from '../../../record/canonical.ts';
import { type ClonePlan, drawClone } from '../../../record/clone-plan.ts';
import { type Broken, forged } from '../../../record/forged-record.ts';
import type { Plan } from '../../../record/plan.ts';
import type { Capture } from '../../../record/record.ts';
import { consistencies } from '../../../request/request.ts';
import type { Settings } from '../../../request/settings.ts';

/**
 * Whether a copy has the names that I give to the copy of this very VM by this very capture, in the group and subnet of the settings or
 * in those that are made for it alone.
 */
export function strangeCopy({ id, request }: Capture, { vm, clone }: Plan, settings: Settings): Broken | null {
  if (!clone) return null;
  const { group, network, consistency } = clone;
  if (!consistencies.includes(consistency)) return forged('a copy of a kind that there is not');
  if ([vm.osDisk, ...vm.dataDisks].some(disk => !disk.id)) return forged('a copy of a disk that has no id');
  const { resourceGroup, subnetId } = settings.clone;
  if (!group.own && !isSame(resourceGroup, group.name))
    return moved(`The copy is in the resource group ${group.name}, which is not the one for copies`, 'resourceGroup');
  if (!network && !isSame(subnetId, clone.subnetId))
    return moved('The copy is to stand in another subnet than the one for copies', 'subnetId');
  const { resourceGroup: _group, subnetId: _subnet, ...rest } = settings.clone;
  const own = {
    ...rest,
    ...(group.own || !resourceGroup ? {} : { resourceGroup }),
    ...(network || !subnetId ? {} : { subnetId }),
  };
  const drawn = drawClone(id, { vm, request: { ...request, consistency }, settings: { ...settings, clone: own } });
  return namesOf(drawn) === namesOf(clone)
    ? null
    : forged('names that the copy of this VM by this capture does not have');
}

const isSame = (a: string | undefined, b: string): boolean => a !== undefined && isSameName(a, b);

const moved = (reason: string, word: string): Broken => ({
  code: 'copy-elsewhere',
  reason: `${reason} any more.`,
  mend: `Have my operator put it back under "clone.${word}" in capture-image.yaml`,
});

const namesOf = ({ vm, id, group, restorePoint, disks, ...rest }: ClonePlan): string =>
  canonical({
    ...{ vm, id, group, restorePoint },
    disks: disks.map(({ sizeGb: _size, ...disk }) => disk),
    ...{ securityGroupId: rest.securityGroupId, network: rest.network, subnetId: rest.subnetId, nicId: rest.nicId },
  }).toLowerCase();
