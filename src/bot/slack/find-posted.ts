import type { WebClient } from '@slack/web-api';
import type { MessageRef } from '../chat.ts';
import { calling, toChatError } from './errors.ts';

const pages = 3;

/** Looks among the newest messages for the one that `author` posted under a key, since other apps may use any key; null when it is not there or cannot be looked for. */
export async function findByKey(
  client: WebClient,
  { channel, thread, key, author }: { channel: string; thread: string | null; key: string; author: string | null },
): Promise<MessageRef | null> {
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const found = await read(client, { channel, thread, cursor });
    const message = found?.messages?.find(
      ({ metadata, user }) => keyOf(metadata?.event_payload) === key && (!author || !user || user === author),
    );
    if (message?.ts) return { channel, id: message.ts };
    cursor = found?.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  return null;
}

async function read(
  client: WebClient,
  { channel, thread, cursor }: { channel: string; thread: string | null; cursor: string | undefined },
) {
  const asked = { channel, include_all_metadata: true, limit: 200, ...(cursor ? { cursor } : {}) };
  try {
    return thread
      ? await calling(client.conversations.replies({ ...asked, ts: thread }))
      : await calling(client.conversations.history(asked));
  } catch (error) {
    if (toChatError(error).passing) throw error;
    return null;
  }
}

const keyOf = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null && 'key' in payload ? payload.key : null;
