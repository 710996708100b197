import { type Plan, subjectOf } from '../../../record/plan.ts';
import { azureState, progress } from '../../../record/progress.ts';
import { failed, nothingToFollow, type Observation } from '../../step.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';
import { ofPlan, stepReason } from '../step-reasons.ts';
import { isOff } from './clone-power.ts';

const minute = 60_000;

const vmAct = {
  kind: 'act',
  applies: ({ guest, vm }) => guest.by !== 'nobody' || vm.power !== 'deallocated',
  deadlineMs: settings => settings.timeouts.deallocateMinutes * minute,
  pollIntervalMs: settings => settings.pace.vmSeconds * 1000,
} as const satisfies Partial<CaptureAct>;

/** Gives the stopped VM's hardware back, which also ends its cost. */
export const deallocateVm: CaptureAct = {
  ...vmAct,
  name: 'deallocate-vm',
  typicalMinutes: [1, 5],
  readsVm: true,
  async observe({ azure, plan }) {
    const status = await azure.findVmStatus(subjectOf(plan));
    if (!status) return failed(stepReason('subject-gone', ofPlan(plan), 'vm-gone'));
    switch (status.power) {
      case 'deallocated':
        return 'done';
      case 'deallocating':
      case 'stopping':
        return { busy: azureState(status.power) };
      case 'stopped':
        return 'todo';
      case 'unknown':
        return { busy: progress('power-unknown', {}) };
      default:
        return startedAgain(plan);
    }
  },
  // Somebody may have started it since the look, which undoes what was done to its guest: that must show.
  start: async ({ azure, plan }) =>
    (await azure.findVmStatus(subjectOf(plan)))?.power === 'stopped'
      ? azure.deallocate(subjectOf(plan))
      : nothingToFollow,
};

/** Tells Azure that the VM is generalized: a flag that Azure never takes back, without which no image can be made. */
export const generalizeVm: CaptureAct = {
  ...vmAct,
  name: 'generalize-vm',
  typicalMinutes: [0, 1],
  readsVm: true,
  irreversible: ({ clone }) => clone === null,
  applies: ({ guest }) => guest.by !== 'nobody',
  async observe({ azure, plan }: CaptureContext): Promise<Observation> {
    const status = await azure.findVmStatus(subjectOf(plan));
    if (!status) return failed(stepReason('subject-gone', ofPlan(plan), 'vm-gone'));
    if (status.generalized) return 'done';
    if (isOff(status.power)) return 'todo';
    return ['running', 'starting'].includes(status.power) ? startedAgain(plan) : { busy: azureState(status.power) };
  },
  start: ({ azure, plan }) => azure.generalize(subjectOf(plan)),
};

const startedAgain = (plan: Plan): Observation => failed(stepReason('vm-started-again', ofPlan(plan)));
