import type { Moved } from '../../../../jobs/record/facts.ts';
import type { FactsOf, PlanFact } from '../../../../jobs/record/plan-facts.ts';
import { warningShape } from '../../../../jobs/record/warnings.ts';
import { sideBySide, strings } from './reasons/sentences.ts';
import { warningInWords } from './warnings.ts';

/** What a fact is called, and what it says. */
interface Words<F> {
  readonly name: string | ((of: string) => string);
  readonly say: (facts: F, of: string) => string;
}

type Optional<K extends string> = { readonly [N in K]?: string | number | boolean | undefined };

const plain = (name: Words<unknown>['name'], none = 'none'): Words<Optional<'value'>> => ({
  name,
  say: ({ value }) => String(value ?? none),
});
const yesNo = (name: string): Words<Optional<'value'>> => ({
  name,
  say: ({ value }) => (value === undefined ? 'not known' : value ? 'yes' : 'no'),
});
const bought = (name: Words<unknown>['name']): Words<Optional<'publisher' | 'product' | 'name'>> => ({
  name,
  say: ({ publisher, product, name: plan }) => [plan, publisher, product].filter(Boolean).join('/') || 'none',
});

const joined = (list: unknown): string => strings(list).join(', ') || 'none';
const known = (...words: readonly unknown[]): string => words.filter(Boolean).join(', ');
const made = ({ exists }: { readonly exists: boolean }) => (exists ? 'exists' : 'is to be created');
const disk = ({ id, storage, key }: Optional<'id' | 'storage' | 'key'>) =>
  known(id ?? 'unmanaged', storage, key && `key ${key}`);

