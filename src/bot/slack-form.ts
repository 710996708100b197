import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { FormChoices } from './chat.ts';
import { plain } from './slack-blocks.ts';
import { otherName } from './slack-form-values.ts';

/** The modal's name, and the action of its type-ahead. */
export const formName = 'capture';
export const vmField = 'vm';

/** The form of a capture; `place` comes back with what was filled in. */
export function captureForm(choices: FormChoices, place: { readonly channel: string }): ModalView {
  const { defaults } = choices;
  return {
    type: 'modal',
    callback_id: formName,
    private_metadata: JSON.stringify(place),
    title: plain('Capture a VM', 24),
    submit: plain('Show me the plan', 24),
    close: plain('Close', 24),
    blocks: [
      {
        type: 'input',
        block_id: 'vm',
        label: plain('Virtual machine', 2000),
        hint: plain('Type a part of its name. Nothing is touched before you confirm the plan.', 2000),
        element: {
          type: 'external_select',
          action_id: vmField,
          min_query_length: 0,
          placeholder: plain('Type a part of its name', 150),
          ...(defaults.vm ? { initial_option: option(defaults.vm) } : {}),
        },
      },
      ...named('gallery', 'Gallery', choices.galleries, defaults.gallery),
      ...named('definition', 'Image definition', choices.definitions, defaults.definition),
      text('version', 'Version', {
        placeholder: 'the next patch',
        initial: defaults.version,
        hint: 'Three numbers, such as 1.2.0.',
      }),
      regions(choices),
      text('publishers', 'Publishers', {
        placeholder: 'ann@contoso.com, Image publishers',
        initial: defaults.publishers.join(', '),
        hint: 'Who may publish the image: mail addresses, names, object or application ids, with commas between.',
      }),
      {
        type: 'input',
        block_id: 'guest',
        label: plain('Command inside the VM', 2000),
        element: {
          type: 'static_select',
          action_id: 'guest',
          options: guestOptions,
          initial_option: defaults.guest === 'manual' ? guestOptions[1] : guestOptions[0],
        },
      },
    ],
  };
}

const guestOptions: [PlainTextOption, PlainTextOption] = [
  { text: plain('I run it through Azure', 75), value: 'auto' },
  { text: plain('A person runs it by hand', 75), value: 'manual' },
];

/** A select of the names there are, and a field for one that there is not yet. */
function named(name: 'gallery' | 'definition', label: string, names: readonly string[], initial: string): KnownBlock[] {
  const known = optionsOf(names);
  const chosen = known.find(({ value }) => value === initial);
  const field = (block: string, words: string, start: string) =>
    text(block, words, { placeholder: 'name', initial: start });
  if (known.length === 0) return [field(otherName[name], label, initial)];
  return [
    {
      type: 'input',
      block_id: name,
      optional: true,
      label: plain(label, 2000),
      element: {
        type: 'static_select',
        action_id: name,
        options: known,
        ...(chosen ? { initial_option: chosen } : {}),
      },
    },
    field(otherName[name], `${label}: or another name`, chosen ? '' : initial),
  ];
}

function regions({ regions, defaults }: FormChoices): KnownBlock {
  const known = optionsOf(regions);
  if (known.length === 0)
    return text('regions', 'Regions', { placeholder: 'westeurope, eastus', initial: defaults.regions.join(', ') });
  const chosen = known.filter(({ value }) => value !== undefined && defaults.regions.includes(value));
  return {
    type: 'input',
    block_id: 'regions',
    optional: true,
    label: plain('Regions', 2000),
    hint: plain("Besides the VM's own region.", 2000),
    element: {
      type: 'multi_static_select',
      action_id: 'regions',
      options: known,
      ...(chosen.length > 0 ? { initial_options: chosen } : {}),
    },
  };
}

function text(
  block: string,
  label: string,
  words: { placeholder: string; initial: string; hint?: string },
): KnownBlock {
  return {
    type: 'input',
    block_id: block,
    optional: true,
    label: plain(label, 2000),
    ...(words.hint ? { hint: plain(words.hint, 2000) } : {}),
    element: {
      type: 'plain_text_input',
      action_id: block,
      placeholder: plain(words.placeholder, 150),
      ...(words.initial ? { initial_value: words.initial.slice(0, 3000) } : {}),
    },
  };
}

/** Values and their labels as options of a menu; Slack has room for a hundred, and for values of 150 characters. */
export const options = (choices: readonly { readonly value: string; readonly label: string }[]): PlainTextOption[] =>
  choices
    .filter(({ value }) => value.length > 0 && value.length <= 150)
    .slice(0, 100)
    .map(({ value, label }) => ({ text: plain(label, 75), value }));

const optionsOf = (names: readonly string[]): PlainTextOption[] =>
  options([...new Set(names)].map(name => ({ value: name, label: name })));

const option = (name: string): PlainTextOption => ({ text: plain(name, 75), value: name });
