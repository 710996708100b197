import type { Inventory } from '../../jobs/housekeeping/inventory.ts';
import { roomOf } from '../../jobs/request/platforms.ts';
import { type Request, requestSchema } from '../../jobs/request/request.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import type { FormChoices, FormErrors, FormValues } from '../chat.ts';
import { type Reading, readVm, typedRegions } from './key-readers.ts';
import { type CommandKey, commandKeys } from './keys.ts';
import { plainSigns } from './tokenizer.ts';

/** The fields of the form that are a choice of a few words. */
export const picks = ['mode', 'consistency', 'checks', 'guest'] as const;

/** What a filled-in form came to. */
export type FormReading =
  | { readonly is: 'request'; readonly request: Request }
  | { readonly is: 'errors'; readonly fields: FormErrors };

/**
 * Reads a form by the same rules as a command; a sentence for every field that breaks one. What stands as the settings have it
 * is left to them, as in a command that does not name it.
 */
export function readFormValues(values: FormValues, now: Date, settings: Settings): FormReading {
  const keys: Readonly<Record<keyof typeof commandKeys, CommandKey>> = commandKeys;
  const { vm, gallery, definition, version, regions, publishers } = values;
  const picked = (name: (typeof picks)[number]) => {
    const own = name === 'guest' ? '' : settings[name];
    return values[name] !== '' && values[name] !== own && keys[name].read([values[name]], now);
  };
  const readings = {
    vm: vm === '' ? ({ is: 'problem', says: 'Choose a VM, or type its name.' } as const) : readVm(vm),
    gallery: gallery && keys.gallery.read([gallery], now),
    definition: definition && keys.definition.read([definition], now),
    version: version && keys.version.read([version], now),
    regions: regions.length > 0 && keys.regions.read(regions, now),
    publishers: publishers.length > 0 && keys.publishers.read(publishers, now),
    mode: picked('mode'),
    consistency: picked('consistency'),
    checks: picked('checks'),
    guest: picked('guest'),
  } satisfies Record<keyof FormValues, Reading | false | ''>;
  const fields: { -readonly [K in keyof FormErrors]: FormErrors[K] } = {};
  let request: Partial<Request> = {};
  for (const [field, reading] of Object.entries(readings)) {
    if (!reading) continue;
    if (reading.is === 'read') request = { ...request, ...reading.part };
    else fields[field as keyof FormValues] = reading.says;
  }
  if (Object.keys(fields).length > 0) return { is: 'errors', fields };
  return { is: 'request', request: requestSchema.parse(request) };
}

/** What a request comes to in the form: what it leaves out stands as the settings have it. */
export function valuesOf(request: Partial<Request>, settings: Settings): FormValues {
  return {
    vm: namedVm(request),
    gallery: request.gallery ?? settings.gallery?.name ?? '',
    definition: request.definition ?? settings.definition ?? '',
    version: request.version ?? '',
    regions: request.regions ? typedRegions(request) : settings.regions,
    publishers: request.publishers ?? settings.publishers,
    mode: request.mode ?? settings.mode,
    consistency: request.consistency ?? settings.consistency,
    checks: request.checks ?? settings.checks,
    guest: request.guest ?? 'auto',
  };
}

/** What the form offers: what was last seen in Azure, and what it starts from. */
export function formChoices(
  inventory: Inventory | null,
  settings: Settings,
  request: Partial<Request> = {},
): FormChoices {
  const galleries = inventory?.galleries ?? [];
  const named = settings.gallery ? [settings.gallery.name] : [];
  const defined = settings.definition ? [settings.definition] : [];
  const locations = (inventory?.vms ?? []).map(({ location }) => location);
  const defaults = valuesOf(request, settings);
  return {
    galleries: unique([...named, ...galleries.map(({ name }) => name)]),
    definitions: unique([...defined, ...galleries.flatMap(({ definitions }) => definitions)]),
    regions: unique([...settings.regions, ...defaults.regions, ...locations]),
    publishers: settings.publishers,
    modes: settings.modes,
    defaults,
  };
}

/** The VM with its group where that is known, as far as every menu takes it. */
function namedVm({ vm = '', resourceGroup }: Partial<Request>): string {
  const whole = `${resourceGroup}/${vm}`;
  return resourceGroup && vm && whole.length <= roomOf('choiceLetters') ? whole : vm;
}

/** The VMs that a typed piece may mean, best first; a name that is not known yet is offered as it was typed. */
export function suggestVms(
  inventory: Inventory | null,
  typed: string,
): readonly { readonly value: string; readonly label: string }[] {
  const name = plainSigns(typed);
  const piece = name.toLowerCase();
  const known = (inventory?.vms ?? [])
    .filter(vm => `${vm.resourceGroup}/${vm.name}`.toLowerCase().includes(piece))
    .sort((a, b) => rank(a.name, piece) - rank(b.name, piece) || (a.name < b.name ? -1 : 1))
    .slice(0, 99)
    .map(({ name, resourceGroup, osType, location }) => ({
      value: `${resourceGroup}/${name}`,
      label: `${name} (${resourceGroup}, ${osType}, ${location})`,
    }));
  const isNew =
    piece !== '' && !known.some(({ value }) => value.toLowerCase().endsWith(`/${piece}`) || value === piece);
  return isNew && readVm(name).is === 'read' ? [...known, { value: name, label: name }] : known;
}

const rank = (name: string, piece: string): number => {
  const at = name.toLowerCase().indexOf(piece);
  return at === 0 ? 0 : at > 0 ? 1 : 2;
};

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
