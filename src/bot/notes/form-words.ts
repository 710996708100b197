import type { FormChoices, Span } from '../chat.ts';
import { picks } from '../command/form.ts';
import { code } from './elements.ts';

/** What the form asks for, in the same words in every chat. */
export const formWords = {
  title: 'Capture a VM',
  submit: 'Show me the plan',
  close: 'Close',
  notOurs: 'I cannot use this form any more, since I was updated. Close it and open a new one.',
  calm: 'Nothing is touched before you confirm the plan.',
  vm: { label: 'Virtual machine', placeholder: 'Type a part of its name' },
  gallery: { label: 'Gallery', other: 'Gallery: or another name', placeholder: 'name' },
  definition: { label: 'Image definition', other: 'Image definition: or another name', placeholder: 'name' },
  version: {
    label: 'Version',
    placeholder: 'the next patch',
    hint: 'Three numbers such as 1.2.0; or patch, minor, major or date for the next of that kind.',
  },
  regions: {
    label: 'Regions',
    other: 'Regions: others',
    placeholder: 'westeurope, eastus',
    hint: "Besides the VM's own region.",
  },
  publishers: {
    label: 'Publishers',
    placeholder: 'ann@contoso.com, Image publishers',
    hint: 'Who may publish the image: mail addresses, names, object or application ids, with commas between.',
  },
} as const;

/** What a form is over that another capture's request fills in. */
export function baseWords({ id, kept }: NonNullable<FormChoices['base']>): readonly Span[] {
  const too = kept ? ['. Kept too, though it is not shown below: ', code(kept)] : [];
  return ['As in capture ', code(id), ', for the next version', ...too];
}

/** What is chosen from a few ways: the values are those of a command's key of the same name. */
export const pickWords = {
  mode: {
    label: 'What becomes the image',
    hint: 'Where it is the VM itself, that VM cannot start again afterwards: I ask for its name, typed in full, first.',
    options: [
      { value: 'clone', label: 'A copy: the VM stays as it is' },
      { value: 'in-place', label: 'The VM itself: it is spent' },
    ],
  },
  consistency: {
    label: 'How the copy is taken',
    hint: 'A copy of a running VM is as after a power cut. It does not matter where the VM itself becomes the image.',
    options: [
      { value: 'crash', label: 'While the VM runs, each disk for itself' },
      { value: 'stop', label: 'While the VM is stopped, for some minutes' },
      { value: 'restore-point', label: 'While the VM runs, all disks at one moment' },
    ],
  },
  checks: {
    label: 'Readiness check in the guest',
    hint: 'It looks for what makes an image that does not start, or that carries secrets.',
    options: [
      { value: 'strict', label: 'Stop at what must be fixed' },
      { value: 'warn', label: 'Show what it finds, and go on' },
      { value: 'off', label: 'Do not look' },
    ],
  },
  guest: {
    label: 'Command inside the VM',
    hint: 'By hand is for the VM itself: nobody gets into a copy.',
    options: [
      { value: 'auto', label: 'I run it through Azure' },
      { value: 'manual', label: 'A person runs it by hand' },
    ],
  },
} as const;

/** The fields that are chosen from a few ways, in the order of the form; nothing is asked where the settings leave one way. */
export const picksOf = ({ modes }: FormChoices): readonly (typeof picks)[number][] =>
  picks.filter(name => name !== 'mode' || modes.length > 1);
