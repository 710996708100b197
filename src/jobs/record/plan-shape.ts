import { z } from 'zod';
import { outbounds } from '../../azure/outbound.ts';
import { checkLevels, consistencies, storageTypes } from '../request/request.ts';
import type { Plan } from './plan.ts';
import { guestReasonShape, warningShape } from './warnings.ts';

const { array, boolean, enum: oneOf, literal, looseObject: object, number, record, string } = z;

const vmRef = { subscriptionId: string(), resourceGroup: string(), name: string() };
// What has a default was not yet looked at when the first version of the code drew its plans.
const disk = {
  id: string().nullable().default(null),
  sizeGb: number().nullable(),
  storage: string().nullable().default(null),
  encryptionSetId: string().nullable().default(null),
};
const purchasePlan = object({ name: string(), publisher: string(), product: string() }).nullable();
const osType = oneOf(['Linux', 'Windows']);
const generation = oneOf(['V1', 'V2']);
const architecture = oneOf(['x64', 'Arm64']);
const tags = record(string(), string());

const vm = object({
  ...vmRef,
  id: string(),
  vmId: string().nullable().exactOptional(),
  location: string(),
  size: string(),
  osType,
  generation,
  architecture,
  securityType: oneOf(['Standard', 'TrustedLaunch', 'ConfidentialVM']),
  diskController: oneOf(['SCSI', 'NVMe']),
  purchasePlan,
  diskPlan: purchasePlan.unwrap().exactOptional(),
  zones: array(string()).default([]),
  uefi: object({ secureBoot: boolean(), vTpm: boolean() }).nullable().default(null),
  osDisk: object({ ...disk, managed: boolean(), ephemeral: boolean() }),
  dataDisks: array(object({ ...disk, lun: number() })),
  nicIds: array(string()).default([]),
  encryptionAtHost: literal(true).exactOptional(),
  confidential: object({ encryption: string(), encryptionSetId: string().nullable() }).exactOptional(),
  inScaleSet: boolean(),
  extensions: array(string()).exactOptional(),
  diskEncrypted: boolean(),
  tags,
  power: oneOf(['starting', 'running', 'stopping', 'stopped', 'deallocating', 'deallocated', 'unknown']),
  generalized: boolean(),
  agent: object({ ready: boolean(), says: string() }),
});

const clone = object({
  vm: object(vmRef),
  id: string(),
  consistency: oneOf(consistencies),
  group: object({ id: string(), name: string(), own: boolean() }),
  restorePoint: object({ collectionId: string(), id: string() }).nullable(),
  disks: array(
    object({
      lun: number().nullable(),
      sourceId: string(),
      snapshotId: string().nullable(),
      diskId: string(),
      sizeGb: number().nullable(),
      storage: string(),
      encryptionSetId: string().nullable(),
    }),
  ),
  securityGroupId: string(),
  network: object({ id: string(), subnet: string() }).nullable(),
  subnetId: string(),
  outbound: oneOf(outbounds).exactOptional(),
  nicId: string(),
});

const because = z.union([guestReasonShape, string()]);

const minutes = z.tuple([number(), number()]);
const estimate = object({
  minutes,
  downtime: z.union([literal('none'), literal('for-good'), minutes]),
  sizeGb: number().nullable(),
  copies: number(),
  monthly: number().nullable(),
  daily: record(string(), number()).nullable(),
  currency: string(),
  asOf: string(),
});

/** What everything relies on in a stored plan. What it says may still be none of ours: that is for the bounds. */
export const planShape = object({
  hash: string(),
  vm,
  clone: clone.nullable(),
  subscriptionName: string(),
  tenantId: string(),
  target: object({
    subscriptionId: string(),
    resourceGroup: string(),
    gallery: string(),
    definition: string(),
    version: string(),
  }),
  replaces: object({ captureId: string().nullable() }).exactOptional(),
  galleryExists: boolean(),
  galleryLocation: string(),
  definitionExists: boolean(),
  definition: object({
    location: string(),
    osType,
    osState: oneOf(['Generalized', 'Specialized']),
    generation,
    architecture,
    securityType: string(),
    diskControllers: array(string()),
    purchasePlan,
    identifier: object({ publisher: string(), offer: string(), sku: string() }),
  }),
  version: object({
    regions: array(object({ name: string(), replicas: number() })),
    storage: oneOf(storageTypes),
    replication: oneOf(['Full', 'Shallow']),
    excludeFromLatest: boolean(),
    endOfLifeDate: string().nullable(),
  }),
  grants: array(
    object({
      principal: object({
        id: string(),
        type: oneOf(['User', 'Group', 'ServicePrincipal']),
        name: string(),
        detail: string(),
        ownerTenantId: string().nullable(),
      }),
      role: object({ id: string(), name: string() }),
      held: boolean(),
    }),
  ),
  partnerCenter: boolean(),
  guest: z.discriminatedUnion('by', [
    object({ by: literal('run-command') }),
    object({ by: literal('nobody'), because }),
    object({ by: literal('person'), because, command: string() }),
  ]),
  checks: oneOf(checkLevels),
  warnings: array(z.union([warningShape, string()])),
  estimate: estimate.exactOptional(),
});

/** A plan of that shape is a Plan: what the type asks for and the shape leaves out does not compile. */
planShape satisfies z.ZodType<Plan>;
