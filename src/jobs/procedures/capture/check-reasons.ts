import { codedOf } from '../../record/facts.ts';

type None = Readonly<Record<string, never>>;
/** `inPlace`: the settings allow that the VM itself becomes the image. */
interface OrInPlace {
  readonly inPlace: boolean;
}
interface OfVm {
  readonly vm: string;
}
interface OfLock {
  readonly lock: string;
  readonly scope: string;
}
interface OfDefinition {
  readonly definition: string;
}
/** `next`: the version that is taken where none is named. */
interface OfVersion extends OfDefinition {
  readonly version: string;
  readonly next?: string | undefined;
}
type Misfit = {
  readonly definition: string;
  readonly vm: string;
  readonly wants: readonly string[];
  readonly has: string;
};

/** What else than a quota there is to change. */
export type OrElse = 'copy' | 'subnet' | 'gallery' | 'definition' | 'version';

/** A definition that is for something else than the VM has, by the field. */
export type MisfitCode = `definition-${
  | 'os-type'
  | 'os-state'
  | 'generation'
  | 'architecture'
  | 'security-type'
  | 'purchase-plan'
  | 'disk-controller'}`;

/** Why a capture is refused before anything is touched: what stands in each sentence, by its cause. */
export interface CheckReasons extends Readonly<Record<MisfitCode, Misfit>> {
  'name-not-allowed': None;
  'vm-not-found': OfVm;
  'vm-ambiguous': { readonly found: readonly string[] };
  'vm-out-of-scope': OfVm & { readonly group: string };
  'group-out-of-scope': { readonly group: string };
  'gallery-out-of-scope': { readonly gallery: string; readonly group: string };
  'gallery-missing': None;
  'gallery-elsewhere': { readonly gallery: string; readonly group: string; readonly asked: string };
  'subscription-not-found': { readonly subscription: string };
  'tenant-differs': { readonly subscription: string; readonly tenant: string; readonly publisherTenant: string };

  'ephemeral-os-disk': OfVm;
  'unmanaged-disk': OfVm;
  'disk-not-capturable': { readonly lun: number; readonly storage: string };
  'disk-too-big': { readonly sizeGb: number };
  'disk-encrypted': OfVm;
  'disk-refused': { readonly rule: string; readonly detail: string };
  'vm-not-running': OfVm & { readonly power: string; readonly byHand: boolean };
  'spends-scale-set-member': OfVm;
  'spends-pool-member': OfVm & { readonly pool: string };
  'spends-locked': OfVm & { readonly lock: string };
  'spends-production': OfVm & { readonly tag: string; readonly value: string };

  'copies-off': OfVm;
  'in-place-off': OfVm & { readonly generalized: boolean };
  'manual-clone': OrInPlace;
  'clone-arm64': OrInPlace;
  'clone-confidential': OfVm & OrInPlace;
  'clone-restore-point': OfVm;
  'clone-agent': OfVm & OrInPlace & { readonly says: string };
  'clone-shallow': OrInPlace;
  'clone-unmanaged': OfVm;
  'clone-power': OfVm & { readonly power: string };
  'clone-generalized': OfVm;

  'size-unknown': OfVm & OrInPlace & { readonly size: string; readonly location: string };
  'size-restricted': OfVm &
    OrInPlace & {
      readonly size: string;
      readonly location: string;
      readonly zone?: string | undefined;
      readonly restriction?: string | undefined;
    };
  'quota-short': OrInPlace & {
    readonly label: string;
    readonly used: number;
    readonly limit: number;
    readonly needed: number;
    readonly orElse: OrElse;
  };
  'host-encryption-off': OfVm & OrInPlace & { readonly state: string };
  'subnet-not-found': { readonly subnetId: string };
  'subnet-full': OrInPlace & { readonly used: number; readonly limit: number };
  'snapshots-full': { readonly disk: string; readonly count: number; readonly most: number };

  'vm-read-only': OfLock & OfVm;
  'gallery-read-only': OfLock & { readonly gallery: string };
  'copies-read-only': OfLock & { readonly group?: string | undefined };
  'lock-keeps-copy': OfLock;
  'lock-keeps-failed': OfLock & OfDefinition & { readonly version: string };
  'permission-missing': { readonly scope: string; readonly actions: readonly string[] };

  'gallery-name': { readonly name: string };
  'definition-name': { readonly name: string };
  'gallery-not-ready': { readonly gallery: string; readonly state: string };
  'definition-not-ready': OfDefinition & { readonly state: string };

  'version-exhausted': Omit<OfVersion, 'version'>;
  'version-malformed': Omit<OfVersion, 'definition'>;
  'version-taken': OfVersion;
  'failed-version-in-the-way': OfVersion;
  'region-unknown': { readonly region: string; readonly nearest?: string | undefined };
  'region-without-zones': { readonly regions: readonly string[] };
  'key-elsewhere': OfVm & { readonly region: string };
  'shallow-elsewhere': None;
  'too-many-replicas': None;
  'end-of-life-past': { readonly endOfLife: string };

  'publisher-not-listed': { readonly query: string; readonly publishers: readonly string[] };
  'publisher-unknown': { readonly query: string };
  'publisher-ambiguous': { readonly query: string; readonly found: readonly string[] };
  'role-not-listed': { readonly role: string; readonly allowed: readonly string[] };
  'role-unknown': { readonly role: string };
  'image-reader-unknown': None;
  'partner-center-principal': { readonly query: string; readonly count: number };

  'vm-busy': HeldBy & OfVm;
  'version-reserved': HeldBy & Omit<OfVersion, 'next'>;
}

/** Who holds what a capture needs, since when (ISO), and what that one waits for. */
export interface HeldBy {
  readonly by: string;
  readonly requester?: string | undefined;
  readonly since?: string | undefined;
  readonly waits?: 'failed' | 'guest' | 'approval' | 'confirmation' | undefined;
  readonly guestOf?: string | undefined;
  readonly approvers?: readonly string[] | undefined;
  readonly counts?: readonly string[] | undefined;
}

export const checkReason = codedOf<CheckReasons>();
