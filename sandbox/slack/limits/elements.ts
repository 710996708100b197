import { z } from 'zod';
import { atMost, confirm, id, menu, option, plain, plainOption, upTo } from './objects.ts';

const common = { action_id: id.optional(), confirm: confirm.optional() };
const focus = { focus_on_load: z.boolean().optional() };
const select = { ...common, ...focus, placeholder: plain(150).optional() };
const many = { max_selected_items: z.int().min(1).optional() };
const typed = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), ...shape });

const oneOfTwo = (menuOf: { options?: unknown; option_groups?: unknown }) =>
  (menuOf.options === undefined) !== (menuOf.option_groups === undefined);
const eitherOptions = { error: 'exactly one of options and option_groups must be given' };

const button = typed('button', {
  ...common,
  text: plain(75),
  value: atMost(2000).optional(),
  url: atMost(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: atMost(75).optional(),
});
const overflow = typed('overflow', {
  ...common,
  options: z
    .array(plainOption.extend({ url: atMost(3000).optional() }))
    .min(1)
    .max(5),
});
const choices = { ...common, ...focus, options: z.array(option).min(1).max(10) };
const checkboxes = typed('checkboxes', { ...choices, initial_options: z.array(option).min(1).optional() });
const radioButtons = typed('radio_buttons', { ...choices, initial_option: option.optional() });
const image = typed('image', {
  image_url: upTo(3000).optional(),
  slack_file: z.looseObject({}).optional(),
  alt_text: upTo(2000),
});

const selects = [
  typed('static_select', { ...select, ...menu, initial_option: plainOption.optional() }).refine(
    oneOfTwo,
    eitherOptions,
  ),
  typed('external_select', {
    ...select,
    initial_option: plainOption.optional(),
    min_query_length: z.int().min(0).optional(),
  }),
  typed('users_select', { ...select, initial_user: z.string().optional() }),
  typed('conversations_select', {
    ...select,
    initial_conversation: z.string().optional(),
    default_to_current_conversation: z.boolean().optional(),
    response_url_enabled: z.boolean().optional(),
    filter: z.looseObject({}).optional(),
  }),
  typed('channels_select', {
    ...select,
    initial_channel: z.string().optional(),
    response_url_enabled: z.boolean().optional(),
  }),
  typed('multi_static_select', {
    ...select,
    ...many,
    ...menu,
    initial_options: z.array(plainOption).optional(),
  }).refine(oneOfTwo, eitherOptions),
  typed('multi_external_select', {
    ...select,
    ...many,
    initial_options: z.array(plainOption).optional(),
    min_query_length: z.int().min(0).optional(),
  }),
  typed('multi_users_select', { ...select, ...many, initial_users: z.array(z.string()).optional() }),
  typed('multi_conversations_select', {
    ...select,
    ...many,
    initial_conversations: z.array(z.string()).optional(),
    default_to_current_conversation: z.boolean().optional(),
    filter: z.looseObject({}).optional(),
  }),
  typed('multi_channels_select', { ...select, ...many, initial_channels: z.array(z.string()).optional() }),
] as const;

const pickers = [
  typed('datepicker', { ...select, initial_date: z.string().optional() }),
  typed('timepicker', { ...select, initial_time: z.string().optional(), timezone: z.string().optional() }),
  typed('datetimepicker', { ...common, ...focus, initial_date_time: z.int().optional() }),
] as const;

const input = {
  ...focus,
  action_id: id.optional(),
  placeholder: plain(150).optional(),
  dispatch_action_config: z.looseObject({}).optional(),
};
const inputs = [
  typed('plain_text_input', {
    ...input,
    initial_value: atMost(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
  }),
  typed('number_input', {
    ...input,
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  typed('email_text_input', { ...input, initial_value: z.string().optional() }),
  typed('url_text_input', { ...input, initial_value: z.string().optional() }),
  z.looseObject({ type: z.literal('rich_text_input') }),
  z.looseObject({ type: z.literal('file_input') }),
] as const;

const workflowButton = z.looseObject({ type: z.literal('workflow_button'), text: plain(75) });
const interactive = [button, overflow, checkboxes, radioButtons, ...selects, ...pickers, workflowButton] as const;

/** What may stand beside a section. */
export const accessory = z.discriminatedUnion('type', [...interactive, image]);
/** What may stand in an actions block. */
export const actionElement = z.discriminatedUnion('type', [
  ...interactive,
  z.looseObject({ type: z.literal('rich_text_input') }),
]);
/** What a person may fill in. */
export const inputElement = z.discriminatedUnion('type', [checkboxes, radioButtons, ...selects, ...pickers, ...inputs]);
/** A picture among the words of a context block. */
export const contextImage = image;
