import type { InnerError } from './error-body.ts';
import type { DefinitionRef, GalleryRef, VersionRef, VmRef } from './names.ts';
import type { Outbound } from './outbound.ts';

export type OsType = 'Linux' | 'Windows';
export type Generation = 'V1' | 'V2';
export type Architecture = 'x64' | 'Arm64';
export type SecurityType = 'Standard' | 'TrustedLaunch' | 'ConfidentialVM';
export type PowerState = 'starting' | 'running' | 'stopping' | 'stopped' | 'deallocating' | 'deallocated' | 'unknown';

export interface PurchasePlan {
  readonly name: string;
  readonly publisher: string;
  readonly product: string;
}

/** A subscription and the tenant that owns it. */
export interface Subscription {
  readonly subscriptionId: string;
  readonly name: string;
  readonly tenantId: string;
}

/** What changes about a VM while it is captured. `generalized` is Azure's flag `OSState/generalized`. */
export interface VmStatus {
  readonly power: PowerState;
  readonly generalized: boolean;
  readonly agent: { readonly ready: boolean; readonly says: string };
}

/** A disk of a VM. `id` is null for an unmanaged one; `storage` is its SKU; `encryptionSetId` is there with a key of the customer's own. */
export interface VmDisk {
  readonly id: string | null;
  readonly sizeGb: number | null;
  readonly storage: string | null;
  readonly encryptionSetId: string | null;
}