const words: { readonly [N in PlanFact]: Words<FactsOf<N>> } = {
  vm: {
    name: 'VM',
    say: ({ name, size, osType, generation, securityType }) =>
      `${name} (${size}, ${osType}, generation ${generation}, ${securityType})`,
  },
  'vm-unique-id': plain('unique id of the VM', 'not known'),
  image: {
    name: 'what becomes the image',
    say: ({ vm, consistency, group }) => (consistency ? `a copy (${consistency}) in ${group}` : `${vm} itself`),
  },
  outbound: plain('what the copy may reach'),
  extensions: { name: 'extensions', say: ({ types }) => joined(types) },
  power: plain('power state'),
  'disk-sizes': { name: 'disks', say: ({ sizesGb }) => joined(strings(sizesGb).map(size => `${size} GiB`)) },
  agent: { name: 'agent', say: ({ ready }) => (ready ? 'ready' : 'not ready') },
  'guest-by': plain('guest step by'),
  checks: plain('readiness check'),
  gallery: { name: of => `gallery ${of}`, say: made },
  definition: { name: of => `definition ${of}`, say: made },
  'definition-for': {
    name: of => `what ${of} is for`,
    say: ({ osType, osState, generation, architecture, securityType, diskControllers }) =>
      known(
        ...[osType, String(osState).toLowerCase(), `generation ${String(generation).slice(1)}`],
        ...[architecture, securityType, strings(diskControllers).join(' and ')],
      ),
  },
  'definition-identifier': {
    name: of => `what ${of} is called (publisher/offer/sku)`,
    say: ({ publisher, offer, sku }) => `${publisher}/${offer}/${sku}`,
  },
  'definition-purchase-plan': bought(of => `purchase plan of ${of}`),
  'definition-region': plain(of => `region of ${of}`),
  version: plain('version'),
  'failed-version': {
    name: 'failed version',
    say: ({ version }) => (version ? `${version} is deleted first` : 'none is deleted'),
  },
  regions: {
    name: 'regions',
    say: ({ names, replicas }) => joined(sideBySide((name, count) => `${name} × ${count}`, names, replicas)),
  },
  access: {
    name: of => `access of ${of}`,
    say: ({ role, held }) => (held ? `holds ${role} already` : `is to get ${role}`),
  },
  warning: { name: 'warning', say: (facts, of) => sentenceOf(of, facts) },

  'vm-id': plain('resource id of the VM'),
  'vm-subscription': plain('subscription of the VM'),
  'vm-group': plain('resource group of the VM'),
  'vm-region': plain('region of the VM'),
  architecture: plain('architecture'),
  'disk-controller': plain('disk controller'),
  'vm-purchase-plan': bought('purchase plan of the VM'),
  'disk-purchase-plan': bought('purchase plan of its OS disk'),
  zones: { name: 'availability zones', say: ({ zones }) => joined(zones) },
  'secure-boot': yesNo('secure boot'),
  'virtual-tpm': yesNo('virtual TPM'),
  'os-disk': {
    name: 'OS disk',
    say: ({ managed, ephemeral, ...it }) =>
      known(disk(it), managed ? 'managed' : 'not managed', ephemeral && 'ephemeral'),
  },
  'data-disk': { name: of => `data disk ${of}`, say: disk },
  'network-cards': { name: 'network cards', say: ({ ids }) => joined(ids) },
  'host-encryption': yesNo('encryption at host'),
  confidential: {
    name: 'encryption as a confidential VM',
    say: ({ encryption, key }) => known(encryption ?? 'none', key && `key ${key}`),
  },
  'scale-set': yesNo('member of a scale set'),
  'disk-encryption': yesNo('Azure Disk Encryption'),
  'subscription-name': plain('name of the subscription'),
  tenant: plain('tenant of the subscription'),
  'copy-part': plain(of => `${of.replaceAll('-', ' ')} of the copy`),
  'copy-disk': {
    name: of => (of === 'os' ? 'copy of the OS disk' : `copy of data disk ${of}`),
    say: ({ sourceId, snapshotId, diskId, sizeGb, storage, key }) =>
      known(
        ...[`${sourceId} to ${diskId}`, snapshotId && `over ${snapshotId}`],
        ...[sizeGb === undefined ? 'size not known' : `${sizeGb} GiB`, storage, key && `key ${key}`],
      ),
  },
  'gallery-place': {
    name: of => `where ${of} is`,
    say: ({ resourceGroup, subscriptionId }) => `${resourceGroup} in subscription ${subscriptionId}`,
  },
  'gallery-region': plain(of => `region of gallery ${of}`),
  'failed-version-capture': plain('capture of the failed version', 'not known'),
  storage: plain('storage'),
  replication: plain('replication'),
  latest: {
    name: 'place in “latest”',
    say: ({ isExcluded }) => (isExcluded ? 'the version is kept out' : 'the version can be it'),
  },
  'end-of-life': plain('end of life'),
  principal: {
    name: of => `who ${of} is`,
    say: ({ type, detail, id, tenantId, roleId }) =>
      known(type, detail, id, tenantId && `of tenant ${tenantId}`, `role ${roleId}`),
  },
  'partner-center': yesNo('access for Partner Center'),
  'guest-command': plain('command to run by hand'),
};

/** Why a plan is asked about again though no fact of it has moved. */
const others = {
  unsealed: 'nothing that I can see; but the record has no seal of a worker, so I ask once more',
  approvals: 'who must approve it, by the policy',
  'hash-length':
    'nothing that I can see; but an older version of me made the plan, and I cannot tell whether it is whole',
} as const;

/** What has moved, as "what: before → now"; older records have it as a line. */
export function movedInWords(moved: Moved | string): string {
  if (typeof moved === 'string') return moved;
  const { code, of = '', before, now } = moved;
  if (isIn(others, code)) return others[code];
  if (!isIn(words, code)) return code;
  const { name, say } = words[code] as Words<unknown>;
  const side = (facts: unknown) => (facts ? say(facts, of) : 'nothing');
  return `${typeof name === 'string' ? name : name(of)}: ${side(before)} → ${side(now)}`;
}

const isIn = <T extends object>(table: T, code: PropertyKey): code is keyof T => Object.hasOwn(table, code);

function sentenceOf(code: string, facts: Moved['now'] = {}): string {
  if (typeof facts.says === 'string') return facts.says;
  const warning = warningShape.safeParse({ code, facts });
  return warning.success ? warningInWords(warning.data) : code;
}
