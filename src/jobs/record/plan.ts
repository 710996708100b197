import type { Definition, Principal, Role, Vm } from '../../azure/azure.ts';
import type { DefinitionRef, VmRef } from '../../azure/names.ts';
import type { StorageType } from '../request/request.ts';
import type { ClonePlan } from './clone-plan.ts';
import type { Minutes } from './minutes.ts';
import type { CheckLevel } from './readiness.ts';
import type { GuestReason, Warning } from './warnings.ts';

/** A role that somebody gets on the gallery; `held` says that Azure has it already. */
export interface Grant {
  readonly principal: Principal;
  readonly role: Role;
  readonly held: boolean;
}

/**
 * What will happen, by name, decided before anything is written. `hash` stands for the facts in it (plan-facts.ts): a confirmation is for one hash.
 * `grants` holds those known now; `partnerCenter` adds Microsoft's own service principals, looked up once their provider is registered.
 */
export interface Plan {
  readonly hash: string;
  readonly vm: Vm;
  /** The copy that becomes the image in the VM's place; null when the VM itself does. */
  readonly clone: ClonePlan | null;
  readonly subscriptionName: string;
  readonly tenantId: string;
  readonly target: DefinitionRef & { readonly version: string };
  /** The failed version of that name which is deleted first, where there is one: `captureId` is its tag. */
  readonly replaces?: { readonly captureId: string | null };
  readonly galleryExists: boolean;
  readonly galleryLocation: string;
  readonly definitionExists: boolean;
  readonly definition: Definition;
  readonly version: {
    readonly regions: readonly { readonly name: string; readonly replicas: number }[];
    readonly storage: StorageType;
    readonly replication: 'Full' | 'Shallow';
    readonly excludeFromLatest: boolean;
    readonly endOfLifeDate: string | null;
  };
  readonly grants: readonly Grant[];
  readonly partnerCenter: boolean;
  /** Who runs the guest step: the worker through Run Command, a person over SSH or RDP, or nobody since Azure has the VM as generalized. */
  readonly guest:
    | { readonly by: 'run-command' }
    | { readonly by: 'nobody'; readonly because: GuestReason | string }
    | { readonly by: 'person'; readonly because: GuestReason | string; readonly command: string };
  /** What the readiness check in the guest leads to. */
  readonly checks: CheckLevel;
  /** Plans of older versions have sentences, here and in `because`. */
  readonly warnings: readonly (Warning | string)[];
  /** What it takes and costs as a rule. Nobody confirms that, so the hash is not of it. */
  readonly estimate?: Estimate;
}

/** The machine that is generalized and becomes the image: the clone, or the VM itself. */
export function subjectOf({ clone, vm }: Plan): VmRef & { readonly location: string } {
  return clone ? { ...clone.vm, location: vm.location } : vm;
}

/** What that machine is called before people. */
export const subjectName = ({ clone, vm }: Plan): string => (clone ? 'the copy' : vm.name);

/** What has to be typed in full to confirm a plan that spends the VM itself; null where a yes will do. */
export const confirmationWord = ({ clone, vm, guest }: Plan): string | null =>
  clone || guest.by === 'nobody' ? null : vm.name;

/**
 * What a plan takes and costs, at most, at the prices of the settings; null where Azure does not tell how large a disk is.
 * `daily` is each part of the copy by its resource id: what it costs a day for as long as it exists.
 */
export interface Estimate {
  readonly minutes: Minutes;
  /** For how long the VM itself is down; it never comes back where it is spent. */
  readonly downtime: 'none' | 'for-good' | Minutes;
  readonly sizeGb: number | null;
  readonly copies: number;
  readonly monthly: number | null;
  readonly daily: Readonly<Record<string, number>> | null;
  readonly currency: string;
  readonly asOf: string;
}
