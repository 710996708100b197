import { z } from 'zod';
import { zodProblems } from '../../src/jobs/request/zod-problems.ts';
import { guestBehaviours } from './world.ts';

const guid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'is not a GUID')
  .toLowerCase();
const tags = z.record(z.string(), z.string());
const plan = z.strictObject({ name: z.string(), publisher: z.string(), product: z.string() });
const osType = z.enum(['Linux', 'Windows']);
const generation = z.enum(['V1', 'V2']);
const architecture = z.enum(['x64', 'Arm64']);

const machine = z.strictObject({
  name: z.string(),
  resourceGroup: z.string(),
  subscriptionId: guid.optional(),
  location: z.string().default('westeurope'),
  osType: osType.default('Linux'),
  generation: generation.default('V2'),
  architecture: architecture.default('x64'),
  securityType: z.enum(['Standard', 'TrustedLaunch', 'ConfidentialVM']).default('Standard'),
  diskControllerType: z.enum(['SCSI', 'NVMe']).default('SCSI'),
  size: z.string().default('Standard_D2s_v5'),
  image: z.strictObject({ publisher: z.string(), offer: z.string(), sku: z.string(), version: z.string() }).optional(),
  osName: z.string().optional(),
  osVersion: z.string().optional(),
  osDiskSizeGb: z.int().positive().optional(),
  dataDiskSizesGb: z.array(z.int().positive()).default([]),
  /** In place of the sizes alone: with LUNs of one's own. */
  dataDisks: z
    .array(z.strictObject({ lun: z.int().min(0), sizeGb: z.int().positive(), sku: z.string().default('Premium_LRS') }))
    .default([]),
  osDisk: z.enum(['managed', 'ephemeral', 'unmanaged']).default('managed'),
  encryption: z.enum(['platform', 'customer-key', 'azure-disk-encryption']).default('platform'),
  loadBalancer: z.string().optional(),
  scaleSet: z.string().optional(),
  /** Paths that somebody left on the system disk. */
  files: z.array(z.string()).default([]),
  plan: plan.optional(),
  /** Of its system disk, where the machine itself has lost it. */
  diskPlan: plan.optional(),
  /** Whether its host encrypts what it keeps of the disks. */
  encryptionAtHost: z.boolean().default(false),
  zones: z.array(z.string()).optional(),
  tags: tags.default({}),
  power: z.enum(['running', 'stopped', 'deallocated']).default('running'),
  generalized: z.boolean().default(false),
  extensions: z.array(z.string()).default([]),
  agent: z.enum(['Ready', 'Not Ready']).default('Ready'),
  guest: z.enum(guestBehaviours).default('ok'),
  findings: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is not the code of a finding'),
        level: z.enum(['must', 'should', 'fine']),
        detail: z.string().regex(/^[^|\r\n]{0,100}$/, 'is longer than 100 characters, or has a bar or a line break'),
      }),
    )
    .default([]),
});

const definition = z.strictObject({
  name: z.string(),
  osType: osType.default('Linux'),
  generation: generation.default('V2'),
  architecture: architecture.default('x64'),
  securityType: z.enum(['', 'Standard', 'TrustedLaunch', 'TrustedLaunchSupported', 'ConfidentialVM']).default(''),
  diskControllerTypes: z.string().default('SCSI'),
  identifier: z.strictObject({ publisher: z.string(), offer: z.string(), sku: z.string() }),
  description: z.string().optional(),
  plan: plan.optional(),
  versions: z
    .array(
      z.strictObject({
        name: z.string(),
        regions: z.array(z.string()).min(1).default(['westeurope']),
        state: z.enum(['Succeeded', 'Failed']).default('Succeeded'),
        excludeFromLatest: z.boolean().default(false),
      }),
    )
    .default([]),
});

const gallery = z.strictObject({
  name: z.string(),
  resourceGroup: z.string(),
  subscriptionId: guid.optional(),
  location: z.string().default('westeurope'),
  description: z.string().optional(),
  tags: tags.default({}),
  definitions: z.array(definition).default([]),
});

/** What a world is described by; the parts that a file leaves out are those of the default world. */
export const worldSchema = z.strictObject({
  tenantId: guid,
  application: z.strictObject({ clientId: guid, objectId: guid, secret: z.string(), displayName: z.string() }),
  subscriptions: z.array(z.strictObject({ id: guid, name: z.string(), tenantId: guid.optional() })).min(1),
  resourceGroups: z.array(
    z.strictObject({
      name: z.string(),
      location: z.string().default('westeurope'),
      subscriptionId: guid.optional(),
      tags: tags.default({}),
    }),
  ),
  virtualMachines: z.array(machine),
  galleries: z.array(gallery),
  users: z.array(
    z.strictObject({
      id: guid,
      displayName: z.string(),
      mail: z.string().nullable().default(null),
      userPrincipalName: z.string(),
      userType: z.enum(['Member', 'Guest']).default('Member'),
      otherMails: z.array(z.string()).default([]),
      proxyAddresses: z.array(z.string()).default([]),
    }),
  ),
  groups: z.array(
    z.strictObject({
      id: guid,
      displayName: z.string(),
      mail: z.string().nullable().default(null),
      members: z.array(guid).default([]),
    }),
  ),
  servicePrincipals: z.array(
    z.strictObject({
      id: guid,
      displayName: z.string(),
      appId: guid,
      appOwnerOrganizationId: guid,
      afterRegistrationOf: z.string().optional(),
    }),
  ),
  roleAssignments: z.array(z.strictObject({ principalId: guid, role: z.string(), scope: z.string() })),
  registeredProviders: z.array(z.string()),
  /** As in `Microsoft.Compute/EncryptionAtHost`. */
  registeredFeatures: z.array(z.string()),
  customRoles: z.array(
    z.strictObject({
      id: guid,
      name: z.string(),
      description: z.string().default(''),
      actions: z.array(z.string()),
      notActions: z.array(z.string()).default([]),
      assignableScopes: z.array(z.string()).min(1),
    }),
  ),
  /** At a scope: a subscription, a resource group or a resource. */
  locks: z.array(
    z.strictObject({
      scope: z.string(),
      name: z.string(),
      level: z.enum(['CanNotDelete', 'ReadOnly']),
      notes: z.string().optional(),
    }),
  ),
  /** Limits of usages such as `cores`, in every region. */
  quotas: z.record(z.string(), z.int().min(0)),
  /** Sizes that the subscription may not have. */
  restrictedSizes: z.array(z.string()),
});

export const worldFileSchema = worldSchema.partial();
export type WorldSpec = z.infer<typeof worldSchema>;
/** A world as a person writes it down: defaults may be left out. */
export type WorldFile = z.input<typeof worldFileSchema>;

/** Reads a world file; throws one error that tells every problem. */
export function readWorldFile(value: unknown): z.infer<typeof worldFileSchema> {
  const read = worldFileSchema.safeParse(value);
  if (read.success) return read.data;
  const problems = zodProblems(read, 'the file').map(line => `  ${line}`);
  throw new Error(`The world file will not do:\n${problems.join('\n')}`);
}
