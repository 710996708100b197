import type {
  DefinitionListing,
  FoundDefinition,
  Gallery,
  ManagementLock,
  Permission,
  Principal,
  Role,
  Subscription,
  Usage,
  Version,
  Vm,
  VmSize,
} from '../../../azure/azure.ts';
import type { DefinitionRef, VersionRef } from '../../../azure/names.ts';
import type { Unseen } from '../../record/warnings.ts';
import type { Request } from '../../request/request.ts';
import type { Settings } from '../../request/settings.ts';
import type { PartnerCenter } from './partner-center.ts';
/** Somebody who is to get access, as asked for, and whom the directory knows under that. */
export interface Candidate {
  readonly query: string;
  readonly found: readonly Principal[];
}

/** Versions that captures hold which Azure does not have yet: this capture's own, and those of others that are known. */
export interface Reserved {
  readonly own: VersionRef | null;
  readonly others: readonly string[];
}

/** The world as the checks judge it: read once, before anything is written. */
export interface Survey {
  readonly request: Request;
  readonly settings: Settings;
  readonly vm: Vm;
  /** The gallery's subscription. */
  readonly subscription: Subscription;
  readonly target: DefinitionRef;
  readonly gallery: Gallery | null;
  readonly definition: FoundDefinition | null;
  readonly versions: readonly Version[];
  readonly reserved: Reserved;
  readonly knownRegions: readonly string[];
  /** Those that have availability zones. */
  readonly zonalRegions: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly role: Role | null;
  /** Role GUIDs by the principal's object id. */
  readonly held: ReadonlyMap<string, readonly string[]>;
  /** How far Partner Center's provider is registered, in Azure's words; null where nobody asks for it. */
  readonly ingestion: string | null;
  /** Whom it gives access, and in which role; left out where nobody asks for it. */
  readonly partnerCenter?: PartnerCenter;
  readonly preflight: Preflight;
}

/** What a capture stands on: what I may do, what is locked, what there is room for, and who counts on the VM. */
export interface Preflight {
  /** What I may do, by the scope it was asked about. */
  readonly permissions: ReadonlyMap<string, readonly Permission[]>;
  /** The locks that hold at the VM, at the gallery, and where a copy is made; none is asked for where nothing is made. */
  readonly locks: { readonly [At in 'vm' | 'gallery' | 'clone']: readonly ManagementLock[] };
  /** Of the VM's region, and of the gallery's. */
  readonly usages: { readonly [At in 'vm' | 'gallery']: readonly Usage[] };
  /** The VM's own size; null where its region has none of that name. */
  readonly size: VmSize | null;
  /** The load balancer pools that send the VM traffic. */
  readonly pools: readonly string[];
  readonly definitions: readonly DefinitionListing[];
  /** Only of a copy. */
  readonly foresight?: Foresight;
}

/** What is seen beforehand of what Azure would refuse only once a copy is under way; each part is left out where nobody needs it. */
export interface Foresight {
  /** How far the feature that encrypts at the host is registered, in Azure's words. */
  readonly hostEncryption?: string;
  /** What the subscription has and may have of networks, where one is made for the copy. */
  readonly networks: readonly Usage[];
  /** Of the subnet that the settings name; null where there is none of that name. */
  readonly subnet?: Usage | null;
  /** How many snapshots there are of each disk of the VM, by its id in lower case. */
  readonly snapshots: ReadonlyMap<string, number>;
  /** What I may not look at, though this copy may hang on it, with the right that it takes. */
  readonly unseen: readonly { readonly what: Unseen; readonly action: string }[];
}
