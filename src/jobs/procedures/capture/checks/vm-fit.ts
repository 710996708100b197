import { isCloned } from '../../../record/clone-plan.ts';
import { mustFixOfDisks } from '../../../record/readiness.ts';
import { inScope } from '../../../request/scope.ts';
import { checkReason } from '../check-reasons.ts';
import type { Check } from '../step.ts';

/** The VM is there, once, and is one that the settings let me touch. */
export const vmFound: Check = {
  kind: 'check',
  name: 'vm-found',
  evaluate: ({ vm, settings }) =>
    inScope(settings, vm.subscriptionId, vm.resourceGroup)
      ? []
      : [checkReason('vm-out-of-scope', { vm: vm.name, group: vm.resourceGroup }, 'out-of-scope')],
};

/** The VM is of a kind that Azure can capture, and in a state in which its guest can be generalized. */
export const vmFit: Check = {
  kind: 'check',
  name: 'vm-fit',
  evaluate: ({ vm, request, settings }) => {
    const cloned = isCloned(request, settings, vm);
    const { name, power } = vm;
    const ultra = vm.dataDisks.find(disk => disk.storage === 'UltraSSD_LRS' || disk.storage === 'PremiumV2_LRS');
    const tooBig = [vm.osDisk, ...vm.dataDisks].find(disk => (disk.sizeGb ?? 0) >= 2048);
    return [
      ...(vm.osDisk.ephemeral
        ? [checkReason('ephemeral-os-disk', { vm: name })]
        : vm.osDisk.managed
          ? []
          : [checkReason('unmanaged-disk', { vm: name })]),
      ...(ultra ? [checkReason('disk-not-capturable', { lun: ultra.lun, storage: String(ultra.storage) })] : []),
      ...(tooBig ? [checkReason('disk-too-big', { sizeGb: Number(tooBig.sizeGb) })] : []),
      ...(vm.diskEncrypted ? [checkReason('disk-encrypted', { vm: name })] : []),
      ...((request.checks ?? settings.checks) === 'strict' && !vm.generalized
        ? mustFixOfDisks(vm).map(({ code: rule, detail }) => checkReason('disk-refused', { rule, detail }))
        : []),
      ...(cloned ||
      vm.generalized ||
      vm.power === 'running' ||
      (request.guest === 'manual' && ['stopped', 'deallocated'].includes(vm.power))
        ? []
        : [checkReason('vm-not-running', { vm: name, power, byHand: request.guest === 'manual' })]),
    ];
  },
};
