import type { Plan } from '../../record/plan.ts';
import type { RefusalData } from '../../record/refusal.ts';
import type { Act, StepContext } from '../step.ts';
import type { Survey } from './survey.ts';

/** Judges the world before anything is written; planning runs the checks, and the capture runs them again before its first write. */
export interface Check {
  readonly kind: 'check';
  readonly name: string;
  readonly evaluate: (survey: Survey, now: Date) => readonly RefusalData[];
}

/** Every act of a capture, in the order in which they run. The names are stored with every capture: rename one as carefully as a column. */
export const stepNames = [
  'create-clone-group',
  'stop-source',
  'take-snapshots',
  'take-restore-point',
  'start-source',
  'copy-disks',
  'isolate-clone',
  'create-clone',
  'check-guest',
  'deprovision-guest',
  'sysprep-guest',
  'deallocate-vm',
  'generalize-vm',
  'create-gallery',
  'create-definition',
  'delete-failed-version',
  'create-version',
  'grant-publisher',
] as const;
export type StepName = (typeof stepNames)[number];

/** An act of a capture. */
export type CaptureAct = Act<Plan> & { readonly name: StepName };

/** What such an act may look at. */
export type CaptureContext = StepContext<Plan>;

export type Step = Check | CaptureAct;
