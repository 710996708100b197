import { codedOf } from '../../record/facts.ts';
import type { Plan } from '../../record/plan.ts';
import type { MisfitCode } from './check-reasons.ts';

/** Of what an act is: the VM, or a copy of it. */
export type OfPlan = { readonly vm: string; readonly clone: boolean };
interface OfVersion {
  readonly definition: string;
  readonly version: string;
}

/** The way on where sysprep did not generalize a guest. */
export type SysprepWay =
  | 'mend'
  | 'log'
  | 'error'
  | 'restart'
  | 'slow'
  | 'other'
  | 'half-done'
  | 'audit-mode'
  | 'set-up';

/** Why an act has failed: what stands in each sentence, by its cause. */
export interface StepReasons {
  'subject-gone': OfPlan;
  'vm-started-again': OfPlan;
  'stopped-unprepared': OfPlan;
  'deallocated-unseen': OfPlan & { readonly osType: string };
  'copy-unsure': OfPlan & { readonly osType: string };
  'deprovision-failed': OfPlan & { readonly exitCode?: number | undefined; readonly says: string };
  /** `says`: the script's own words. */
  'sysprep-refused': OfPlan & {
    readonly exitCode?: number | undefined;
    readonly says: string;
    readonly untouched: boolean;
    readonly way: SysprepWay;
  };
  'sysprep-unexplained': OfPlan & { readonly hasLog: boolean; readonly says: string; readonly way: SysprepWay };
  /** `known`: the code of one of the causes of azure/guest/sysprep-cause.ts. */
  'sysprep-explained': OfPlan & { readonly known: string };
  'domain-controller': OfPlan & { readonly domain: string };
  /** The rules and details of the first few. */
  'not-ready': OfPlan & {
    readonly count: number;
    readonly rules: readonly string[];
    readonly details: readonly string[];
  };
  'readiness-unread': OfPlan;

  'gallery-taken': { readonly what: 'gallery' | 'definition' };
  'gallery-failed': { readonly what: 'gallery' | 'definition' };
  /** `misfit`: the code of the refusal that says in which field it does not fit. */
  'definition-taken': {
    readonly definition: string;
    readonly misfit: MisfitCode;
    readonly vm: string;
    readonly wants: readonly string[];
    readonly has: string;
  };
  'part-taken': { readonly kind: string; readonly name: string };
  'part-failed': { readonly kind: string };
  'version-exchanged': OfVersion;
  'version-changed': OfVersion & { readonly state: string };
  'version-of-others': OfPlan & OfVersion;
  /** The regions in which it failed, and what Azure says of each. */
  'version-failed': OfPlan & OfVersion & { readonly regions: readonly string[]; readonly details: readonly string[] };
}

export const stepReason = codedOf<StepReasons>();

export const ofPlan = ({ vm, clone }: Plan): OfPlan => ({ vm: vm.name, clone: clone !== null });
