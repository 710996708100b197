import type { MessageRef } from '../chat.ts';

const base = 'https://teams.microsoft.com/l/message';

/** A link that opens a message in Teams; null for a chat with the bot alone, which has no address that others know. */
export function linkIn({ channel, id }: MessageRef, tenantId: string): string | null {
  const [conversation = '', thread] = channel.split(';messageid=');
  if (!conversation.startsWith('19:')) return null;
  const where = `${base}/${encodeURIComponent(conversation)}/${encodeURIComponent(id)}`;
  const query = new URLSearchParams({ tenantId });
  if (thread) query.set('parentMessageId', thread);
  else query.set('context', JSON.stringify({ contextType: 'chat' }));
  return `${where}?${query}`;
}
