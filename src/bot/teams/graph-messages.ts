import { z } from 'zod';

/** Where something is written: at the top of a channel, in one of its threads, or in a group chat. */
export type WrittenIn =
  | { readonly is: 'channel'; readonly group: string; readonly channel: string; readonly thread: string | null }
  | { readonly is: 'chat'; readonly chat: string };

const messagesSchema = z.looseObject({
  value: z.array(
    z.looseObject({
      id: z.string(),
      from: z.looseObject({ application: z.looseObject({ id: z.string().nullish() }).nullish() }).nullish(),
      attachments: z.array(z.looseObject({ content: z.string().nullish() })).default([]),
    }),
  ),
  '@odata.nextLink': z.string().optional(),
});

/** As many as Graph gives at once, and so many times. */
const messagesPage = 50;
const mostPages = 4;

/** The newest message of the bot's own in whose card an element has this id; null when it is not among the newest of all. */
export async function findWritten(
  { ask, base, appId }: { ask: (path: string) => Promise<unknown>; base: string; appId: string },
  where: WrittenIn,
  mark: string,
): Promise<string | null> {
  let path: string | null = `${pathOf(where)}?$top=${messagesPage}`;
  for (let page = 0; page < mostPages && path; page += 1) {
    const { value, '@odata.nextLink': next }: z.infer<typeof messagesSchema> = messagesSchema.parse(await ask(path));
    const found = value.find(
      ({ from, attachments }) =>
        from?.application?.id === appId && attachments.some(({ content }) => content?.includes(JSON.stringify(mark))),
    );
    if (found) return found.id;
    path = next?.startsWith(base) ? next.slice(base.length) : null;
  }
  return null;
}

function pathOf(where: WrittenIn): string {
  if (where.is === 'chat') return `chats/${encodeURIComponent(where.chat)}/messages`;
  const channel = `teams/${encodeURIComponent(where.group)}/channels/${encodeURIComponent(where.channel)}/messages`;
  return where.thread ? `${channel}/${encodeURIComponent(where.thread)}/replies` : channel;
}
