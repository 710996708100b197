import type { WebClient } from '@slack/web-api';
import type { Person, Place } from '../../jobs/request/request.ts';
import { calling } from './errors.ts';

const page = 1000;

/** What a channel is called, and whether somebody may read there: a public one all members may, a private one who is in it. */
export async function slackChannelFor(client: WebClient, { channel }: Place, { id }: Person) {
  const { channel: found } = await calling(client.conversations.info({ channel }));
  const isOpen = found?.is_private === false || (await isMember(client, channel, id));
  return { name: found?.name ?? channel, isOpen };
}

async function isMember(client: WebClient, channel: string, id: string): Promise<boolean> {
  let cursor = '';
  do {
    const { members = [], response_metadata: next } = await calling(
      client.conversations.members({ channel, limit: page, ...(cursor ? { cursor } : {}) }),
    );
    if (members.includes(id)) return true;
    cursor = next?.next_cursor ?? '';
  } while (cursor);
  return false;
}
