import type { Json, JsonObject } from './json.ts';
import type { Role } from './roles.ts';

type PowerState = 'starting' | 'running' | 'stopping' | 'stopped' | 'deallocating' | 'deallocated';
type OsType = 'Linux' | 'Windows';
type Generation = 'V1' | 'V2';

export const guestBehaviours = [
  'ok',
  'deprovision-leaves-ovf',
  'sysprep-fails',
  'hangs',
  'agent-dies',
  'restarts-after-stop',
  'deallocated-by-hand',
  'slow',
  'check-cut-off',
] as const;
type GuestBehaviour = (typeof guestBehaviours)[number];

/** What somebody left on a disk, as paths. */
export type DataContent = { files: string[] };

/** What is on a disk with an operating system: a copy of the disk has it too, and goes its own way from then on. */
export type SystemContent = DataContent & {
  readonly hostName: string;
  readonly osName: string;
  readonly osVersion: string;
  /** False where the agent never gets ready. */
  readonly agentWorks: boolean;
  /** What has happened to it: provisioned, deprovisioned, or ruined by a start after that. */
  guest: 'provisioned' | 'deprovisioned' | 'ruined';
  behaviour: GuestBehaviour;
  /** How often a script began to make an image of it: twice ruins a real one. */
  generalizations: number;
  /** What the guest wrote last, for a script that reads its log. */
  log: string;
  /** What else it says where it says what went wrong. */
  says?: string;
  /** What a readiness check finds in it. */
  readonly findings: readonly GuestFinding[];
};

/** A virtual machine: what is fixed as ARM's own body, what moves as fields. */
export type VirtualMachine = {
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly osType: OsType;
  readonly generation: Generation;
  readonly architecture: 'x64' | 'Arm64';
  readonly securityType: 'Standard' | 'TrustedLaunch' | 'ConfidentialVM';
  readonly osDiskSizeGb: number;
  /** What is on its system disk, the same object as the disk's own. */
  readonly disk: SystemContent;
  /** The types of the extensions on it. */
  readonly extensions: readonly string[];
  properties: JsonObject;
  plan: JsonObject | undefined;
  zones: readonly string[] | undefined;
  identity: JsonObject | undefined;
  tags: JsonObject | undefined;
  etag: string;
  power: PowerState;
  generalized: boolean;
  agent: 'Ready' | 'Not Ready';
  provisioning: {
    state: 'Creating' | 'Succeeded' | 'Updating' | 'Failed' | 'Deleting';
    at: Date;
    /** Why it failed. */
    error?: { readonly code: string; readonly message: string };
  };
  readonly runCommands: Map<string, RunCommand>;
};

export type RunCommand = {
  readonly name: string;
  readonly location: string;
  properties: JsonObject;
  tags: JsonObject | undefined;
  provisioningState: 'Creating' | 'Updating' | 'Succeeded' | 'Failed' | 'Deleting';
  execution: {
    state: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'TimedOut' | 'Canceled';
    message: string;
    exitCode: number | undefined;
    output: string;
    error: string;
    startedAt: Date | undefined;
    endedAt: Date | undefined;
  };
};

type ProvisioningState = 'Creating' | 'Updating' | 'Failed' | 'Succeeded' | 'Deleting';

type GalleryPart = {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  tags: JsonObject | undefined;
  properties: JsonObject;
  provisioningState: ProvisioningState;
};

export type Gallery = GalleryPart & {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  identity: JsonObject | undefined;
  readonly definitions: Map<string, Definition>;
};
export type Definition = GalleryPart & { readonly versions: Map<string, Version> };
export type Version = GalleryPart & {
  readonly publishedAt: Date;
  replication: RegionProgress[];
  /** What the system disk held when the version was asked for. */
  readonly content: DataContent | SystemContent | undefined;
};
export type RegionProgress = {
  readonly region: string;
  state: 'Unknown' | 'Replicating' | 'Completed' | 'Failed';
  details: string;
  /** When its copy begins and how long it takes, on the simulated clock. */
  readonly startsAtMs: number;
  readonly durationMs: number;
};

/** A disk, a snapshot or a managed image: the body as ARM answers it. */
export type StoredResource = {
  readonly id: string;
  readonly name: string;
  readonly type: 'disks' | 'snapshots' | 'images';
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  body: JsonObject;
  sasUntil: Date | undefined;
  /** What is on it; a managed image and an unformatted disk have nothing to tell. */
  readonly content: DataContent | SystemContent | undefined;
};

