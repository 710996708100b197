import { withoutHidden } from '../hidden-characters.ts';

/** A virtual machine by name; every part is as Azure's naming rules allow. */
export interface VmRef {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** A gallery by name. */
export interface GalleryRef {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly gallery: string;
}

/** An image definition by name. */
export interface DefinitionRef extends GalleryRef {
  readonly definition: string;
}

/** An image version by name, three int32 with dots between. */
export interface VersionRef extends DefinitionRef {
  readonly version: string;
}

/** A name in the case in which names are compared: no letter of another script becomes one of A to Z, as the Kelvin sign would. */
export const foldCase = (name: string): string => Array.from(name, foldLetter).join('');

function foldLetter(letter: string): string {
  const small = letter.toLowerCase();
  return isAscii(letter) || !isAscii(small.charAt(0)) ? small : letter;
}

const isAscii = (letter: string): boolean => letter <= '\x7f';

/** Whether two names are of one thing, as Azure compares them. */
export const isSameName = (a: string, b: string): boolean => foldCase(a) === foldCase(b);

const rules = {
  vm: {
    pattern: /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?$/,
    says: '1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or digit and not ending with a dot or dash',
  },
  resourceGroup: {
    pattern: /^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u,
    says: '1 to 90 letters, digits, dots, dashes, underscores or parentheses, not ending with a dot',
  },
  gallery: {
    pattern: /^[A-Za-z0-9]([A-Za-z0-9_.]{0,78}[A-Za-z0-9])?$/,
    says: '1 to 80 letters, digits, dots or underscores, beginning and ending with a letter or digit; no dashes',
  },
  definition: {
    pattern: /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?$/,
    says: '1 to 80 letters, digits, dots, dashes or underscores, beginning with a letter or digit and not ending with a dot or dash',
  },
  subscription: { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, says: 'a subscription id (a GUID)' },
  region: { pattern: /^[a-z][a-z0-9]{2,39}$/, says: 'a region by its short name, such as westeurope' },
} as const;

/** What an Azure name is the name of, where Azure has a rule for it. */
export type NameKind = keyof typeof rules;

/** Answers null for a name that Azure's own rules allow, else the rule in words. */
export function nameProblem(kind: NameKind, name: string): string | null {
  const rule = rules[kind];
  return rule.pattern.test(name) ? null : rule.says;
}

/** Whether a text is a GUID, as the ids of principals, roles and subscriptions are. */
export const isGuid = (text: string): boolean => nameProblem('subscription', text) === null;

/** Whether an id is of a resource of that type (`Microsoft.Compute/disks`) in a resource group, every part of it a name and no more. */
export function isResourceId(id: string, type: string): boolean {
  const [empty, subscriptions, subscription = '', groups, group = '', providers, ...rest] = id.split('/');
  const [provider, ...path] = rest;
  const types = [provider, ...path.filter((_, index) => index % 2 === 0)].join('/');
  const names = path.filter((_, index) => index % 2 === 1);
  return (
    [empty, subscriptions, groups, providers].join('/').toLowerCase() === '/subscriptions/resourcegroups/providers' &&
    nameProblem('subscription', subscription) === null &&
    nameProblem('resourceGroup', group) === null &&
    types.toLowerCase() === type.toLowerCase() &&
    path.length % 2 === 0 &&
    names.every(name => /^[A-Za-z0-9_.()-]{1,120}$/.test(name) && !/^\.+$/.test(name))
  );
}

const int32Max = 2_147_483_647;

/** Reads `major.minor.patch`, each an int32 without leading zeros; null when it is something else. */
export function parseVersion(text: string): readonly [number, number, number] | null {
  const match = /^(0|[1-9]\d{0,9})\.(0|[1-9]\d{0,9})\.(0|[1-9]\d{0,9})$/.exec(text);
  if (!match) return null;
  const [major, minor, patch] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return Math.max(major, minor, patch) > int32Max ? null : [major, minor, patch];
}

/** The version after the highest of those given: its patch plus one; 1.0.0 when there is none. Null when the patch is at its end. */
export function nextPatch(versions: readonly string[]): string | null {
  const parsed = versions.map(parseVersion).filter(version => version !== null);
  const highest = parsed.sort((a, b) => b[0] - a[0] || b[1] - a[1] || b[2] - a[2])[0];
  if (!highest) return '1.0.0';
  const [major, minor, patch] = highest;
  return patch < int32Max ? `${major}.${minor}.${patch + 1}` : null;
}

export const vmId = ({ subscriptionId, resourceGroup, name }: VmRef): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`;

export const galleryId = ({ subscriptionId, resourceGroup, gallery }: GalleryRef): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/galleries/${gallery}`;

export const definitionId = (ref: DefinitionRef): string => `${galleryId(ref)}/images/${ref.definition}`;

export const versionId = (ref: VersionRef): string => `${definitionId(ref)}/versions/${ref.version}`;

/** A resource of a provider by the names in its id: a child's name comes after its parent's. */
export interface ResourceRef {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly names: readonly string[];
}

/** Reads the id of a resource in a resource group, in any letter case; null when it is something else. */
export function parseResourceId(id: string): ResourceRef | null {
  const match = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/[^/]+((?:\/[^/]+\/[^/]+)+)$/i.exec(id);
  const [, subscriptionId, resourceGroup, path] = match ?? [];
  if (!subscriptionId || !resourceGroup || !path) return null;
  return { subscriptionId, resourceGroup, names: path.split('/').filter((_, index) => index > 0 && index % 2 === 0) };
}

/** The parts of an id that I made myself; `child` is empty where there is none. */
export function partsOf(id: string): Omit<ResourceRef, 'names'> & { readonly name: string; readonly child: string } {
  const found = parseResourceId(id);
  const [name, child = ''] = found?.names ?? [];
  if (!found || !name) throw new Error(`This is no resource id: ${id}`);
  return { subscriptionId: found.subscriptionId, resourceGroup: found.resourceGroup, name, child };
}

/** Reads a virtual machine's resource id, in any letter case; null when it is something else. */
export function parseVmId(id: string): VmRef | null {
  const match =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Compute\/virtualMachines\/([^/]+)$/i.exec(
      id,
    );
  const [, subscriptionId, resourceGroup, name] = match ?? [];
  return subscriptionId && resourceGroup && name ? { subscriptionId, resourceGroup, name } : null;
}

/** A region as Azure compares it, also as the portal writes it: "westeurope", "West Europe" and "(Europe) West Europe" are one. */
export const regionKey = (region: string): string =>
  withoutHidden(region)
    .replace(/\([^()]*\)/g, '')
    .toLowerCase()
    .replaceAll(' ', '');
