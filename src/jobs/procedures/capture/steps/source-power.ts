import type { PowerState } from '../../../../azure/azure.ts';
import { entry } from '../../../record/cleanup-ledger.ts';
import type { Plan } from '../../../record/plan.ts';
import { azureState } from '../../../record/progress.ts';
import type { StepRecord } from '../../../record/record.ts';
import { failed, type Observation } from '../../step.ts';
import { guardReason } from '../guard-reasons.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';

const powerAct = {
  kind: 'act',
  applies: ({ clone, vm }: Plan) => clone?.consistency === 'stop' && vm.power === 'running',
  deadlineMs: settings => settings.timeouts.deallocateMinutes * 60_000,
  pollIntervalMs: settings => settings.pace.vmSeconds * 1000,
} as const satisfies Partial<CaptureAct>;

/** Stops the source so that its disks are at rest: it keeps its hardware, and is started again whatever becomes of the capture. */
export const stopSource: CaptureAct = {
  ...powerAct,
  name: 'stop-source',
  typicalMinutes: [1, 5],
  readsVm: true,
  makes: ({ vm }) => [entry('source-power', vm.id)],
  observe: context => lookAt(context, 'stopped'),
  start: ({ azure, plan }) => azure.powerOff(plan.vm),
};

/** Starts the source again, once its disks are copied; one that somebody else has switched off stays so. */
export const startSource: CaptureAct = {
  ...powerAct,
  name: 'start-source',
  typicalMinutes: [1, 3],
  readsVm: true,
  settles: 'source-power',
  async observe(context) {
    const { azure, plan, steps } = context;
    const power = (await azure.findVmStatus(plan.vm))?.power;
    return power && isOff(power) && !wasStopped(steps, power) ? 'done' : lookAt(context, 'running');
  },
  start: ({ azure, plan }) => azure.startVm(plan.vm),
};

const isOff = (power: PowerState): boolean => power === 'stopped' || power === 'deallocated';

/** Whether a source that is off is so by this capture: as its step was asked for, or where that was lost, in the state in which I leave it. */
export const wasStopped = (steps: readonly StepRecord[], power: PowerState): boolean =>
  power === 'stopped' || steps.some(({ name, phase }) => name === 'stop-source' && phase !== undefined);

async function lookAt({ azure, plan }: CaptureContext, wanted: 'stopped' | 'running'): Promise<Observation> {
  const status = await azure.findVmStatus(plan.vm);
  if (!status) return failed(guardReason('vm-gone', { vm: plan.vm.name }));
  if (status.power === wanted || (wanted === 'stopped' && status.power === 'deallocated')) return 'done';
  return ['starting', 'stopping', 'deallocating'].includes(status.power) ? { busy: azureState(status.power) } : 'todo';
}
