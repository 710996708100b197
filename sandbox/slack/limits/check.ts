import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Block, Json } from '../model.ts';
import { Refused, refusedFields } from '../refused.ts';
import { messageBlocks } from './blocks.ts';
import { problemsOf } from './problems.ts';
import { home, modal } from './views.ts';

/** Characters that all the blocks of one message may show together; measured, not documented (bolt-js #2509). */
const charactersPerMessage = 13_200;

/** The blocks of a message, with the ids that were left out; refuses what Slack refuses. */
export function checkMessageBlocks(blocks: unknown): readonly Block[] {
  if (!Array.isArray(blocks)) throw new Refused('invalid_blocks_format');
  const problems = [...problemsOf(messageBlocks, blocks, '/blocks'), ...repeated(blocks, '/blocks')];
  if (problems.length > 0) throw refusedFields('invalid_blocks', problems);
  if (textOf(blocks) > charactersPerMessage) throw new Refused('msg_blocks_too_long');
  return blocks.map(withIds);
}

/** A modal or an App Home, with the ids that were left out; refuses what Slack refuses. */
export function checkView(view: unknown): Json & { readonly type: string; readonly blocks: readonly Block[] } {
  if (!isView(view)) throw refusedFields('invalid_arguments', ['must provide an object [json-pointer:/view]']);
  const schema: z.ZodType = view.type === 'home' ? home : modal;
  const problems = [...problemsOf(schema, view, '/view'), ...repeated(view.blocks, '/view/blocks')];
  if (problems.length > 0)
    throw refusedFields('invalid_arguments', ['failed to match all allowed schemas [json-pointer:/view]', ...problems]);
  if (JSON.stringify(view).length > 250_000) throw new Refused('view_too_large');
  return { ...view, blocks: view.blocks.map(withIds) };
}

function isView(view: unknown): view is Json & { type: string; blocks: Block[] } {
  return typeof view === 'object' && view !== null && !Array.isArray(view);
}

function repeated(blocks: unknown, root: string): string[] {
  const seen = new Set<unknown>();
  return (Array.isArray(blocks) ? blocks : []).flatMap((block, index) => {
    const { block_id } = Object(block);
    if (block_id === undefined || !seen.has(block_id)) {
      seen.add(block_id);
      return [];
    }
    return [`block_id \`${block_id}\` already exists [json-pointer:${root}/${index}/block_id]`];
  });
}

function textOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + (key === 'text' && typeof inner === 'string' ? inner.length : textOf(inner)),
    0,
  );
}

function withIds(block: Block): Block {
  const filled: Record<string, unknown> = { ...block, type: block.type, block_id: block.block_id || randomId() };
  if (Array.isArray(block.elements) && block.type === 'actions') filled.elements = block.elements.map(withActionId);
  if (block.accessory) filled.accessory = withActionId(block.accessory);
  if (block.element) filled.element = withActionId(block.element);
  return { ...filled, type: block.type };
}

const withActionId = (element: object) =>
  'type' in element && element.type === 'image'
    ? element
    : { ...element, action_id: Object(element).action_id || randomId() };
const randomId = () => randomBytes(4).toString('base64url');
