import { isCloned } from '../../../record/clone-plan.ts';
import { diskProblems } from '../../../record/readiness.ts';
import { inScope } from '../../../request/scope.ts';
import type { Check } from '../step.ts';

/** The VM is there, once, and is one that the settings let me touch. */
export const vmFound: Check = {
  kind: 'check',
  name: 'vm-found',
  title: 'The VM exists and may be captured',
  evaluate: ({ vm, settings }) =>
    inScope(settings, vm.subscriptionId, vm.resourceGroup)
      ? []
      : [
          {
            code: 'out-of-scope',
            reason: `${vm.resourceGroup}/${vm.name} is not one that I may touch.`,
            remedy: 'My operator can add its resource group under "scopes" in capture-image.yaml.',
          },
        ],
};

/** The VM is of a kind that Azure can capture, and in a state in which its guest can be generalized. */
export const vmFit: Check = {
  kind: 'check',
  name: 'vm-fit',
  title: 'The VM can be generalized and captured',
  evaluate: ({ vm, request, settings }) => {
    const cloned = isCloned(request, settings, vm);
    const because = (code: string, reason: string, remedy: string) => [{ code, reason, remedy }];
    const ultra = vm.dataDisks.find(disk => disk.storage === 'UltraSSD_LRS' || disk.storage === 'PremiumV2_LRS');
    const tooBig = [vm.osDisk, ...vm.dataDisks].find(disk => (disk.sizeGb ?? 0) >= 2048);
    return [
      ...(vm.osDisk.ephemeral
        ? because(
            'ephemeral-os-disk',
            `${vm.name} has an ephemeral OS disk, which cannot be captured.`,
            'Build the VM again with a managed OS disk.',
          )
        : vm.osDisk.managed
          ? []
          : because(
              'unmanaged-disk',
              `${vm.name} has unmanaged disks, which a gallery does not take.`,
              'Convert them with: az vm convert',
            )),
      ...(ultra
        ? because(
            'disk-not-capturable',
            `The data disk at LUN ${ultra.lun} is ${ultra.storage}, which cannot be captured.`,
            'Detach it first.',
          )
        : []),
      ...(tooBig
        ? because(
            'disk-too-big',
            `A disk of ${tooBig.sizeGb} GiB is over the 2 TiB that a gallery takes.`,
            'Detach or shrink it first.',
          )
        : []),
      ...(vm.diskEncrypted
        ? because(
            'disk-encrypted',
            `${vm.name} is encrypted with Azure Disk Encryption.`,
            'Decrypt its disks first: az vm encryption disable',
          )
        : []),
      ...((request.checks ?? settings.checks) === 'strict' && !vm.generalized
        ? diskProblems(vm).flatMap(({ says, mend }) =>
            because('disk-refused', `${says} Certification would refuse it.`, `${mend}. Or use checks=warn.`),
          )
        : []),
      ...(cloned ||
      vm.generalized ||
      vm.power === 'running' ||
      (request.guest === 'manual' && ['stopped', 'deallocated'].includes(vm.power))
        ? []
        : because(
            'vm-not-running',
            `${vm.name} is ${vm.power}, so nothing can run in it.`,
            request.guest === 'manual'
              ? 'Wait until it is running or stopped, then ask again.'
              : 'Start it and ask again; or, if you have deprovisioned it yourself already, add guest=manual.',
          )),
    ];
  },
};