/** A virtual machine with what an image definition must agree with. Sizes in GiB. */
export interface Vm extends VmRef, VmStatus {
  readonly id: string;
  /** Azure's own id of this one machine: a new VM of the same name has another. */
  readonly vmId?: string | null;
  readonly location: string;
  readonly size: string;
  readonly osType: OsType;
  readonly generation: Generation;
  readonly architecture: Architecture;
  readonly securityType: SecurityType;
  readonly diskController: 'SCSI' | 'NVMe';
  readonly purchasePlan: PurchasePlan | null;
  /** Of its OS disk, where the VM itself has none. */
  readonly diskPlan?: PurchasePlan;
  /** Zone numbers; none for a regional VM. */
  readonly zones: readonly string[];
  /** What a UEFI guest is started with; null where the VM does not say. */
  readonly uefi: { readonly secureBoot: boolean; readonly vTpm: boolean } | null;
  readonly osDisk: VmDisk & { readonly managed: boolean; readonly ephemeral: boolean };
  readonly dataDisks: readonly (VmDisk & { readonly lun: number })[];
  readonly nicIds: readonly string[];
  /** Its cache and temporary disk are encrypted on their host too. */
  readonly encryptionAtHost?: true;
  /** How the OS disk of a confidential VM is encrypted, in Azure's word, and with whose key. */
  readonly confidential?: { readonly encryption: string; readonly encryptionSetId: string | null };
  readonly inScaleSet: boolean;
  /** The types of the extensions on it, in the order of the alphabet; absent where there is none. */
  readonly extensions?: readonly string[];
  readonly diskEncrypted: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** What shows whether a VM is still the one that was planned, in one read. `diskIds` are its managed disks. */
export interface VmFacts {
  readonly vmId: string | null;
  readonly location: string;
  readonly diskIds: readonly string[];
  readonly osType: OsType;
  /** Null where it is not managed, as with a data disk. */
  readonly osDiskId: string | null;
  readonly dataDisks: readonly { readonly lun: number; readonly id: string | null }[];
  readonly inScaleSet: boolean;
  readonly size: string;
  /** By disk id, the encryption sets that Azure tells of with the VM. */
  readonly encryptionSetIds: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A line of the inventory that fills forms. */
export interface VmListing extends VmRef {
  readonly location: string;
  readonly osType: OsType;
}

/** A gallery as Azure has it; `captureId` is the tag of the capture that made it. */
export interface Gallery extends GalleryRef {
  readonly location: string;
  readonly provisioningState: string;
  readonly captureId?: string | null;
}

/** An image definition, or what a new one is to be. */
export interface Definition {
  readonly location: string;
  readonly osType: OsType;
  readonly osState: 'Generalized' | 'Specialized';
  readonly generation: Generation;
  readonly architecture: Architecture;
  readonly securityType: string;
  readonly diskControllers: readonly string[];
  readonly purchasePlan: PurchasePlan | null;
  readonly identifier: { readonly publisher: string; readonly offer: string; readonly sku: string };
}

/** An image definition as Azure has it; `captureId` is the tag of the capture that made it. */
export interface FoundDefinition extends Definition {
  readonly provisioningState: string;
  readonly captureId?: string | null;
}

/** A line of a gallery's list of definitions. */
export interface DefinitionListing {
  readonly name: string;
  readonly identifier: Definition['identifier'];
}

export interface RegionProgress {
  readonly region: string;
  readonly state: string;
  readonly percent: number;
  readonly details?: string;
}

/** An image version; `captureId` is the tag of the capture that made it. */
export interface Version {
  readonly name: string;
  readonly provisioningState: string;
  readonly captureId: string | null;
  readonly aggregatedState: string;
  readonly regions: readonly RegionProgress[];
}

/** What a clone is made of, each deleted again once the image is there. */
export type TemporaryKind =
  | 'group'
  | 'snapshot'
  | 'restore-point-collection'
  | 'restore-point'
  | 'disk'
  | 'security-group'
  | 'network'
  | 'nic'
  | 'vm';

/**
 * A resource of ours as Azure has it. `captureId` and `attempt` are its tags: which capture made it, in which attempt of the step;
 * `percent` is how much of a background copy is done, where there is one.
 */
export interface Temporary {
  readonly id: string;
  readonly provisioningState: string;
  readonly captureId: string | null;
  readonly attempt: number | null;
  readonly percent: number | null;
}

export type Tags = Readonly<Record<string, string>>;

/** What every resource of ours is tagged with; `expiresAt` is an ISO time, for whoever sweeps. */
export interface ResourceTags {
  /** What the settings want on everything that is made. */
  readonly tags?: Tags;
  readonly captureId: string;
  readonly attempt: number;
  readonly expiresAt: string;
}

/** A disk to be made from a snapshot, or from one disk of a restore point. */
export interface NewDisk extends ResourceTags {
  readonly location: string;
  readonly zones: readonly string[];
  readonly storage: string;
  readonly sourceId: string;
  readonly from: 'snapshot' | 'restore-point';
  readonly os: { readonly type: OsType; readonly generation: Generation } | null;
  readonly encryptionSetId: string | null;
}

/** A VM to be made of disks that are there, with no identity, no extension and no account of its own. */
export interface NewVm extends ResourceTags {
  readonly source: Vm;
  readonly osDiskId: string;
  readonly dataDisks: readonly { readonly lun: number; readonly diskId: string }[];
  readonly nicId: string;
}

/** A restore point, and of each disk in it the id to make a disk from; `lun` is null for the OS disk. */
export interface RestorePoint {
  readonly provisioningState: string;
  readonly disks: readonly { readonly lun: number | null; readonly id: string }[];
}

/** A resource of anybody's in a group, or with a tag of ours. */
export interface Listed {
  readonly id: string;
  readonly captureId: string | null;
}

/** What an identity may do at a scope: a set of patterns such as `Microsoft.Compute/*\/read`, less those that are taken out. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

/** A management lock; `scope` is the resource id at which it stands. */
export interface ManagementLock {
  readonly name: string;
  readonly level: 'CanNotDelete' | 'ReadOnly';
  readonly scope: string;
}

/** How much of a quota is used; `name` is Azure's own, such as `cores` or `standardDSv5Family`. */
export interface Usage {
  readonly name: string;
  readonly label: string;
  readonly used: number;
  readonly limit: number;
}

/** A VM size in a region; `family` is the name of its quota. */
export interface VmSize {
  readonly name: string;
  readonly family: string;
  readonly vcpus: number;
  readonly zones: readonly string[];
  /** Why this subscription cannot have it here, in Azure's word; null when it can. */
  readonly restriction: string | null;
}

/** A region that a subscription may use. */
export interface Region {
  readonly name: string;
  readonly hasZones: boolean;
}

/** What a new image version is to be; `endOfLifeDate` is an ISO date, `vmId` the generalized source. */
export interface NewVersion {
  readonly location: string;
  readonly vmId: string;
  readonly captureId: string;
  readonly regions: readonly { readonly name: string; readonly replicas: number }[];
  readonly storage: string;
  readonly replication: 'Full' | 'Shallow';
  readonly excludeFromLatest: boolean;
  readonly endOfLifeDate: string | null;
  readonly tags?: Tags;
  /** Whose disks it is made from: their keys hold for it too. */
  readonly keysOf?: Pick<Vm, 'osDisk' | 'dataDisks' | 'confidential'>;
}

/** A managed Run Command as its instance view tells it; `output` is the last 4 KB of stdout and stderr. */
export interface GuestRun {
  readonly state: 'pending' | 'running' | 'succeeded' | 'failed' | 'ended';
  readonly exitCode: number | null;
  readonly output: string;
}

export type PrincipalType = 'User' | 'Group' | 'ServicePrincipal';

/** Somebody or something that a role can be assigned to; `detail` tells namesakes apart (sign-in name, application id). */
export interface Principal {
  readonly id: string;
  readonly type: PrincipalType;
  readonly name: string;
  readonly detail: string;
  readonly ownerTenantId: string | null;
}

export interface Role {
  readonly id: string;
  readonly name: string;
}

/**
 * Azure has taken a call. `operation` is the signed URL at which its outcome can be asked for: a secret, kept out of
 * every log, message and error. `retryAfterMs` is how long Azure asks to wait before the first look; `requestId` is Azure's own
 * name of the call, or of several calls with blanks between.
 */
export interface Started {
  readonly operation: string | null;
  readonly retryAfterMs: number | null;
  readonly requestId?: string | null;
}

/** What Azure says of a failure: its code, all of its words, and the errors within it one by one. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly inner: readonly InnerError[];
}

export type Operation =
  | { readonly is: 'running'; readonly retryAfterMs: number | null }
  | { readonly is: 'succeeded' }
  | ({ readonly is: 'failed'; readonly requestId: string | null } & Said)
  | { readonly is: 'gone' };

/**
 * Everything a capture needs of Azure. `find` answers null when there is none; "not allowed" and every other failure is an
 * AzureError. What starts something sends one request, never again by itself, and does not wait for the outcome.
 */
export interface Azure {
  findSubscription(subscriptionId: string): Promise<Subscription | null>;
  /** The regions that a subscription may use, by short names. */
  listRegions(subscriptionId: string): Promise<readonly Region[]>;
  /** What my own identity may do at a scope. */
  listPermissions(scope: string): Promise<readonly Permission[]>;
  /** The locks that hold at a scope, those of its parents included. */
  listLocks(scope: string): Promise<readonly ManagementLock[]>;
  listUsages(subscriptionId: string, location: string): Promise<readonly Usage[]>;
  findSize(subscriptionId: string, location: string, size: string): Promise<VmSize | null>;
  /** How far a feature such as `EncryptionAtHost` of a provider is registered, in Azure's words. */
  findFeatureState(subscriptionId: string, namespace: string, feature: string): Promise<string>;
  listNetworkUsages(subscriptionId: string, location: string): Promise<readonly Usage[]>;
  /** How many addresses of a subnet are taken; null where its network tells nothing of it. */
  findSubnetUsage(subnetId: string): Promise<Usage | null>;
  /** The disk of each incremental snapshot of a subscription, by id: as often as it has one. */
  listSnapshotSources(subscriptionId: string): Promise<readonly string[]>;
  /** The load balancer pools that a network interface is in, each as `balancer/pool`. */
  listPools(nicId: string): Promise<readonly string[]>;
  listVms(subscriptionId: string, resourceGroup?: string): Promise<readonly VmListing[]>;
  findVm(vm: VmRef): Promise<Vm | null>;
  findVmStatus(vm: VmRef): Promise<VmStatus | null>;
  findVmFacts(vm: VmRef): Promise<VmFacts | null>;
  findGuestRun(vm: VmRef, name: string): Promise<GuestRun | null>;
  startGuestRun(
    vm: VmRef,
    run: { name: string; location: string; script: string; timeoutSeconds: number; tags?: Tags },
  ): Promise<Started>;
  deallocate(vm: VmRef): Promise<Started>;
  generalize(vm: VmRef): Promise<Started>;
  /** Shuts the guest down in order and keeps the hardware. */
  powerOff(vm: VmRef): Promise<Started>;
  startVm(vm: VmRef): Promise<Started>;

