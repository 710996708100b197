import type { Json, JsonObject } from './json.ts';
import type { GuestFinding } from './readiness.ts';

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
] as const;
type GuestBehaviour = (typeof guestBehaviours)[number];

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
  readonly hostName: string;
  readonly osName: string;
  readonly osVersion: string;
  properties: JsonObject;
  plan: JsonObject | undefined;
  zones: readonly string[] | undefined;
  identity: JsonObject | undefined;
  tags: JsonObject | undefined;
  etag: string;
  power: PowerState;
  generalized: boolean;
  /** What happens in the guest: provisioned, deprovisioned, or ruined by a start after that. */
  guest: 'provisioned' | 'deprovisioned' | 'ruined';
  agent: 'Ready' | 'Not Ready';
  behaviour: GuestBehaviour;
  provisioning: { state: 'Succeeded' | 'Updating' | 'Failed'; at: Date };
  readonly runCommands: Map<string, RunCommand>;
  /** What the guest wrote last, for a script that reads its log. */
  guestLog: string;
  /** What a readiness check finds in the guest. */
  readonly findings: readonly GuestFinding[];
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
export type Version = GalleryPart & { readonly publishedAt: Date; replication: RegionProgress[] };
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
};

export type ResourceGroup = {
  readonly subscriptionId: string;
  readonly name: string;
  readonly location: string;
  tags: JsonObject;
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
