import { z } from 'zod';
import { accessory, actionElement, contextImage, inputElement } from './elements.ts';
import { id, plain, text, upTo } from './objects.ts';

const typed = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), block_id: id.optional(), ...shape });
const loose = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.looseObject({ type: z.literal(type), block_id: id.optional(), ...shape });

const section = typed('section', {
  text: text(3000).optional(),
  fields: z.array(text(2000)).min(1).max(10).optional(),
  accessory: accessory.optional(),
  expand: z.boolean().optional(),
}).refine(block => block.text !== undefined || block.fields !== undefined, { error: 'missing required field: text' });

const contextElement = z.discriminatedUnion('type', [contextImage, ...text(3000).options]);

const everywhere = [
  section,
  typed('divider', {}),
  typed('header', { text: plain(150), level: z.int().min(1).max(4).optional() }),
  typed('context', { elements: z.array(contextElement).min(1).max(10) }),
  typed('actions', { elements: z.array(actionElement).min(1).max(25) }),
  typed('image', {
    image_url: upTo(3000).optional(),
    slack_file: z.looseObject({}).optional(),
    alt_text: upTo(2000),
    title: plain(2000).optional(),
  }),
  typed('input', {
    label: plain(2000),
    element: inputElement,
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  loose('rich_text', { elements: z.array(z.looseObject({ type: z.string() })) }),
  loose('video', { alt_text: z.string(), title: plain(200), video_url: z.string(), thumbnail_url: z.string() }),
  loose('alert', {}),
] as const;

const messageOnly = [
  loose('markdown', { text: upTo(12_000) }),
  loose('table', {
    rows: z
      .array(z.array(z.looseObject({})).max(20))
      .min(1)
      .max(100),
  }),
  loose('context_actions', {
    elements: z
      .array(z.looseObject({ type: z.string() }))
      .min(1)
      .max(5),
  }),
  ...(['file', 'card', 'carousel', 'container', 'data_table', 'plan', 'task_card'] as const).map(type =>
    loose(type, {}),
  ),
] as const;

/** The blocks of a message: at most fifty. */
export const messageBlocks = z.array(z.discriminatedUnion('type', [...everywhere, ...messageOnly])).max(50);

/** The blocks of a modal or an App Home: at most a hundred. */
export const viewBlocks = z
  .array(z.discriminatedUnion('type', [...everywhere]))
  .min(1)
  .max(100);
