import { z } from 'zod';
import type { FormValues } from '../chat.ts';
import { plainSigns, splitList } from '../command/tokenizer.ts';
import { filledIn, otherName } from '../notes/form-fields.ts';

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

/** What a person filled in, out of the state of the view; a ZodError when that is none. */
export function readForm(state: unknown): FormValues {
  const fields = stateSchema.parse(state);
  const field = (name: string) => Object.values(fields[name] ?? {})[0];
  const word = (name: string) => plainSigns(field(name)?.value ?? field(name)?.selected_option?.value ?? '');
  const list = (name: string) => [
    ...(field(name)?.selected_options ?? []).map(({ value }) => value),
    ...splitList(word(name)),
  ];
  return filledIn({ word, list });
}

/** The same sentences, at the blocks that the person has used. */
export function formErrors(
  errors: Partial<Record<keyof FormValues, string>>,
  view: { readonly blocks: readonly { readonly block_id?: string }[]; readonly state: unknown },
): Record<string, string> {
  const shown = new Set(view.blocks.map(({ block_id }) => block_id));
  const fields = stateSchema.parse(view.state);
  const used = (block: string) => Object.values(fields[block] ?? {}).some(field => field.value);
  return Object.fromEntries(
    Object.entries(errors).map(([name, sentence]) => {
      const other = otherName(name);
      return [used(other) || !shown.has(name) ? other : name, sentence];
    }),
  );
}
