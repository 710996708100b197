import type { Action } from '../policy/policy.ts';
import { codedOf } from './facts.ts';

type None = Readonly<Record<string, never>>;

/** Whose approval is lacking: so many of whom, as lists side by side. */
interface Lacking {
  readonly counts: readonly string[];
  readonly whom: readonly string[];
}

/** Why nothing is done with a record, or no more: what stands in each sentence, by its cause. `begun`: Azure has been written to. */
export interface EngineReasons {
  /** `isGone`: the VM is, so a rule that asks for tags is taken to be about it. */
  'policy-denied': {
    readonly name: string;
    readonly action: Action;
    readonly rule?: string | undefined;
    readonly begun?: boolean;
    readonly vm?: string;
    readonly clone?: boolean;
    readonly isGone?: boolean;
  };
  'approvals-lacking': Lacking & { readonly have: readonly string[] };
  'approver-unknown': None;
  'policy-missing': None;
  'policy-unknown-requester': None;
  'seal-broken': None;
  'seal-missing': None;
  'not-confirmed': None;
  /** `parts`: names of fields. */
  'record-unfit': { readonly parts: readonly string[] };
  'address-refused': None;
  'internal-error': None;
  'guest-not-confirmed': None;
  'step-timed-out': { readonly step: string; readonly vm: string; readonly clone: boolean };

  'unsealed-broken': None;
  'unsealed-missing': None;
  'worked-on': { readonly minutes: number };
  'still-off': None;
  'still-there': None;
  'not-tagged': None;
  'holds-others': { readonly names: readonly string[] };
}

export const engineReason = codedOf<EngineReasons>();
