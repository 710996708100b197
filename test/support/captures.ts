import { randomBytes } from 'node:crypto';
import type { VmDisk } from '../../src/azure/azure.ts';
import type { ClonePlan } from '../../src/jobs/record/clone-plan.ts';
import type { Plan } from '../../src/jobs/record/plan.ts';
import { withPlanHash } from '../../src/jobs/record/plan-hash.ts';
import { type Capture, newCapture, type StepRecord } from '../../src/jobs/record/record.ts';
import type { Person, Place, Request } from '../../src/jobs/request/request.ts';

export const rita: Person = { platform: 'slack', workspace: 'T0SANDBOX', id: 'U0RITA', name: 'Rita Requester' };
export const olga: Person = { platform: 'slack', workspace: 'T0SANDBOX', id: 'U0OLGA', name: 'Olga Operator' };
export const images: Place = { platform: 'slack', workspace: 'T0SANDBOX', channel: 'C0IMAGES' };

/** When the captures of the tests are asked for; their questions stand until half an hour later. */
export const noon = new Date('2026-11-23T12:00:00Z');

const subscriptionId = '22222222-2222-2222-2222-222222222222';
const rgWeb = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers`;

/** A managed disk in rg-web with a key of the platform's. */
export function aDisk(name: string, sizeGb: number): VmDisk {
  return { id: `${rgWeb}/Microsoft.Compute/disks/${name}`, sizeGb, storage: 'Premium_LRS', encryptionSetId: null };
}

const group = `/subscriptions/${subscriptionId}/resourceGroups/capture-web-01-abcde`;
const named = (type: string) => `${group}/providers/${type}/capture-web-01-abcde`;

/** The copy of web-01 that a plan is for unless a test says otherwise. */
export function aClone(change: Partial<ClonePlan> = {}): ClonePlan {
  return {
    vm: { subscriptionId, resourceGroup: 'capture-web-01-abcde', name: 'capture-web-01-abcde' },
    id: named('Microsoft.Compute/virtualMachines'),
    consistency: 'crash',
    group: { id: group, name: 'capture-web-01-abcde', own: true },
    restorePoint: null,
    disks: [],
    securityGroupId: named('Microsoft.Network/networkSecurityGroups'),
    network: { id: named('Microsoft.Network/virtualNetworks'), subnet: 'clone' },
    subnetId: `${named('Microsoft.Network/virtualNetworks')}/subnets/clone`,
    nicId: named('Microsoft.Network/networkInterfaces'),
    ...change,
  };
}

/** A plan for web-01 as the sandbox has it: a copy of it becomes the image. */
export function aPlan(change: Partial<Omit<Plan, 'hash'>> = {}): Plan {
  return withPlanHash({
    clone: aClone(),
    vm: {
      subscriptionId,
      resourceGroup: 'rg-web',
      name: 'web-01',
      id: `${rgWeb}/Microsoft.Compute/virtualMachines/web-01`,
      location: 'westeurope',
      size: 'Standard_D2s_v5',
      osType: 'Linux',
      generation: 'V2',
      architecture: 'x64',
      securityType: 'TrustedLaunch',
      diskController: 'SCSI',
      purchasePlan: null,
      zones: [],
      uefi: { secureBoot: true, vTpm: true },
      osDisk: { ...aDisk('web-01_OsDisk', 30), managed: true, ephemeral: false },
      dataDisks: [{ lun: 0, ...aDisk('web-01_DataDisk_0', 64) }],
      nicIds: [`${rgWeb}/Microsoft.Network/networkInterfaces/web-01-nic`],
      inScaleSet: false,
      diskEncrypted: false,
      tags: {},
      power: 'running',
      generalized: false,
      agent: { ready: true, says: 'Ready' },
    },
    subscriptionName: 'Contoso production',
    tenantId: '11111111-1111-1111-1111-111111111111',
    target: { subscriptionId, resourceGroup: 'rg-images', gallery: 'golden', definition: 'web', version: '1.0.2' },
    galleryExists: true,
    galleryLocation: 'westeurope',
    definitionExists: true,
    definition: {
      location: 'westeurope',
      osType: 'Linux',
      osState: 'Generalized',
      generation: 'V2',
      architecture: 'x64',
      securityType: 'TrustedLaunch',
      diskControllers: ['SCSI'],
      purchasePlan: null,
      identifier: { publisher: 'contoso', offer: 'web', sku: 'web' },
    },
    version: {
      regions: [
        { name: 'westeurope', replicas: 1 },
        { name: 'eastus', replicas: 2 },
      ],
      storage: 'Standard_LRS',
      replication: 'Full',
      excludeFromLatest: false,
      endOfLifeDate: null,
    },
    grants: [
      {
        principal: {
          id: 'p1',
          type: 'User',
          name: 'Ann Publisher',
          detail: 'ann@contoso.example',
          ownerTenantId: null,
        },
        role: { id: 'r1', name: 'Compute Gallery Image Reader' },
        held: false,
      },
    ],
    partnerCenter: false,
    guest: { by: 'run-command' },
    checks: 'warn',
    warnings: [],
    ...change,
  });
}

/** The steps of a Linux capture, as far as they are done. */
export function someSteps({ done = 0, doing = false }: { done?: number; doing?: boolean } = {}): readonly StepRecord[] {
  const names = [
    ['deprovision-guest', 'Deprovision web-01', true],
    ['deallocate-vm', 'Stop and deallocate web-01', false],
    ['generalize-vm', 'Mark web-01 as generalized', true],
    ['create-version', 'Create web 1.0.2', false],
    ['grant-publisher', 'Give access', false],
  ] as const;
  return names.map(([name, title, irreversible], index) => {
    const step = { name, title, irreversible, attempt: 1 } as const;
    const startedAt = `2026-11-23T12:0${index}:00.000Z`;
    if (index < done)
      return { ...step, state: 'done', phase: 'asked', startedAt, endedAt: `2026-11-23T12:0${index}:45.000Z` };
    return index === done && doing
      ? { ...step, state: 'doing', phase: 'asked', startedAt }
      : { ...step, state: 'todo' };
  });
}

/** A capture of web-01 by Rita, planning; each has its own id. */
export function aCapture(change: Partial<Capture> = {}, request: Request = { vm: 'web-01' }): Capture {
  const capture = newCapture({
    id: `web-01-${randomBytes(4).toString('hex')}`,
    requester: rita,
    place: images,
    request,
    now: noon,
  });
  return { ...capture, ...change };
}

/** The same, waiting for Rita to confirm its plan. */
export function aWaitingCapture(change: Partial<Capture> = {}): Capture {
  const plan = aPlan();
  const at = noon.toISOString();
  return aCapture({
    plan,
    steps: someSteps(),
    status: { is: 'waiting', for: 'confirm', until: '2026-11-23T12:30:00.000Z' },
    notices: [{ kind: 'question', planHash: plan.hash, at }],
    ...change,
  });
}
