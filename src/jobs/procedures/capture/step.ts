import type { Plan } from '../../record/plan.ts';
import type { RefusalData } from '../../record/refusal.ts';
import type { Act, StepContext } from '../step.ts';
import type { Survey } from './survey.ts';

/** Judges the world before anything is written; planning runs the checks, and the capture runs them again before its first write. */
export interface Check {
  readonly kind: 'check';
  readonly name: string;
  readonly title: string;
  readonly evaluate: (survey: Survey, now: Date) => readonly RefusalData[];
}

/** An act of a capture. */
export type CaptureAct = Act<Plan>;

/** What such an act may look at. */
export type CaptureContext = StepContext<Plan>;

export type Step = Check | CaptureAct;
