import { codedOf } from '../../record/facts.ts';

type None = Readonly<Record<string, never>>;
interface OfVm {
  readonly vm: string;
}
interface OfCopy extends OfVm {
  readonly clone: boolean;
}
interface OfVersion {
  readonly definition: string;
  readonly version: string;
}

/** What a record can say that this code never plans. */
export const forgeries = [
  'plan-of-another-hash',
  'strange-id',
  'no-time',
  'strange-name',
  'strange-vm-id',
  'two-names',
  'strange-disk',
  'strange-region',
  'strange-kind',
  'strange-security-type',
  'deletion-not-asked-for',
  'strange-principal',
  'strange-role',
  'choice-not-asked-for',
  'region-not-asked-for',
  'replicas-not-asked-for',
  'strange-key',
  'strange-copy',
  'copy-of-no-disk',
  'strange-names-of-copy',
  'other-steps',
  'stop-for-nothing',
  'step-before-its-turn',
] as const;
export type Forgery = (typeof forgeries)[number];

/**
 * Why a plan is not carried out, or not any more: what stands in each sentence, by its cause. Those of a plan also get
 * whether it was `begun`, and then what of.
 */
export interface GuardReasons {
  'record-forged': { readonly what: Forgery; readonly word?: string };
  'settings-moved': { readonly word: string; readonly planned: string };
  'copy-group-moved': { readonly group: string };
  'copy-subnet-moved': None;
  'scope-moved': { readonly group: string };
  'mode-switched-off': { readonly mode: string };
  'partner-center-off': None;
  'role-not-given': { readonly role: string };
  'role-not-known': { readonly role: string };
  'publisher-not-known': { readonly principal: string };

  'vm-gone': OfVm;
  'vm-replaced': OfCopy;
  'vm-unknown': OfCopy;
  'disk-detached': OfCopy & { readonly disk: string };
  'vm-moved': OfCopy & { readonly location: string; readonly planned: string };
  'vm-resized': OfCopy & { readonly size: string; readonly planned: string };
  'key-changed': OfCopy & { readonly disk: string };
  /** Disks are names, and `group/name` where both have one name; left out where one is not managed. */
  'os-disk-exchanged': OfCopy & { readonly disk?: string | undefined; readonly planned?: string | undefined };
  'disk-added': OfCopy & { readonly disk?: string | undefined; readonly lun: number };
  'disk-missing': OfCopy & { readonly disk?: string | undefined; readonly lun: number };
  'disk-exchanged': OfCopy & {
    readonly disk?: string | undefined;
    readonly planned?: string | undefined;
    readonly lun: number;
  };
  'os-type-changed': OfCopy & { readonly osType: string; readonly planned: string };
  'scale-set-joined': OfCopy;
  'scale-set-left': OfCopy;
  'disk-of-others': OfCopy & { readonly disk: string };

  'source-plan-unread': None;
  'source-seen-to': OfVm;
  'source-not-stopped': OfVm;
  'source-unproven': OfVm;
  'source-out-of-scope': OfVm & { readonly group: string };
  'name-not-mine': None;

  'version-replaced': OfVersion;
  'version-gone': OfVersion & OfCopy;
}

export const guardReason = codedOf<GuardReasons>();

/** A record that says what I never plan was not written by me. */
export const forged = (what: Forgery, word?: string) =>
  guardReason('record-forged', word === undefined ? { what } : { what, word });
