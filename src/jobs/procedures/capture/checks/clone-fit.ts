import type { VmDisk } from '../../../../azure/azure.ts';
import { isCloned, orInPlace } from '../../../record/clone-plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { Settings } from '../../../request/settings.ts';
import type { Check } from '../step.ts';
import type { Survey } from '../survey.ts';

/** What is asked for can be done with a copy, where a copy is to become the image. */
export const cloneFit: Check = {
  kind: 'check',
  name: 'clone-fit',
  title: 'A copy of the VM can become the image',
  evaluate: survey => {
    const cloned = isCloned(survey.request, survey.settings, survey.vm);
    return [...switchedOff(survey, cloned ? 'clone' : 'in-place'), ...(cloned ? problems(survey) : spent(survey))];
  },
};

function problems({ vm, request, settings }: Survey): readonly RefusalData[] {
  const replication = request.replication ?? settings.replication;
  const consistency = request.consistency ?? settings.consistency;
  const inPlace = orInPlace(settings);
  const unready = vm.power === 'running' && !vm.agent.ready;
  return [
    ...refusal(
      request.guest === 'manual',
      'manual-clone',
      'Nobody can get into the copy to run the guest step by hand: its network lets nothing in.',
      `Leave guest out. ${inPlace}`,
    ),
    ...refusal(
      vm.osType === 'Linux' && vm.architecture === 'Arm64',
      'clone-arm64',
      'Azure does not support managed Run Command on Arm64 Linux, and nothing else reaches the copy.',
      inPlace,
    ),
    ...refusal(
      vm.securityType === 'ConfidentialVM',
      'clone-confidential',
      `${vm.name} is a confidential VM, whose disks are bound to it: a copy of them would not start.`,
      inPlace,
    ),
    ...refusal(
      consistency === 'restore-point' && [vm.osDisk, ...vm.dataDisks].some(isUnpointed),
      'clone-restore-point',
      `${vm.name} has an Ultra or Premium SSD v2 disk, of which I take no restore point.`,
      'Detach it first.',
    ),
    ...refusal(
      unready,
      'clone-agent',
      `The Azure agent in ${vm.name} is not ready (${vm.agent.says}), so it would not be in the copy either.`,
      `Put the agent right and ask again. ${inPlace}`,
    ),
    ...refusal(
      replication === 'Shallow',
      'clone-shallow',
      'A shallow version keeps depending on the disks it was made from, and a copy is deleted once the image is there.',
      `Use replication=full. ${inPlace}`,
    ),
    ...refusal(
      vm.osDisk.id !== null && vm.dataDisks.some(({ id }) => id === null),
      'clone-unmanaged',
      `${vm.name} has unmanaged data disks, which cannot be copied.`,
      'Convert them with: az vm convert',
    ),
    ...refusal(
      consistency === 'stop' && !['running', 'stopped', 'deallocated'].includes(vm.power),
      'clone-power',
      `${vm.name} is ${vm.power}: I cannot tell whether it is to run again afterwards.`,
      'Wait until it is running or stopped, then ask again.',
    ),
  ];
}

/** The settings may allow copies alone, or no copies. */
function switchedOff({ vm, settings }: Survey, mode: Settings['mode']): readonly RefusalData[] {
  if (settings.modes.includes(mode)) return [];
  if (mode === 'clone')
    return [
      {
        code: 'mode-off',
        reason: 'Copies are switched off here ("modes" in capture-image.yaml).',
        remedy: `Add mode=in-place: ${vm.name} itself becomes the image then, and is spent.`,
      },
    ];
  return [
    {
      code: 'mode-off',
      reason: vm.generalized
        ? `${vm.name} is generalized, so only ${vm.name} itself can become the image, and that is switched off here ("modes" in capture-image.yaml).`
        : `Only a copy may become the image here ("modes" in capture-image.yaml), so ${vm.name} is not touched.`,
      remedy: vm.generalized ? 'Ask my operator, or name another VM.' : 'Leave mode out: a copy becomes the image.',
    },
  ];
}

const isUnpointed = ({ storage }: VmDisk): boolean => storage === 'UltraSSD_LRS' || storage === 'PremiumV2_LRS';

/** A VM that Azure has as generalized cannot be started, so neither can a copy of it be prepared. */
const spent = ({ vm, request }: Survey): readonly RefusalData[] =>
  refusal(
    request.mode === 'clone' && vm.generalized,
    'clone-generalized',
    `${vm.name} is generalized already: it is spent, and ready to become the image itself.`,
    'Leave mode out: I make the image from it as it is.',
  );

const refusal = (when: boolean, code: string, reason: string, remedy: string): readonly RefusalData[] =>
  when ? [{ code, reason, remedy }] : [];