/** A network, a security group or a network interface: the body as ARM answers it. */
export type NetworkResource = {
  readonly id: string;
  readonly name: string;
  readonly type: NetworkType;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  tags: JsonObject | undefined;
  properties: JsonObject;
  etag: string;
  /** After a machine could not be made, its interface is kept for it for a while. */
  reserved: { readonly forVm: string; readonly untilMs: number } | undefined;
};
export type NetworkType = 'virtualNetworks' | 'networkSecurityGroups' | 'networkInterfaces';

export type RestorePointCollection = {
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  tags: JsonObject | undefined;
  readonly properties: JsonObject;
  readonly points: Map<string, RestorePoint>;
};
export type RestorePoint = {
  readonly id: string;
  readonly name: string;
  readonly properties: JsonObject;
  readonly disks: readonly DiskRestorePoint[];
  readonly takenAt: Date;
  provisioningState: 'Creating' | 'Failed' | 'Succeeded' | 'Deleting';
};
export type DiskRestorePoint = {
  readonly id: string;
  readonly name: string;
  readonly properties: JsonObject;
  readonly content: DataContent | SystemContent | undefined;
};

/** A lock at a subscription, a resource group or a resource. */
export type Lock = {
  readonly scope: string;
  readonly name: string;
  readonly level: 'CanNotDelete' | 'ReadOnly';
  readonly notes: string | undefined;
};

export type ResourceGroup = {
  readonly subscriptionId: string;
  readonly name: string;
  readonly location: string;
  tags: JsonObject;
  managedBy?: string;
  state: 'Succeeded' | 'Deleting';
};
export type Subscription = { readonly id: string; readonly name: string; readonly tenantId: string };

type User = {
  readonly kind: 'user';
  readonly id: string;
  readonly displayName: string;
  readonly mail: string | null;
  readonly userPrincipalName: string;
  readonly userType: 'Member' | 'Guest';
  readonly otherMails: readonly string[];
  readonly proxyAddresses: readonly string[];
};
type Group = {
  readonly kind: 'group';
  readonly id: string;
  readonly displayName: string;
  readonly mail: string | null;
  readonly members: readonly string[];
};
type ServicePrincipal = {
  readonly kind: 'servicePrincipal';
  readonly id: string;
  readonly displayName: string;
  readonly appId: string;
  readonly appOwnerOrganizationId: string;
  /** It is there only once this resource provider is registered. */
  readonly afterRegistrationOf: string | undefined;
};
export type Principal = User | Group | ServicePrincipal;

export type RoleAssignment = {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly roleId: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly properties: Readonly<Record<string, Json>>;
  readonly createdAt: Date;
};

export type World = {
  readonly tenantId: string;
  readonly application: { readonly clientId: string; readonly objectId: string; readonly secret: string };
  readonly subscriptions: readonly Subscription[];
  readonly resourceGroups: Map<string, ResourceGroup>;
  readonly virtualMachines: Map<string, VirtualMachine>;
  readonly galleries: Map<string, Gallery>;
  readonly stored: Map<string, StoredResource>;
  readonly network: Map<string, NetworkResource>;
  readonly restorePoints: Map<string, RestorePointCollection>;
  readonly locks: Map<string, Lock>;
  /** Built-in and custom roles by id. */
  readonly roles: Map<string, Role>;
  /** The limit of a usage such as `cores` or `standardDSv5Family`, where it is not the usual one. */
  readonly quotas: Map<string, number>;
  /** Features such as `Microsoft.Compute/EncryptionAtHost` that the subscriptions have, in lower case. */
  readonly registeredFeatures: Set<string>;
  /** Sizes that the subscription cannot have, in lower case. */
  readonly restrictedSizes: Set<string>;
  readonly principals: Map<string, Principal>;
  readonly roleAssignments: Map<string, RoleAssignment>;
  /** `subscription namespace`, in lower case. */
  readonly registeredProviders: Set<string>;
  readonly registeringProviders: Set<string>;
};

/** The identity of a resource within a resource group; names and types alternate as in ARM. */
export function resourceId(subscriptionId: string, resourceGroup: string, path: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${path}`;
}

/** Whether a principal is in the directory now; some come only with the registration of a provider. */
export function isPresent(world: World, principal: Principal): boolean {
  if (principal.kind !== 'servicePrincipal' || principal.afterRegistrationOf === undefined) return true;
  const namespace = principal.afterRegistrationOf.toLowerCase();
  return world.subscriptions.some(({ id }) => world.registeredProviders.has(`${id} ${namespace}`));
}

/** The principal of that object id, or null. */
export function findPrincipal(world: World, id: string): Principal | null {
  const principal = world.principals.get(id.toLowerCase());
  return principal && isPresent(world, principal) ? principal : null;
}

/** What a world file makes a readiness check find. */
export type GuestFinding = {
  readonly code: string;
  readonly level: 'must' | 'should' | 'fine';
  readonly detail: string;
};