  findTemporary(kind: TemporaryKind, id: string): Promise<Temporary | null>;
  deleteTemporary(kind: TemporaryKind, id: string): Promise<Started>;
  /** Everything in a resource group; null when there is no such group. */
  listGroup(subscriptionId: string, resourceGroup: string): Promise<readonly Listed[] | null>;
  /** Everything in a subscription that a capture marked as temporary, groups included; what is to stay has no such mark. */
  listMarked(subscriptionId: string): Promise<readonly Listed[]>;
  createGroup(id: string, group: ResourceTags & { readonly location: string }): Promise<Started>;
  createSnapshot(
    id: string,
    snapshot: ResourceTags & { readonly location: string; readonly diskId: string },
  ): Promise<Started>;
  createRestorePointCollection(
    id: string,
    collection: ResourceTags & { readonly location: string; readonly vmId: string },
  ): Promise<Started>;
  createRestorePoint(id: string): Promise<Started>;
  findRestorePoint(id: string): Promise<RestorePoint | null>;
  createDisk(id: string, disk: NewDisk): Promise<Started>;
  /** Lets nothing in, and out no more than it is told. */
  createSecurityGroup(
    id: string,
    group: ResourceTags & { readonly location: string; readonly outbound: Outbound },
  ): Promise<Started>;
  /** One network with one subnet of the given name. */
  createNetwork(
    id: string,
    network: ResourceTags & {
      readonly location: string;
      readonly subnet: string;
      readonly securityGroupId: string;
      readonly outbound: Outbound;
    },
  ): Promise<Started>;
  /** Without a public address. */
  createNic(
    id: string,
    nic: ResourceTags & { readonly location: string; readonly subnetId: string; readonly securityGroupId: string },
  ): Promise<Started>;
  createVm(id: string, vm: NewVm): Promise<Started>;

