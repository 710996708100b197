import { z } from 'zod';
import type { FormChoices, FormErrors, FormValues } from './chat.ts';
import { type Card, type CardPart, card, executing, heading, text } from './teams-card.ts';
import { shorten } from './teams-text.ts';

/** The name under which the type-ahead of the form asks for VMs. */
export const vmDataset = 'vms';

/** The form of a capture as a card; with sentences at the fields that have to be filled in differently. */
export function formCard(choices: FormChoices, values: FormValues = choices.defaults, errors: FormErrors = {}): Card {
  const said = (name: keyof FormValues) => {
    const sentence = errors[name];
    return sentence ? text([{ bold: '⚠ ' }, sentence]) : [];
  };
  const named = (name: 'gallery' | 'definition', label: string, names: readonly string[]): CardPart[] => {
    const isKnown = names.includes(values[name]);
    const typed = field(
      `${name}-new`,
      names.length > 0 ? `${label}: or another name` : label,
      isKnown ? '' : values[name],
    );
    if (names.length === 0) return [...said(name), typed];
    return [
      ...said(name),
      choose(name, label, names, { chosen: isKnown ? values[name] : '', style: 'filtered' }),
      typed,
    ];
  };
  return card([
    heading('Capture a VM'),
    ...text(['Nothing is touched before you confirm the plan.'], { isSubtle: true, size: 'Small' }),
    ...said('vm'),
    {
      type: 'Input.ChoiceSet',
      id: 'vm',
      label: 'Virtual machine',
      placeholder: 'Type a part of its name',
      style: 'filtered',
      choices: values.vm ? [choice(values.vm)] : [],
      'choices.data': { type: 'Data.Query', dataset: vmDataset },
      ...(values.vm ? { value: values.vm } : {}),
    },
    ...named('gallery', 'Gallery', choices.galleries),
    ...named('definition', 'Image definition', choices.definitions),
    ...said('version'),
    field('version', 'Version', values.version, 'the next patch, or three numbers such as 1.2.0'),
    ...said('regions'),
    ...regions(choices.regions, values.regions),
    ...said('publishers'),
    field('publishers', 'Publishers', values.publishers.join(', '), 'ann@contoso.com, Image publishers'),
    ...said('guest'),
    {
      type: 'Input.ChoiceSet',
      id: 'guest',
      label: 'Command inside the VM',
      style: 'compact',
      value: values.guest,
      choices: [
        { title: 'I run it through Azure', value: 'auto' },
        { title: 'A person runs it by hand', value: 'manual' },
      ],
    },
    { type: 'ActionSet', actions: [executing({ title: 'Show me the plan', tone: 'primary' }, 'form', {})] },
  ]);
}

function regions(names: readonly string[], chosen: readonly string[]): CardPart[] {
  const others = chosen.filter(name => !names.includes(name)).join(', ');
  const typed = field('regions-new', names.length > 0 ? 'Regions: others' : 'Regions', others, 'westeurope, eastus');
  if (names.length === 0) return [typed];
  const value = chosen.filter(name => names.includes(name)).join(',');
  return [choose('regions', "Regions, besides the VM's own", names, { chosen: value, isMultiSelect: true }), typed];
}

/** Teams draws some hundreds of choices; what is not among them can be typed. */
const mostChoices = 100;

function choose(
  id: string,
  label: string,
  names: readonly string[],
  { chosen, ...look }: { chosen: string; style?: 'filtered'; isMultiSelect?: true },
): CardPart {
  const choices = [...new Set(names)].slice(0, mostChoices).map(choice);
  return { type: 'Input.ChoiceSet', id, label, ...look, choices, ...(chosen ? { value: chosen } : {}) };
}

function field(id: string, label: string, value: string, placeholder = 'name'): CardPart {
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
    return typeof value === 'string' ? value.trim() : '';
  };
  const list = (...names: readonly string[]) =>
    names
      .flatMap(name => word(name).split(','))
      .map(item => item.trim())
      .filter(item => item !== '');
  return {
    vm: word('vm'),
    gallery: word('gallery-new') || word('gallery'),
    definition: word('definition-new') || word('definition'),
    version: word('version'),
    regions: [...new Set(list('regions', 'regions-new'))],
    publishers: list('publishers'),
    guest: word('guest') === 'manual' ? 'manual' : 'auto',
  };
}
