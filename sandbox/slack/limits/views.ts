import { z } from 'zod';
import { viewBlocks } from './blocks.ts';
import { atMost, plain } from './objects.ts';

const common = {
  blocks: viewBlocks,
  private_metadata: atMost(3000).optional(),
  callback_id: atMost(255).optional(),
  external_id: atMost(255).optional(),
};

/** A modal as Slack takes it: one with something to fill in needs a submit button. */
export const modal = z
  .strictObject({
    type: z.literal('modal'),
    title: plain(24),
    submit: plain(24).optional(),
    close: plain(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
    ...common,
  })
  .refine(view => view.submit !== undefined || !view.blocks.some(block => block.type === 'input'), {
    error: 'missing required field: submit',
  });

/** An App Home. */
export const home = z.strictObject({ type: z.literal('home'), ...common });
