import type { Block, FormValues, Json } from '../model.ts';

/** Where each kind of element keeps what is chosen, and what it starts with. */
const fields: Record<string, { key: string; initial: string; many?: true; options?: true }> = {
  plain_text_input: { key: 'value', initial: 'initial_value' },
  number_input: { key: 'value', initial: 'initial_value' },
  email_text_input: { key: 'value', initial: 'initial_value' },
  url_text_input: { key: 'value', initial: 'initial_value' },
  datepicker: { key: 'selected_date', initial: 'initial_date' },
  timepicker: { key: 'selected_time', initial: 'initial_time' },
  datetimepicker: { key: 'selected_date_time', initial: 'initial_date_time' },
  radio_buttons: { key: 'selected_option', initial: 'initial_option', options: true },
  static_select: { key: 'selected_option', initial: 'initial_option', options: true },
  external_select: { key: 'selected_option', initial: 'initial_option', options: true },
  overflow: { key: 'selected_option', initial: 'initial_option', options: true },
  checkboxes: { key: 'selected_options', initial: 'initial_options', many: true, options: true },
  multi_static_select: { key: 'selected_options', initial: 'initial_options', many: true, options: true },
  multi_external_select: { key: 'selected_options', initial: 'initial_options', many: true, options: true },
  users_select: { key: 'selected_user', initial: 'initial_user' },
  channels_select: { key: 'selected_channel', initial: 'initial_channel' },
  conversations_select: { key: 'selected_conversation', initial: 'initial_conversation' },
  multi_users_select: { key: 'selected_users', initial: 'initial_users', many: true },
  multi_channels_select: { key: 'selected_channels', initial: 'initial_channels', many: true },
  multi_conversations_select: { key: 'selected_conversations', initial: 'initial_conversations', many: true },
};

/** An element and the block that it is in. */
export interface Placed {
  readonly block: Block;
  readonly element: Block & { readonly action_id: string };
}

/** Every element of these blocks that a person can use. */
export function elementsIn(blocks: readonly Block[]): readonly Placed[] {
  return blocks.flatMap(block =>
    [block.element, block.accessory, ...(Array.isArray(block.elements) ? block.elements : [])]
      .filter((inner): inner is Placed['element'] => typeof Object(inner).action_id === 'string')
      .map(element => ({ block, element })),
  );
}

/** The element with this action id, and where it is; null when it is not there. */
export function findElement(
  blocks: readonly Block[],
  { action_id, block_id }: { action_id: string; block_id?: string },
) {
  const same = ({ block, element }: Placed) =>
    element.action_id === action_id && (block_id === undefined || block.block_id === block_id);
  return elementsIn(blocks).find(same) ?? null;
}

/** What a form holds before anybody has touched it. */
export function initialValues(blocks: readonly Block[]): FormValues {
  return withValues(
    {},
    elementsIn(blocks)
      .filter(({ element }) => element.type !== 'overflow')
      .flatMap(placed => {
        const field = fields[placed.element.type];
        return field
          ? [
              {
                placed,
                state: {
                  type: placed.element.type,
                  [field.key]: placed.element[field.initial] ?? (field.many ? [] : null),
                },
              },
            ]
          : [];
      }),
  );
}

/** The same values with these put in. */
export function withValues(values: FormValues, entries: readonly { placed: Placed; state: Json }[]): FormValues {
  const filled: Record<string, Record<string, Json>> = structuredClone(values);
  for (const { placed, state } of entries) {
    const blockId = placed.block.block_id ?? '';
    filled[blockId] = { ...filled[blockId], [placed.element.action_id]: state };
  }
  return filled;
}

/**
 * The state of an element after a person has put `given` in: a text, the value of an option, a list of them, or the
 * state itself in Slack's own form. Answers null when there is no such option. `suggested` are options that a
 * type-ahead has offered.
 */
export function stateOf(element: Block, given: unknown, suggested: readonly Json[]): Json | null {
  const field = fields[element.type];
  if (!field) return null;
  if (typeof given === 'object' && given !== null && field.key in given) return { type: element.type, ...given };
  if (given === null || given === '') return { type: element.type, [field.key]: field.many ? [] : null };
  if (!field.options) return { type: element.type, [field.key]: given };

  const initial = [element[field.initial]].flat().filter((option): option is Json => typeof option === 'object');
  const offered = [...optionsOf(element), ...initial, ...suggested];
  const chosen = (Array.isArray(given) ? given : [given]).map(value =>
    typeof value === 'object' ? value : offered.find(option => option.value === String(value)),
  );
  if (chosen.includes(undefined)) return null;
  return { type: element.type, [field.key]: field.many ? chosen : chosen[0] };
}

/** What an element's state holds: the text, the option, the list. */
export const valueIn = (state: Json | undefined): unknown =>
  state ? state[fields[String(state.type)]?.key ?? ''] : undefined;

/** The options of a menu, grouped or not. */
export function optionsOf(menu: Json): readonly Json[] {
  const groups = Array.isArray(menu.option_groups) ? menu.option_groups : [];
  return [...(Array.isArray(menu.options) ? menu.options : []), ...groups.flatMap(group => group.options ?? [])];
}

/** Fresh values, with what was filled in before wherever the same element is still there. */
export function withKept(fresh: FormValues, before: FormValues): FormValues {
  return Object.fromEntries(
    Object.entries(fresh).map(([blockId, actions]) => [
      blockId,
      Object.fromEntries(
        Object.entries(actions).map(([actionId, state]) => {
          const kept = before[blockId]?.[actionId];
          return [actionId, kept && kept.type === state.type ? kept : state] as const;
        }),
      ),
    ]),
  );
}
