import type { Facts } from '../facts.ts';

/** Where an error of Azure's came: at which step (null while planning), of a copy or in place, and of whose VM. */
export interface Here {
  readonly step: string | null;
  readonly clone: boolean;
  readonly vm: string;
  /** Whether a copy stands in a subnet that the settings name, or in one that was made for it. */
  readonly subnet?: 'named' | 'own';
}

/** What of an error a remedy is chosen by, besides its step: each name and id in it is left out of `words`. */
export interface Told {
  /** Azure's code, and those of the errors within. */
  readonly codes: readonly string[];
  readonly words: string;
  /** The rights that Azure names, as in `Microsoft.Compute/galleries/write`. */
  readonly actions: readonly string[];
  /** The ids of resources in it. */
  readonly ids: readonly string[];
  /** The whole text, from which a sentence may take a name. */
  readonly text: string;
}

/** One kind of error: all that is given must fit. What it means, and the way on, the bot says by its `cause`. */
export interface Remedy {
  /** Each a code of Azure's, or a pattern for codes that have the same end. */
  readonly codes?: readonly (string | RegExp)[];
  readonly says?: RegExp;
  /** Looked for in quotes too, where Azure hands on what a shop said: for whole sentences, which are nobody's name. */
  readonly quotes?: RegExp;
  readonly action?: RegExp;
  /** The resource that it is about. */
  readonly about?: RegExp;
  readonly subnet?: Here['subnet'];
  readonly steps?: readonly string[];
  readonly cause: string;
  /** What its sentence takes besides where it came. */
  readonly facts?: (told: Told) => Facts;
}

export const copySteps = [
  'create-clone-group',
  'stop-source',
  'take-snapshots',
  'take-restore-point',
  'start-source',
  'copy-disks',
  'isolate-clone',
  'create-clone',
] as const;
/** Where the source itself is at work on; what these steps make of it comes after. */
export const sourceSteps = ['stop-source', 'take-snapshots', 'take-restore-point', 'start-source'] as const;
export const guestSteps = ['check-guest', 'deprovision-guest', 'sysprep-guest'] as const;
export const gallerySteps = [
  'create-gallery',
  'create-definition',
  'delete-failed-version',
  'create-version',
  'grant-publisher',
] as const;

/** Whether a row is for such an error at such a step. */
export function fits(row: Remedy, { step, subnet }: Here, told: Told): boolean {
  const { codes, says: pattern, quotes, action, about, steps } = row;
  if (codes && !told.codes.some(code => codes.some(one => isCode(one, code)))) return false;
  if (pattern && !pattern.test(told.words)) return false;
  if (quotes && !quotes.test(told.text)) return false;
  if (action && !told.actions.some(one => action.test(one))) return false;
  if (about && !told.ids.some(one => about.test(one))) return false;
  if (row.subnet && row.subnet !== subnet) return false;
  return !steps || steps.some(one => one === step);
}

const isCode = (one: string | RegExp, code: string): boolean =>
  typeof one === 'string' ? one.toLowerCase() === code.toLowerCase() : one.test(code);
