import type { Plan } from '../../record/plan.ts';
import { failed, type Observation } from '../step.ts';

/** The way on where a copy is spoilt: it is thrown away, and its source is as it was. */
export const askAgain = (plan: Plan): string =>
  plan.clone ? newCopyOf(plan) : 'Abandon this capture and ask for a new one.';

/** The same of a plan that is known to copy. */
export const newCopyOf = ({ vm }: Plan): string =>
  `Abandon this capture and ask for a new one. ${vm.name} itself is untouched, and the copy is deleted.`;

/** The way on where something in a copy must be mended: nobody gets into it, and a new copy is made of the mended source. */
export const mendInSource = ({ vm }: Plan, because: string): string =>
  `Mend it in ${vm.name}, abandon this capture, and ask for a new one. ${because}`;

/** What is captured was deleted by somebody. */
export const subjectGone = (plan: Plan): Observation =>
  failed(
    'vm-gone',
    `${plan.clone ? 'The copy' : plan.vm.name} does not exist any more: somebody has deleted it.`,
    plan.clone
      ? `Abandon this capture and ask for a new one. ${plan.vm.name} itself is untouched.`
      : 'Abandon this capture: there is nothing left to capture.',
  );
