import type { DefinitionRef, GalleryRef, VersionRef, VmRef } from './names.ts';

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

/** A virtual machine with what an image definition must agree with. Sizes in GiB. */
export interface Vm extends VmRef, VmStatus {
  readonly id: string;
  readonly location: string;
  readonly size: string;
  readonly osType: OsType;
  readonly generation: Generation;
  readonly architecture: Architecture;
  readonly securityType: SecurityType;
  readonly diskController: 'SCSI' | 'NVMe';
  readonly purchasePlan: PurchasePlan | null;
  readonly osDisk: { readonly sizeGb: number | null; readonly managed: boolean; readonly ephemeral: boolean };
  readonly dataDisks: readonly {
    readonly lun: number;
    readonly sizeGb: number | null;
    readonly storage: string | null;
  }[];
  readonly inScaleSet: boolean;
  readonly diskEncrypted: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** A line of the inventory that fills forms. */
export interface VmListing extends VmRef {
  readonly location: string;
  readonly osType: OsType;
}

export interface Gallery extends GalleryRef {
  readonly location: string;
  readonly provisioningState: string;
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

export type Operation =
  | { readonly is: 'running'; readonly retryAfterMs: number | null }
  | { readonly is: 'succeeded' }
  | { readonly is: 'failed'; readonly code: string; readonly message: string }
  | { readonly is: 'gone' };

/**
 * Everything a capture needs of Azure. `find` answers null when there is none; "not allowed" and every other failure is an
 * AzureError. What starts something sends one request, never again by itself, and does not wait for the outcome.
 */
export interface Azure {
  findSubscription(subscriptionId: string): Promise<Subscription | null>;
  /** Short names of the regions that a subscription may use. */
  listRegions(subscriptionId: string): Promise<readonly string[]>;
  listVms(subscriptionId: string, resourceGroup?: string): Promise<readonly VmListing[]>;
  findVm(vm: VmRef): Promise<Vm | null>;
  findVmStatus(vm: VmRef): Promise<VmStatus | null>;
  findGuestRun(vm: VmRef, name: string): Promise<GuestRun | null>;
  startGuestRun(
    vm: VmRef,
    run: { name: string; location: string; script: string; timeoutSeconds: number },
  ): Promise<Started>;
  deallocate(vm: VmRef): Promise<Started>;
  generalize(vm: VmRef): Promise<Started>;

  listGalleries(subscriptionId: string): Promise<readonly Gallery[]>;
  listDefinitions(gallery: GalleryRef): Promise<readonly string[]>;
  findGallery(gallery: GalleryRef): Promise<Gallery | null>;
  createGallery(gallery: GalleryRef, options: { location: string }): Promise<Started>;
  findDefinition(definition: DefinitionRef): Promise<(Definition & { readonly provisioningState: string }) | null>;
  createDefinition(ref: DefinitionRef, definition: Definition): Promise<Started>;
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
