import { z } from 'zod';
import type { FormValues } from '../chat.ts';
import { plainSigns, splitList } from '../command/tokenizer.ts';

/** The blocks in which a name may be typed that is not among those to choose from. */
export const otherName = { gallery: 'gallery-new', definition: 'definition-new' } as const;

const stateSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.looseObject({
      value: z.string().nullish(),
      selected_option: z.looseObject({ value: z.string() }).nullish(),
      selected_options: z.array(z.looseObject({ value: z.string() })).nullish(),
    }),
  ),
);

/** What a person filled in, out of the state of the view. A name that was typed goes before one that was chosen. */
export function readForm(state: unknown): FormValues {
  const parsed = stateSchema.safeParse(state);
  const fields = parsed.success ? parsed.data : {};
  const field = (name: string) => Object.values(fields[name] ?? {})[0];
  const word = (name: string) => plainSigns(field(name)?.value ?? field(name)?.selected_option?.value ?? '');
  const list = (name: string) => [
    ...(field(name)?.selected_options ?? []).map(({ value }) => value),
    ...splitList(word(name)),
  ];
  return {
    vm: word('vm'),
    gallery: word(otherName.gallery) || word('gallery'),
    definition: word(otherName.definition) || word('definition'),
    version: word('version'),
    regions: list('regions'),
    publishers: list('publishers'),
    mode: word('mode'),
    consistency: word('consistency'),
    checks: word('checks'),
    guest: word('guest'),
  };
}

/** The same sentences, at the blocks that the person has used. */
export function formErrors(
  errors: Partial<Record<keyof FormValues, string>>,
  view: { readonly blocks: readonly { readonly block_id?: string }[]; readonly state: unknown },
): Record<string, string> {
  const shown = new Set(view.blocks.map(({ block_id }) => block_id));
  const filled = stateSchema.safeParse(view.state);
  const used = (block: string) => Object.values(filled.data?.[block] ?? {}).some(field => field.value);
  return Object.fromEntries(
    Object.entries(errors).map(([name, sentence]) => {
      const other = name === 'gallery' || name === 'definition' ? otherName[name] : name;
      return [used(other) || !shown.has(name) ? other : name, sentence];
    }),
  );
}
