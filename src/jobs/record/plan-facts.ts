import type { PurchasePlan, VmDisk } from '../../azure/azure.ts';
import { type ClonePlan, outboundOf } from './clone-plan.ts';
import type { Facts } from './facts.ts';
import type { Plan } from './plan.ts';
import type { Warning } from './warnings.ts';

/** A fact of a plan. `of` tells it from others of its kind; `also` is shown with it and does not count. */
interface Found<F extends Facts> {
  readonly of?: string;
  readonly is: F;
  readonly also?: Facts;
}

const one = <F extends Facts>(is: F): readonly Found<F>[] => [{ is }];
const about = <F extends Facts>(of: string, is: F): readonly Found<F>[] => [{ of, is }];
/** A fact that is one value: left out where there is none. */
const value = (it: string | number | boolean | null | undefined) => one({ value: it ?? undefined });

/**
 * Every fact that a yes to a plan is for, in the order in which people are told that it has moved. The hash is of these and of nothing
 * else, so whatever moves the hash is in this list, and has words in the bot's `words/`. A fact that only newer plans have comes from an
 * optional field, and a plan without that has none of it: stored hashes stay as they are.
 */
export const planFacts = {
  vm: ({ vm: { name, size, osType, generation, securityType } }) =>
    one({ name, size, osType, generation, securityType }),
  'vm-unique-id': ({ vm }) => value(vm.vmId),
  image: ({ vm, clone }) =>
    one({ vm: clone ? undefined : vm.name, consistency: clone?.consistency, group: clone?.group.name }),
  outbound: ({ clone }) => (clone ? one({ value: outboundOf(clone) }) : []),
  extensions: ({ vm }) => one({ types: vm.extensions ?? [] }),
  power: ({ vm }) => value(vm.generalized ? 'generalized' : vm.power),
  'disk-sizes': ({ vm }) => one({ sizesGb: [vm.osDisk, ...vm.dataDisks].map(({ sizeGb }) => String(sizeGb ?? '?')) }),
  agent: ({ vm }) => one({ ready: vm.agent.ready }),
  'guest-by': ({ guest }) => value(guest.by),
  checks: ({ checks }) => value(checks),
  gallery: ({ target, galleryExists }) => about(target.gallery, { exists: galleryExists }),
  definition: ({ target, definitionExists }) => about(target.definition, { exists: definitionExists }),
  'definition-for': ({
    target,
    definition: { osType, osState, generation, architecture, securityType, diskControllers },
  }) => about(target.definition, { osType, osState, generation, architecture, securityType, diskControllers }),
  'definition-identifier': ({ target, definition: { identifier } }) =>
    about(target.definition, { publisher: identifier.publisher, offer: identifier.offer, sku: identifier.sku }),
  'definition-purchase-plan': ({ target, definition }) => about(target.definition, bought(definition.purchasePlan)),
  'definition-region': ({ target, definition }) => about(target.definition, { value: definition.location }),
  version: ({ target }) => value(target.version),
  'failed-version': ({ target, replaces }) => one({ version: replaces ? target.version : undefined }),
  regions: ({ version: { regions } }) =>
    one({ names: regions.map(({ name }) => name), replicas: regions.map(({ replicas }) => String(replicas)) }),
  access: ({ grants }) =>
    grants.map(({ principal, role, held }) => ({ of: principal.name, is: { role: role.name, held } })),
  warning: ({ warnings }) => warnings.map(warningFact),

  'vm-id': ({ vm }) => value(vm.id),
  'vm-subscription': ({ vm }) => value(vm.subscriptionId),
  'vm-group': ({ vm }) => value(vm.resourceGroup),
  'vm-region': ({ vm }) => value(vm.location),
  architecture: ({ vm }) => value(vm.architecture),
  'disk-controller': ({ vm }) => value(vm.diskController),
  'vm-purchase-plan': ({ vm }) => one(bought(vm.purchasePlan)),
  'disk-purchase-plan': ({ vm }) => one(bought(vm.diskPlan)),
  zones: ({ vm }) => one({ zones: vm.zones ?? [] }),
  'secure-boot': ({ vm }) => value(vm.uefi?.secureBoot),
  'virtual-tpm': ({ vm }) => value(vm.uefi?.vTpm),
  'os-disk': ({ vm: { osDisk } }) => one({ ...disk(osDisk), managed: osDisk.managed, ephemeral: osDisk.ephemeral }),
  'data-disk': ({ vm }) => vm.dataDisks.map(each => ({ of: String(each.lun), is: disk(each) })),
  'network-cards': ({ vm }) => one({ ids: vm.nicIds ?? [] }),
  'host-encryption': ({ vm }) => value(vm.encryptionAtHost),
  confidential: ({ vm }) =>
    one({ encryption: vm.confidential?.encryption, key: vm.confidential?.encryptionSetId ?? undefined }),
  'scale-set': ({ vm }) => value(vm.inScaleSet),
  'disk-encryption': ({ vm }) => value(vm.diskEncrypted),
  'subscription-name': ({ subscriptionName }) => value(subscriptionName),
  tenant: ({ tenantId }) => value(tenantId),
  'copy-part': ({ clone }) => (clone ? partsOf(clone) : []),
  'copy-disk': ({ clone }) =>
    (clone?.disks ?? []).map(({ lun, sourceId, snapshotId, diskId, sizeGb, storage, encryptionSetId }) => ({
      of: lun === null ? 'os' : String(lun),
      is: {
        ...{ sourceId, diskId, storage, snapshotId: snapshotId ?? undefined },
        ...{ sizeGb: sizeGb ?? undefined, key: encryptionSetId ?? undefined },
      },
    })),
  'gallery-place': ({ target: { gallery, resourceGroup, subscriptionId } }) =>
    about(gallery, { resourceGroup, subscriptionId }),
  'gallery-region': ({ target, galleryLocation }) => about(target.gallery, { value: galleryLocation }),
  'failed-version-capture': ({ replaces }) => value(replaces?.captureId),
  storage: ({ version }) => value(version.storage),
  replication: ({ version }) => value(version.replication),
  latest: ({ version }) => one({ isExcluded: version.excludeFromLatest }),
  'end-of-life': ({ version }) => value(version.endOfLifeDate),
  principal: ({ grants }) =>
    grants.map(({ principal: { id, type, name, detail, ownerTenantId }, role }) => ({
      of: name,
      is: { id, type, detail, tenantId: ownerTenantId ?? undefined, roleId: role.id },
    })),
  'partner-center': ({ partnerCenter }) => value(partnerCenter),
  'guest-command': ({ guest }) => value('command' in guest ? guest.command : null),
} as const satisfies Readonly<Record<string, (plan: Omit<Plan, 'hash'>) => readonly Found<Facts>[]>>;

