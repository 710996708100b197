import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { FormChoices } from '../chat.ts';
import type { picks } from '../command/form.ts';
import { joinList } from '../command/tokenizer.ts';
import { baseWords, formWords, picksOf, pickWords } from '../notes/form-words.ts';
import { contextBlock, plainTextObject } from './blocks.ts';
import { otherName } from './form-values.ts';

/** The modal's name, and the action of its type-ahead. */
export const formName = 'capture';
export const vmField = 'vm';

/** The form of a capture; `place` comes back with what was filled in, and what it is filled in from. */
export function captureForm(
  choices: FormChoices,
  place: { readonly channel: string; readonly proof?: string },
): ModalView {
  const { defaults, base } = choices;
  return {
    type: 'modal',
    callback_id: formName,
    private_metadata: JSON.stringify({ ...place, ...(base ? { base: base.id } : {}) }),
    title: plainTextObject(formWords.title, 24),
    submit: plainTextObject(formWords.submit, 24),
    close: plainTextObject(formWords.close, 24),
    blocks: [
      ...(base ? contextBlock(baseWords(base)) : []),
      {
        type: 'input',
        block_id: 'vm',
        label: plainTextObject(formWords.vm.label, 2000),
        hint: plainTextObject(`${formWords.vm.placeholder}. ${formWords.calm}`, 2000),
        element: {
          type: 'external_select',
          action_id: vmField,
          min_query_length: 0,
          placeholder: plainTextObject(formWords.vm.placeholder, 150),
          ...(defaults.vm ? { initial_option: option(defaults.vm) } : {}),
        },
      },
      ...named('gallery', choices.galleries, defaults.gallery),
      ...named('definition', choices.definitions, defaults.definition),
      text('version', { ...formWords.version, initial: defaults.version }),
      regions(choices),
      text('publishers', { ...formWords.publishers, initial: joinList(defaults.publishers) }),
      ...picksOf(choices).map(name => pick(name, defaults[name])),
    ],
  };
}

function pick(name: (typeof picks)[number], initial: string): KnownBlock {
  const { label, hint, options: choices } = pickWords[name];
  const known = options(choices);
  const chosen = known.find(({ value }) => value === initial);
  return {
    type: 'input',
    block_id: name,
    label: plainTextObject(label, 2000),
    hint: plainTextObject(hint, 2000),
    element: {
      type: 'static_select',
      action_id: name,
      options: known,
      ...(chosen ? { initial_option: chosen } : {}),
    },
  };
}

/** A select of the names there are, and a field for one that there is not yet. */
function named(name: 'gallery' | 'definition', names: readonly string[], initial: string): KnownBlock[] {
  const { label, other, placeholder } = formWords[name];
  const known = optionsOf(names);
  const chosen = known.find(({ value }) => value === initial);
  const field = (label: string, initial: string) => text(otherName[name], { label, placeholder, initial });
  if (known.length === 0) return [field(label, initial)];
  return [
    {
      type: 'input',
      block_id: name,
      optional: true,
      label: plainTextObject(label, 2000),
      element: {
        type: 'static_select',
        action_id: name,
        options: known,
        ...(chosen ? { initial_option: chosen } : {}),
      },
    },
    field(other, chosen ? '' : initial),
  ];
}

function regions({ regions, defaults }: FormChoices): KnownBlock {
  const known = optionsOf(regions);
  if (known.length === 0) return text('regions', { ...formWords.regions, initial: defaults.regions.join(', ') });
  const chosen = known.filter(({ value }) => value !== undefined && defaults.regions.includes(value));
  return {
    type: 'input',
    block_id: 'regions',
    optional: true,
    label: plainTextObject(formWords.regions.label, 2000),
    hint: plainTextObject(formWords.regions.hint, 2000),
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
  words: { label: string; placeholder: string; initial: string; hint?: string },
): KnownBlock {
  return {
    type: 'input',
    block_id: block,
    optional: true,
    label: plainTextObject(words.label, 2000),
    ...(words.hint ? { hint: plainTextObject(words.hint, 2000) } : {}),
    element: {
      type: 'plain_text_input',
      action_id: block,
      placeholder: plainTextObject(words.placeholder, 150),
      ...(words.initial ? { initial_value: words.initial.slice(0, 3000) } : {}),
    },
  };
}

/** Values and their labels as options of a menu; Slack has room for a hundred, and for values of 150 characters. */
export const options = (choices: readonly { readonly value: string; readonly label: string }[]): PlainTextOption[] =>
  choices
    .filter(({ value }) => value.length > 0 && value.length <= 150)
    .slice(0, 100)
    .map(({ value, label }) => ({ text: plainTextObject(label, 75), value }));

const optionsOf = (names: readonly string[]): PlainTextOption[] =>
  options([...new Set(names)].map(name => ({ value: name, label: name })));

const option = (name: string): PlainTextOption => ({ text: plainTextObject(name, 75), value: name });
