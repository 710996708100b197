import { z } from 'zod';
import { parseVmId } from '../../azure/names.ts';
import { platformIds, platformOf } from './platforms.ts';

const word = z.string().trim().min(1).max(200);

/** Who asked or decided, as the chat platform knows them. */
export const personSchema = z.object({
  platform: z.enum(platformIds()),
  workspace: z.string().max(100),
  id: z.string().min(1).max(200),
  name: z.string().max(200),
});
export type Person = Readonly<z.infer<typeof personSchema>>;

/** One account of one platform: the name may have changed. */
export const isSamePerson = (a: Person, b: Person): boolean =>
  a.platform === b.platform && a.workspace === b.workspace && a.id === b.id;

/** Where in the chat a capture lives: its thread is known once its first message is posted. */
export const placeSchema = z.object({
  platform: z.enum(platformIds()),
  workspace: z.string().max(100),
  channel: z.string().min(1).max(200),
});
export type Place = Readonly<z.infer<typeof placeSchema>>;

/** Whether two places are in one channel: some chats have the thread in the id of a place too. */
export const isSameChannel = (a: Place, b: Place): boolean =>
  a.platform === b.platform && a.workspace === b.workspace && wholeOf(a) === wholeOf(b);

const wholeOf = (place: Place): string => platformOf(place).threadInChannel?.exec(place.channel)?.[1] ?? place.channel;

export const storageTypes = ['Standard_LRS', 'Standard_ZRS', 'Premium_LRS'] as const;
export type StorageType = (typeof storageTypes)[number];

/** What becomes the image: a copy of the VM, which survives; or the VM itself, which is spent. */
export const modes = ['clone', 'in-place'] as const;

/** How the copy is taken: of the running VM, disk by disk; of the VM stopped for it; or of all disks at one moment. */
export const consistencies = ['crash', 'stop', 'restore-point'] as const;

/** What a finding of the readiness check leads to: nothing goes on, it is shown, or nothing is looked for. */
export const checkLevels = ['strict', 'warn', 'off'] as const;

/**
 * What is asked for, in the words of the person: names are looked up and defaults filled in only when the plan is made.
 * `vm` is a name, `group/name` or a resource id; `regions` are Azure's short names; `replicasIn` says for some of them how many copies go there,
 * `replicas` for all others; `endOfLife` is an ISO date.
 */
export const requestSchema = z.object({
  vm: word.max(500),
  subscription: word.optional(),
  resourceGroup: word.optional(),
  gallery: word.optional(),
  galleryResourceGroup: word.optional(),
  definition: word.optional(),
  version: word.optional(),
  regions: z.array(word).max(50).optional(),
  replicas: z.int().min(1).max(100).optional(),
  replicasIn: z.record(word, z.int().min(1).max(100)).optional(),
  storage: z.enum(storageTypes).optional(),
  replication: z.enum(['Full', 'Shallow']).optional(),
  excludeFromLatest: z.boolean().optional(),
  endOfLife: z.iso.date().optional(),
  publishers: z.array(word).max(20).optional(),
  role: word.optional(),
  guest: z.enum(['auto', 'manual']).optional(),
  mode: z.enum(modes).optional(),
  consistency: z.enum(consistencies).optional(),
  checks: z.enum(checkLevels).optional(),
  /** Show what would happen, and stop there. */
  planOnly: z.boolean().optional(),
  /** Delete a failed version of that number first, where one is in the way. */
  replaceFailed: z.boolean().optional(),
  /** Wait in line when another capture has the VM or the version. */
  queue: z.boolean().optional(),
});
export type Request = Readonly<z.infer<typeof requestSchema>>;

/** The same request with the VM's name, group and subscription each for itself, however the VM was named. */
export function takenApart<R extends Partial<Request>>(request: R): R {
  const { vm = '' } = request;
  const ref = parseVmId(vm);
  if (ref) return { ...request, vm: ref.name, resourceGroup: ref.resourceGroup, subscription: ref.subscriptionId };
  const [group, name] = vm.split('/');
  return group && name ? { ...request, vm: name, resourceGroup: group } : request;
}
