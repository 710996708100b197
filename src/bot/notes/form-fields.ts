import type { FormChoices, FormValues } from '../chat.ts';
import { joinList } from '../command/tokenizer.ts';

/** A field as every chat's form draws it, each in its own way; `from` is the list of what is known, beside which another name may be typed. */
type Field =
  | { readonly is: 'search'; readonly label: string; readonly placeholder: string }
  | { readonly is: 'text' | 'list'; readonly label: string; readonly placeholder: string; readonly hint: string }
  | (Listed & { readonly is: 'name'; readonly from: 'galleries' | 'definitions' })
  | (Listed & { readonly is: 'names'; readonly from: 'regions'; readonly hint: string })
  | {
      readonly is: 'pick';
      readonly label: string;
      readonly hint: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
    };

interface Listed {
  readonly label: string;
  readonly other: string;
  readonly placeholder: string;
}

/** The fields of the form in their order, in the same words in every chat. What is picked has the values of a command's key of the same name. */
export const formFields = {
  vm: { is: 'search', label: 'Virtual machine', placeholder: 'Type a part of its name' },
  gallery: {
    is: 'name',
    from: 'galleries',
    label: 'Gallery',
    other: 'Gallery: or another name',
    placeholder: 'name',
  },
  definition: {
    is: 'name',
    from: 'definitions',
    label: 'Image definition',
    other: 'Image definition: or another name',
    placeholder: 'name',
  },
  version: {
    is: 'text',
    label: 'Version',
    placeholder: 'the next patch',
    hint: 'Three numbers such as 1.2.0; or patch, minor, major or date for the next of that kind.',
  },
  regions: {
    is: 'names',
    from: 'regions',
    label: 'Regions',
    other: 'Regions: others',
    placeholder: 'westeurope, eastus',
    hint: "Besides the VM's own region.",
  },
  publishers: {
    is: 'list',
    label: 'Publishers',
    placeholder: 'ann@contoso.com, Image publishers',
    hint: 'Who may publish the image: mail addresses, names, object or application ids, with commas between.',
  },
  mode: {
    is: 'pick',
    label: 'What becomes the image',
    hint: 'Where it is the VM itself, that VM cannot start again afterwards: I ask for its name, typed in full, first.',
    options: [
      { value: 'clone', label: 'A copy: the VM stays as it is' },
      { value: 'in-place', label: 'The VM itself: it is spent' },
    ],
  },
  consistency: {
    is: 'pick',
    label: 'How the copy is taken',
    hint: 'A copy of a running VM is as after a power cut. It does not matter where the VM itself becomes the image.',
    options: [
      { value: 'crash', label: 'While the VM runs, each disk for itself' },
      { value: 'stop', label: 'While the VM is stopped, for some minutes' },
      { value: 'restore-point', label: 'While the VM runs, all disks at one moment' },
    ],
  },
  checks: {
    is: 'pick',
    label: 'Readiness check in the guest',
    hint: 'It looks for what makes an image that does not start, or that carries secrets.',
    options: [
      { value: 'strict', label: 'Stop at what must be fixed' },
      { value: 'warn', label: 'Show what it finds, and go on' },
      { value: 'off', label: 'Do not look' },
    ],
  },
  guest: {
    is: 'pick',
    label: 'Command inside the VM',
    hint: 'By hand is for the VM itself: nobody gets into a copy.',
    options: [
      { value: 'auto', label: 'I run it through Azure' },
      { value: 'manual', label: 'A person runs it by hand' },
    ],
  },
} as const satisfies Readonly<Record<keyof FormValues, Field>>;

/** A field of one form: with its name, what is known for it, and what it is filled in with, as it would be typed. */
export type FormField = Field & {
  readonly name: keyof FormValues;
  readonly names: readonly string[];
  readonly value: string;
  readonly values: readonly string[];
};

/** The fields of a form, filled in with these values; the mode is not asked for where the settings leave one way. */
export function fieldsOf(choices: FormChoices, values: FormValues = choices.defaults): readonly FormField[] {
  const names = Object.keys(formFields) as (keyof FormValues)[];
  return names
    .filter(name => name !== 'mode' || choices.modes.length > 1)
    .map(name => {
      const field: Field = formFields[name];
      const filled = values[name];
      const [value, all] = typeof filled === 'string' ? [filled, [filled]] : [joinList(filled), filled];
      return { ...field, name, names: 'from' in field ? choices[field.from] : [], value, values: all };
    });
}

/** Under which a name is typed that is not among those to choose from. */
export const otherName = (name: string): string => `${name}-new`;

/** What a form came back with; a name that was typed goes before one that was chosen. */
export function filledIn({
  word,
  list,
}: {
  word: (name: string) => string;
  list: (name: string) => readonly string[];
}): FormValues {
  const named = (name: string) => word(otherName(name)) || word(name);
  return {
    vm: word('vm'),
    gallery: named('gallery'),
    definition: named('definition'),
    version: word('version'),
    regions: [...new Set([...list('regions'), ...list(otherName('regions'))])],
    publishers: list('publishers'),
    mode: word('mode'),
    consistency: word('consistency'),
    checks: word('checks'),
    guest: word('guest'),
  };
}
