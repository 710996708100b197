import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import type { FormChoices } from '../chat.ts';
import { type FormField, fieldsOf, otherName } from '../notes/form-fields.ts';
import { baseWords, formWords } from '../notes/form-words.ts';
import { contextBlock, plainTextObject } from './blocks.ts';

/** The modal's name, and the action of its type-ahead. */
export const formName = 'capture';
export const vmField = 'vm';

/** The form of a capture; `place` comes back with what was filled in, and what it is filled in from. */
export function captureForm(
  choices: FormChoices,
  place: { readonly channel: string; readonly proof?: string },
): ModalView {
  const { base } = choices;
  return {
    type: 'modal',
    callback_id: formName,
    private_metadata: JSON.stringify({ ...place, ...(base ? { base: base.id } : {}) }),
    title: plainTextObject(formWords.title, 24),
    submit: plainTextObject(formWords.submit, 24),
    close: plainTextObject(formWords.close, 24),
    blocks: [...(base ? contextBlock(baseWords(base)) : []), ...fieldsOf(choices).flatMap(blocksOf)],
  };
}

function blocksOf(field: FormField): InputBlock[] {
  const { name, label, names, value, values } = field;
  switch (field.is) {
    case 'search':
      return [
        input(
          name,
          { label, hint: `${field.placeholder}. ${formWords.calm}` },
          {
            type: 'external_select',
            action_id: vmField,
            min_query_length: 0,
            placeholder: plainTextObject(field.placeholder, 150),
            ...(value ? { initial_option: option(value) } : {}),
          },
        ),
      ];
    case 'text':
    case 'list':
      return [text(name, field, value)];
    case 'name': {
      const known = optionsOf(names);
      const chosen = known.find(one => one.value === value);
      const { placeholder, other } = field;
      if (known.length === 0) return [text(otherName(name), { label, placeholder }, value)];
      const typed = text(otherName(name), { label: other, placeholder }, chosen ? '' : value);
      return [input(name, { label, optional: true }, select(name, known, chosen)), typed];
    }
    case 'names': {
      const known = optionsOf(names);
      if (known.length === 0) return [text(name, field, value)];
      const chosen = known.filter(one => one.value !== undefined && values.includes(one.value));
      const some = chosen.length > 0 ? { initial_options: chosen } : {};
      const element = { type: 'multi_static_select', action_id: name, options: known, ...some } as const;
      return [input(name, { label, hint: field.hint, optional: true }, element)];
    }
    case 'pick': {
      const known = options(field.options);
      const chosen = known.find(one => one.value === value);
      return [input(name, { label, hint: field.hint }, select(name, known, chosen))];
    }
  }
}

function input(
  block: string,
  { label, hint, optional }: { label: string; hint?: string; optional?: true },
  element: InputBlock['element'],
): InputBlock {
  return {
    type: 'input',
    block_id: block,
    ...(optional ? { optional } : {}),
    label: plainTextObject(label, 2000),
    ...(hint ? { hint: plainTextObject(hint, 2000) } : {}),
    element,
  };
}

const select = (
  action: string,
  known: PlainTextOption[],
  chosen: PlainTextOption | undefined,
): InputBlock['element'] => ({
  type: 'static_select',
  action_id: action,
  options: known,
  ...(chosen ? { initial_option: chosen } : {}),
});

const text = (
  block: string,
  { placeholder, ...words }: { label: string; placeholder: string; hint?: string },
  value: string,
): InputBlock =>
  input(
    block,
    { ...words, optional: true },
    {
      type: 'plain_text_input',
      action_id: block,
      placeholder: plainTextObject(placeholder, 150),
      ...(value ? { initial_value: value.slice(0, 3000) } : {}),
    },
  );

/** Values and their labels as options of a menu; Slack has room for a hundred, and for values of 150 characters. */
export const options = (choices: readonly { readonly value: string; readonly label: string }[]): PlainTextOption[] =>
  choices
    .filter(({ value }) => value.length > 0 && value.length <= 150)
    .slice(0, 100)
    .map(({ value, label }) => ({ text: plainTextObject(label, 75), value }));

const optionsOf = (names: readonly string[]): PlainTextOption[] =>
  options([...new Set(names)].map(name => ({ value: name, label: name })));

const option = (name: string): PlainTextOption => ({ text: plainTextObject(name, 75), value: name });
