import { codedOf } from './facts.ts';

type None = Readonly<Record<string, never>>;
/** `state`: what the capture is. */
interface In {
  readonly state: string;
}
/** Whose approval it takes: so many of whom, as lists side by side. */
interface Needed {
  readonly counts: readonly string[];
  readonly whom: readonly string[];
}

/** Why a record does not become what somebody wants: what stands in each sentence, by its cause. */
export interface TransitionReasons {
  'question-expired': None;
  'still-planning': None;
  'confirmed-already': { readonly by?: string | undefined };
  'only-planned': None;
  'nothing-to-confirm': In;
  'plan-moved': None;
  'stops-already': { readonly by: string };
  'stopped-already': None;
  'is-over': In;
  'nothing-to-retry': In;
  'nothing-to-abandon': In;
  'holds-nothing': In;
  'nothing-left': None;
  'not-over': In;
  'cleaned-already': None;
  'shown-already': { readonly name: string };
  'shown-too-often': { readonly most: number };

  'no-policy': None;
  'waits-for-guest': None;
  'no-need': None;
  'no-glass': { readonly rule: string };
  'nothing-to-review': None;
  'not-reviewer': None;
  'unclear-who': { readonly name: string };
  'own-approval': Needed & { readonly requester: string };
  'approved-twice': None;
  'not-approver': Needed;
  'approval-denied': None;
}

export const transitionReason = codedOf<TransitionReasons>();
