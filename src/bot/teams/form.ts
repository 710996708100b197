import { z } from 'zod';
import type { FormChoices, FormErrors, FormValues } from '../chat.ts';
import { plainSigns, splitList } from '../command/tokenizer.ts';
import { type FormField, fieldsOf, filledIn, otherName } from '../notes/form-fields.ts';
import { baseWords, formWords } from '../notes/form-words.ts';
import { type Card, card, cardHeading, cardText, executing } from './card.ts';
import type { CardPart } from './card-part.ts';
import { shorten } from './text.ts';

/** The name under which the type-ahead of the form asks for VMs. */
export const vmDataset = 'vms';

/** A form that was filled in before. `opened`: it stands in the place of a note, for one person, and this opening has that name. */
interface Filled {
  readonly values?: FormValues;
  readonly errors?: FormErrors;
  readonly opened?: string | null;
}

/** The form of a capture as a card; with sentences at the fields that have to be filled in differently. */
export function formCard(
  choices: FormChoices,
  { values = choices.defaults, errors = {}, opened = null }: Filled = {},
): Card {
  const said = (sentence: string | undefined) => (sentence ? cardText([{ bold: '⚠ ' }, sentence]) : []);
  const { base } = choices;
  const sent = { ...(base ? { base: base.id } : {}), ...(opened ? { opened } : {}) };
  return card([
    cardHeading(formWords.title),
    ...(base ? cardText(baseWords(base)) : []),
    ...small(formWords.calm),
    ...fieldsOf(choices, values).flatMap(field => [
      ...said(errors[field.name]),
      ...inputsOf(field),
      ...('hint' in field && field.is !== 'list' ? small(field.hint) : []),
    ]),
    { type: 'ActionSet', actions: [executing({ title: formWords.submit, tone: 'primary' }, 'form', sent)] },
  ]);
}

const small = (words: string): CardPart[] => cardText([words], { isSubtle: true, size: 'Small' });

function inputsOf(field: FormField): CardPart[] {
  const { name, label, value } = field;
  const names = few(field.names);
  switch (field.is) {
    case 'search':
      return [
        {
          type: 'Input.ChoiceSet',
          id: name,
          label,
          placeholder: field.placeholder,
          style: 'filtered',
          choices: value ? [choice(value)] : [],
          'choices.data': { type: 'Data.Query', dataset: vmDataset },
          ...(value ? { value } : {}),
        },
      ];
    case 'text':
    case 'list':
      return [typed(name, field, value)];
    case 'name': {
      const isKnown = names.includes(value);
      const other = typed(otherName(name), otherWords(field, names), isKnown ? '' : value);
      return names.length === 0
        ? [other]
        : [choose(name, label, { names, chosen: isKnown ? value : '', style: 'filtered' }), other];
    }
    case 'names': {
      const chosen = field.values.filter(one => names.includes(one)).join(',');
      const others = field.values.filter(one => !names.includes(one)).join(', ');
      const other = typed(otherName(name), otherWords(field, names), others);
      return names.length === 0 ? [other] : [choose(name, label, { names, chosen, isMultiSelect: true }), other];
    }
    case 'pick': {
      const choices = field.options.map(one => ({ title: one.label, value: one.value }));
      return [{ type: 'Input.ChoiceSet', id: name, label, style: 'compact', choices, ...(value ? { value } : {}) }];
    }
  }
}

const otherWords = (
  { label, other, placeholder }: { label: string; other: string; placeholder: string },
  names: readonly string[],
) => ({ label: names.length > 0 ? other : label, placeholder });

/** Teams draws some hundreds of choices; what is not among them can be typed. */
const few = (names: readonly string[]): readonly string[] => [...new Set(names)].slice(0, 100);

function choose(
  id: string,
  label: string,
  { names, chosen, ...look }: { names: readonly string[]; chosen: string; style?: 'filtered'; isMultiSelect?: true },
): CardPart {
  const choices = names.map(choice);
  return { type: 'Input.ChoiceSet', id, label, ...look, choices, ...(chosen ? { value: chosen } : {}) };
}

const typed = (
  id: string,
  { label, placeholder }: { label: string; placeholder: string },
  value: string,
): CardPart => ({
  type: 'Input.Text',
  id,
  label,
  placeholder,
  maxLength: 1000,
  ...(value ? { value: shorten(value, 1000) } : {}),
});

const choice = (name: string) => ({ title: shorten(name, 100), value: name });

const filledSchema = z.record(z.string(), z.unknown());

/** What a person filled in, out of what the card sent; a ZodError when that is no object. */
export function readFilled(data: unknown): FormValues {
  const filled = filledSchema.parse(data);
  const word = (name: string) => {
    const value = filled[name];
    return typeof value === 'string' ? plainSigns(value) : '';
  };
  return filledIn({ word, list: name => splitList(word(name)) });
}
