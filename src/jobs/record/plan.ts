import { createHash } from 'node:crypto';
import type { Definition, Principal, Role, Vm } from '../../azure/azure.ts';
import type { DefinitionRef, VmRef } from '../../azure/names.ts';
import type { StorageType } from '../request/request.ts';
import { type ClonePlan, outboundOf } from './clone-plan.ts';
import type { Minutes } from './minutes.ts';
import type { CheckLevel } from './readiness.ts';

/** A role that somebody gets on the gallery; `held` says that Azure has it already. */
export interface Grant {
  readonly principal: Principal;
  readonly role: Role;
  readonly held: boolean;
}

/**
 * What will happen, by name, decided before anything is written. `hash` stands for all the rest: a confirmation is for one hash.
 * `grants` holds those known now; `partnerCenter` adds Microsoft's own service principals, looked up once their provider is registered.
 */
export interface Plan {
  readonly hash: string;
  readonly vm: Vm;
  /** The copy that becomes the image in the VM's place; null when the VM itself does. */
  readonly clone: ClonePlan | null;
  readonly subscriptionName: string;
  readonly tenantId: string;
  readonly target: DefinitionRef & { readonly version: string };
  /** The failed version of that name which is deleted first, where there is one: `captureId` is its tag. */
  readonly replaces?: { readonly captureId: string | null };
  readonly galleryExists: boolean;
  readonly galleryLocation: string;
  readonly definitionExists: boolean;
  readonly definition: Definition;
  readonly version: {
    readonly regions: readonly { readonly name: string; readonly replicas: number }[];
    readonly storage: StorageType;
    readonly replication: 'Full' | 'Shallow';
    readonly excludeFromLatest: boolean;
    readonly endOfLifeDate: string | null;
  };
  readonly grants: readonly Grant[];
  readonly partnerCenter: boolean;
  /** Who runs the guest step: the worker through Run Command, a person over SSH or RDP, or nobody since Azure has the VM as generalized. */
  readonly guest:
    | { readonly by: 'run-command' }
    | { readonly by: 'nobody'; readonly because: string }
    | { readonly by: 'person'; readonly because: string; readonly command: string };
  /** What the readiness check in the guest leads to. */
  readonly checks: CheckLevel;
  readonly warnings: readonly string[];
  /** What it takes and costs as a rule. Nobody confirms that, so the hash is not of it. */
  readonly estimate?: Estimate;
}

/** The machine that is generalized and becomes the image: the clone, or the VM itself. */
export function subjectOf({ clone, vm }: Plan): VmRef & { readonly location: string } {
  return clone ? { ...clone.vm, location: vm.location } : vm;
}

/** What that machine is called before people. */
export const subjectName = ({ clone, vm }: Plan): string => (clone ? 'the copy' : vm.name);

/** What has to be typed in full to confirm a plan that spends the VM itself; null where a yes will do. */
export const confirmationWord = ({ clone, vm, guest }: Plan): string | null =>
  clone || guest.by === 'nobody' ? null : vm.name;

/** Hexadecimal digits of a plan's hash: 128 bits. Plans of older versions have half of them, and are never the same as a newer one. */
const hashLength = 32;

/** Gives a plan its hash: of everything in it that matters to the person who confirms it. */
export const withPlanHash = (plan: Omit<Plan, 'hash'>): Plan => ({ ...plan, hash: hashOf(plan) });

/** Whether a plan still says what its hash is of; null for a plan of an older version, of which that cannot be told. */
export const isIntact = ({ hash, ...plan }: Plan): boolean | null =>
  hash.length === hashLength ? hashOf(plan) === hash : null;

function hashOf(plan: Omit<Plan, 'hash'>): string {
  const { tags: _tags, agent, ...vm } = plan.vm;
  const { estimate: _estimate, ...said } = plan;
  const matters = { ...said, vm: { ...vm, agentReady: agent.ready } };
  return createHash('sha256').update(canonical(matters)).digest('hex').slice(0, hashLength);
}

