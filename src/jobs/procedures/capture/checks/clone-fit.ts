import type { VmDisk } from '../../../../azure/azure.ts';
import { isCloned, mayInPlace } from '../../../record/clone-plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { Settings } from '../../../request/settings.ts';
import { checkReason } from '../check-reasons.ts';
import type { Check } from '../step.ts';
import type { Survey } from '../survey.ts';

/** What is asked for can be done with a copy, where a copy is to become the image. */
export const cloneFit: Check = {
  kind: 'check',
  name: 'clone-fit',
  evaluate: survey => {
    const cloned = isCloned(survey.request, survey.settings, survey.vm);
    return [...switchedOff(survey, cloned ? 'clone' : 'in-place'), ...(cloned ? problems(survey) : spent(survey))];
  },
};

function problems({ vm, request, settings }: Survey): readonly RefusalData[] {
  const replication = request.replication ?? settings.replication;
  const consistency = request.consistency ?? settings.consistency;
  const inPlace = mayInPlace(settings);
  const { name, power, agent } = vm;
  return [
    ...(request.guest === 'manual' ? [checkReason('manual-clone', { inPlace })] : []),
    ...(vm.osType === 'Linux' && vm.architecture === 'Arm64' ? [checkReason('clone-arm64', { inPlace })] : []),
    ...(vm.securityType === 'ConfidentialVM' ? [checkReason('clone-confidential', { vm: name, inPlace })] : []),
    ...(consistency === 'restore-point' && [vm.osDisk, ...vm.dataDisks].some(isUnpointed)
      ? [checkReason('clone-restore-point', { vm: name })]
      : []),
    ...(power === 'running' && !agent.ready
      ? [checkReason('clone-agent', { vm: name, says: agent.says, inPlace })]
      : []),
    ...(replication === 'Shallow' ? [checkReason('clone-shallow', { inPlace })] : []),
    ...(vm.osDisk.id !== null && vm.dataDisks.some(({ id }) => id === null)
      ? [checkReason('clone-unmanaged', { vm: name })]
      : []),
    ...(consistency === 'stop' && !['running', 'stopped', 'deallocated'].includes(power)
      ? [checkReason('clone-power', { vm: name, power })]
      : []),
  ];
}

/** The settings may allow copies alone, or no copies. */
function switchedOff({ vm, settings }: Survey, mode: Settings['mode']): readonly RefusalData[] {
  if (settings.modes.includes(mode)) return [];
  return [
    mode === 'clone'
      ? checkReason('copies-off', { vm: vm.name }, 'mode-off')
      : checkReason('in-place-off', { vm: vm.name, generalized: vm.generalized }, 'mode-off'),
  ];
}

const isUnpointed = ({ storage }: VmDisk): boolean => storage === 'UltraSSD_LRS' || storage === 'PremiumV2_LRS';

/** A VM that Azure has as generalized cannot be started, so neither can a copy of it be prepared. */
const spent = ({ vm, request }: Survey): readonly RefusalData[] =>
  request.mode === 'clone' && vm.generalized ? [checkReason('clone-generalized', { vm: vm.name })] : [];
