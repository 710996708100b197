import { checkMessageBlocks } from './limits/check.ts';
import type { Json, Message } from './model.ts';
import { Refused } from './refused.ts';
import { app } from './world.ts';

const longestText = 40_000;

/** What an app wants to say, checked: the text, the blocks and the metadata, and nothing that is not there. */
export function contentOf(body: Json): Pick<Message, 'text' | 'blocks' | 'metadata' | 'attachments'> {
  const { text, blocks, metadata, attachments } = body;
  if (text !== undefined && typeof text !== 'string') throw new Refused('invalid_arguments');
  const said = blocks !== undefined && !(Array.isArray(blocks) && blocks.length === 0);
  const attached = Array.isArray(attachments) && attachments.length > 0;
  if (!text && !said && !attached) throw new Refused('no_text');
  if ((text ?? '').length > longestText) throw new Refused('msg_too_long');
  return {
    text: text ?? '',
    ...(said ? { blocks: checkMessageBlocks(blocks) } : {}),
    ...(attached ? { attachments } : {}),
    ...(metadata === undefined ? {} : { metadata: checkMetadata(metadata) }),
  };
}

function checkMetadata(metadata: unknown): Json {
  const { event_type, event_payload } = Object(metadata);
  if (typeof event_type !== 'string' || typeof event_payload !== 'object') throw new Refused('invalid_metadata_format');
  if (JSON.stringify(metadata).length > 8000) throw new Refused('metadata_too_large');
  return Object(metadata);
}

/** Whose words they are when the app speaks. */
export const asBot = { user: app.userId, bot_id: app.botId } as const;