/** What differs between two plans, as "what: before → now", for the person who has to confirm again. */
export function whatMoved(before: Plan, now: Plan): readonly string[] {
  const [old, fresh] = [factsOf(before), factsOf(now)];
  const moved = [...new Set([...old.keys(), ...fresh.keys()])]
    .filter(name => old.get(name) !== fresh.get(name))
    .map(name => `${name}: ${old.get(name) ?? 'nothing'} → ${fresh.get(name) ?? 'nothing'}`);
  return moved.length > 0 || before.hash === now.hash
    ? moved
    : ['a detail of the plan: compare it with the one before'];
}

function factsOf({ vm, clone, target, definition, version, grants, guest, ...plan }: Plan): Map<string, string> {
  const { gallery, definition: name } = target;
  const made = (exists: boolean) => (exists ? 'exists' : 'is to be created');
  const disks = [vm.osDisk, ...vm.dataDisks].map(({ sizeGb }) => `${sizeGb ?? '?'} GiB`).join(', ');
  return new Map<string, string>([
    ['VM', `${vm.name} (${vm.size}, ${vm.osType}, generation ${vm.generation}, ${vm.securityType})`],
    ['unique id of the VM', vm.vmId ?? 'not known'],
    ['what becomes the image', clone ? `a copy (${clone.consistency}) in ${clone.group.name}` : `${vm.name} itself`],
    ...(clone ? [['what the copy may reach', outboundOf(clone)] as const] : []),
    ['extensions', vm.extensions?.join(', ') || 'none'],
    ['power state', vm.generalized ? 'generalized' : vm.power],
    ['disks', disks],
    ['agent', vm.agent.ready ? 'ready' : 'not ready'],
    ['guest step by', guest.by],
    ['readiness check', plan.checks],
    [`gallery ${gallery}`, made(plan.galleryExists)],
    [`definition ${name}`, made(plan.definitionExists)],
    ...definitionFacts(name, definition),
    ['version', target.version],
    ['failed version', plan.replaces ? `${target.version} is deleted first` : 'none is deleted'],
    ['regions', version.regions.map(region => `${region.name} × ${region.replicas}`).join(', ')],
    ...grants.map(({ principal, role, held }): readonly [string, string] => [
      `access of ${principal.name}`,
      held ? `holds ${role.name} already` : `is to get ${role.name}`,
    ]),
  ]);
}

/** What a definition is for, in words; each of them is fixed once it is there. */
function definitionFacts(name: string, definition: Plan['definition']): readonly (readonly [string, string])[] {
  const { osType, osState, generation, architecture, securityType, diskControllers, identifier, purchasePlan } =
    definition;
  const { publisher, offer, sku } = identifier;
  const bought = purchasePlan ? Object.values(purchasePlan).filter(Boolean).join('/') : 'none';
  const machine = [osType, osState.toLowerCase(), `generation ${generation.slice(1)}`, architecture, securityType];
  return [
    [`what ${name} is for`, [...machine, diskControllers.join(' and ')].filter(Boolean).join(', ')],
    [`what ${name} is called (publisher/offer/sku)`, `${publisher}/${offer}/${sku}`],
    [`purchase plan of ${name}`, bought],
    [`region of ${name}`, definition.location],
  ];
}

/** JSON with its keys in order and without what is undefined, so that a value reads the same before and after it was stored. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/**
 * What a plan takes and costs, at most, at the prices of the settings; null where Azure does not tell how large a disk is.
 * `daily` is each part of the copy by its resource id: what it costs a day for as long as it exists.
 */
export interface Estimate {
  readonly minutes: Minutes;
  /** For how long the VM itself is down; it never comes back where it is spent. */
  readonly downtime: 'none' | 'for-good' | Minutes;
  readonly sizeGb: number | null;
  readonly copies: number;
  readonly monthly: number | null;
  readonly daily: Readonly<Record<string, number>> | null;
  readonly currency: string;
  readonly asOf: string;
}
