import { z } from 'zod';
import type { FormChoices, FormErrors, FormValues } from '../chat.ts';
import type { picks } from '../command/form.ts';
import { joinList, plainSigns, splitList } from '../command/tokenizer.ts';
import { baseWords, formWords, picksOf, pickWords } from '../notes/form-words.ts';
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
  const said = (name: keyof FormValues) => {
    const sentence = errors[name];
    return sentence ? cardText([{ bold: '⚠ ' }, sentence]) : [];
  };
  const named = (name: 'gallery' | 'definition', names: readonly string[]): CardPart[] => {
    const { label, other, placeholder } = formWords[name];
    const isKnown = few(names).includes(values[name]);
    const typed = field(`${name}-new`, {
      label: names.length > 0 ? other : label,
      placeholder,
      value: isKnown ? '' : values[name],
    });
    if (names.length === 0) return [...said(name), typed];
    return [
      ...said(name),
      choose(name, label, names, { chosen: isKnown ? values[name] : '', style: 'filtered' }),
      typed,
    ];
  };
  const { base } = choices;
  const sent = { ...(base ? { base: base.id } : {}), ...(opened ? { opened } : {}) };
  return card([
    cardHeading(formWords.title),
    ...(base ? cardText(baseWords(base)) : []),
    ...cardText([formWords.calm], { isSubtle: true, size: 'Small' }),
    ...said('vm'),
    {
      type: 'Input.ChoiceSet',
      id: 'vm',
      ...formWords.vm,
      style: 'filtered',
      choices: values.vm ? [choice(values.vm)] : [],
      'choices.data': { type: 'Data.Query', dataset: vmDataset },
      ...(values.vm ? { value: values.vm } : {}),
    },
    ...named('gallery', choices.galleries),
    ...named('definition', choices.definitions),
    ...said('version'),
    field('version', { ...formWords.version, value: values.version }),
    ...hint(formWords.version),
    ...said('regions'),
    ...regions(choices.regions, values.regions),
    ...hint(formWords.regions),
    ...said('publishers'),
    field('publishers', { ...formWords.publishers, value: joinList(values.publishers) }),
    ...picksOf(choices).flatMap(name => [...said(name), pick(name, values[name]), ...hint(pickWords[name])]),
    { type: 'ActionSet', actions: [executing({ title: formWords.submit, tone: 'primary' }, 'form', sent)] },
  ]);
}

const hint = (words: { readonly hint: string }): CardPart[] =>
  cardText([words.hint], { isSubtle: true, size: 'Small' });

function pick(id: (typeof picks)[number], value: string): CardPart {
  const { label, options } = pickWords[id];
  const choices = options.map(({ value, label }) => ({ title: label, value }));
  return { type: 'Input.ChoiceSet', id, label, style: 'compact', choices, ...(value ? { value } : {}) };
}

function regions(all: readonly string[], chosen: readonly string[]): CardPart[] {
  const names = few(all);
  const others = chosen.filter(name => !names.includes(name)).join(', ');
  const { label, other, placeholder } = formWords.regions;
  const typed = field('regions-new', { label: names.length > 0 ? other : label, placeholder, value: others });
  if (names.length === 0) return [typed];
  const value = chosen.filter(name => names.includes(name)).join(',');
  return [choose('regions', label, names, { chosen: value, isMultiSelect: true }), typed];
}

/** Teams draws some hundreds of choices; what is not among them can be typed. */
const few = (names: readonly string[]): readonly string[] => [...new Set(names)].slice(0, 100);

function choose(
  id: string,
  label: string,
  names: readonly string[],
  { chosen, ...look }: { chosen: string; style?: 'filtered'; isMultiSelect?: true },
): CardPart {
  const choices = few(names).map(choice);
  return { type: 'Input.ChoiceSet', id, label, ...look, choices, ...(chosen ? { value: chosen } : {}) };
}

function field(
  id: string,
  { label, placeholder, value }: { label: string; placeholder: string; value: string },
): CardPart {
  return {
    type: 'Input.Text',
    id,
    label,
    placeholder,
    maxLength: 1000,
    ...(value ? { value: shorten(value, 1000) } : {}),
  };
}

const choice = (name: string) => ({ title: shorten(name, 100), value: name });

const filledSchema = z.record(z.string(), z.unknown());

/** What a person filled in, out of what the card sent. A name that was typed goes before one that was chosen. */
export function readFilled(data: unknown): FormValues {
  const filled = filledSchema.safeParse(data).data ?? {};
  const word = (name: string) => {
    const value = filled[name];
    return typeof value === 'string' ? plainSigns(value) : '';
  };
  const list = (...names: readonly string[]) => names.flatMap(name => splitList(word(name)));
  return {
    vm: word('vm'),
    gallery: word('gallery-new') || word('gallery'),
    definition: word('definition-new') || word('definition'),
    version: word('version'),
    regions: [...new Set(list('regions', 'regions-new'))],
    publishers: list('publishers'),
    mode: word('mode'),
    consistency: word('consistency'),
    checks: word('checks'),
    guest: word('guest'),
  };
}