export type PlanFact = keyof typeof planFacts;

/** What each fact says. */
export type FactsOf<N extends PlanFact> = ReturnType<(typeof planFacts)[N]>[number]['is'];

const bought = (plan: PurchasePlan | null | undefined) => ({
  publisher: plan?.publisher,
  product: plan?.product,
  name: plan?.name,
});

const disk = ({ id, storage, encryptionSetId }: VmDisk) => ({
  id: id ?? undefined,
  storage: storage ?? undefined,
  key: encryptionSetId ?? undefined,
});

const partsOf = ({ vm, id, group, restorePoint, securityGroupId, network, subnetId, nicId }: ClonePlan) =>
  Object.entries({
    subscription: vm.subscriptionId,
    group: group.id,
    'own-group': group.own,
    'vm-group': vm.resourceGroup,
    name: vm.name,
    vm: id,
    'restore-point-collection': restorePoint?.collectionId,
    'restore-point': restorePoint?.id,
    'security-group': securityGroupId,
    network: network?.id,
    'network-subnet': network?.subnet,
    subnet: subnetId,
    nic: nicId,
  }).map(([of, it]) => ({ of, is: { value: it } }));

/** What of a warning the plan says elsewhere, or what changes by the minute: it moves nothing by itself. */
const besides = ['vm', 'extensions', 'outbound', 'location', 'gallery', 'definition', 'version', 'captureId', 'count'];

function warningFact(warning: Warning | string): Found<Facts> {
  if (typeof warning === 'string') return { is: { says: warning } };
  const facts: readonly [string, Facts[string]][] = Object.entries(warning.facts);
  const [is = {}, also = {}] = [false, true].map(isBeside =>
    Object.fromEntries(facts.filter(([name]) => besides.includes(name) === isBeside)),
  );
  return { of: warning.code, is, also };
}