  listGalleries(subscriptionId: string): Promise<readonly Gallery[]>;
  listDefinitions(gallery: GalleryRef): Promise<readonly DefinitionListing[]>;
  findGallery(gallery: GalleryRef): Promise<Gallery | null>;
  createGallery(gallery: GalleryRef, options: { location: string; captureId: string; tags?: Tags }): Promise<Started>;
  findDefinition(definition: DefinitionRef): Promise<FoundDefinition | null>;
  createDefinition(
    ref: DefinitionRef,
    definition: Definition,
    options: { captureId: string; tags?: Tags },
  ): Promise<Started>;
  listVersions(definition: DefinitionRef): Promise<readonly Version[]>;
  findVersion(version: VersionRef): Promise<Version | null>;
  createVersion(ref: VersionRef, version: NewVersion): Promise<Started>;
  deleteVersion(version: VersionRef): Promise<Started>;

  /** Whom a mail address, object id, application id or display name may mean; the caller refuses none and many. */
  findPrincipals(query: string): Promise<readonly Principal[]>;
  findRole(scope: string, nameOrId: string): Promise<Role | null>;
  /** The ids of the roles that a principal holds at this scope, inherited ones included. */
  listRoles(scope: string, principalId: string): Promise<readonly string[]>;
  /** Assigns under a name that is a function of scope, principal and role; that it exists already is fine. */
  assignRole(
    scope: string,
    assignment: { principal: Pick<Principal, 'id' | 'type'>; roleId: string },
  ): Promise<Started>;
  findProviderState(subscriptionId: string, namespace: string): Promise<string>;
  registerProvider(subscriptionId: string, namespace: string): Promise<Started>;

  findOperation(operation: string): Promise<Operation>;
}
