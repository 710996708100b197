import { z } from 'zod';
import { type FormValues, wholeChat } from '../chat.ts';
import { readReply } from '../command/replies.ts';
import { verbs } from './card.ts';
import { readFilled, vmDataset } from './form.ts';
import type { Mark } from './posted-messages.ts';

/** What the Bot Connector delivers, as far as the bot cares. */
export const activitySchema = z.looseObject({
  type: z.string().min(1),
  id: z.string().default(''),
  timestamp: z.string().optional(),
  channelId: z.string(),
  serviceUrl: z.string().min(1),
  name: z.string().optional(),
  from: z.looseObject({ id: z.string().min(1), name: z.string().optional(), aadObjectId: z.string().optional() }),
  recipient: z.looseObject({ id: z.string() }).optional(),
  conversation: z.looseObject({
    id: z.string().min(1).max(200),
    conversationType: z.string().optional(),
    tenantId: z.string().optional(),
  }),
  channelData: z

    .looseObject({
      tenant: z.looseObject({ id: z.string() }).optional(),
      team: z.looseObject({ id: z.string() }).optional(),
      eventType: z.string().optional(),
    })
    .optional(),
  text: z.string().optional(),
  entities: z
    .array(
      z.looseObject({
        type: z.string(),
        text: z.string().optional(),
        mentioned: z.looseObject({ id: z.string() }).optional(),
      }),
    )
    .optional(),
  value: z.unknown().optional(),
  replyToId: z.string().max(200).optional(),
});
export type TeamsActivity = z.infer<typeof activitySchema>;

/**
 * What a person did in Teams. `card` is the message whose form was filled in, `opened` the name of a form that stood in the place of
 * a note; `view` the note that was pressed on or is looked at, as `message`, which was sent under `mark`; `unclear` a typed word that is no answer, `named` where a name is one.
 */
export type TeamsAction =
  | { readonly is: 'command'; readonly text: string }
  | { readonly is: 'said'; readonly text: string; readonly edited: boolean }
  | { readonly is: 'pressed'; readonly action: string; readonly value: string; readonly view: string | null }
  | { readonly is: 'looked'; readonly view: string; readonly mark: Mark | null; readonly message: string }
  | { readonly is: 'unclear'; readonly named: boolean }
  | {
      readonly is: 'filled';
      readonly values: FormValues;
      readonly card: string;
      readonly base?: string;
      readonly opened: string | null;
    }
  | { readonly is: 'searched'; readonly typed: string };

/** The deed in an activity; null for what is none, such as people who come and go. */
export function readDeed(activity: TeamsActivity): TeamsAction | null {
  if (activity.type === 'messageUpdate') return { is: 'said', text: readText(activity).text, edited: true };
  if (activity.type === 'message') return sentByCard(activity, dataOf(activity)) ?? readMessage(activity);
  if (activity.type !== 'invoke') return null;
  if (activity.name === 'application/search') return readSearch(activity.value);
  if (activity.name !== 'adaptiveCard/action') return null;
  return sentByCard(activity, dataOf(activity));
}

/** The data that a card sends. Its client can have written anything into it. */
export const dataOf = ({ type, value }: TeamsActivity): unknown =>
  type === 'invoke' ? executeSchema.safeParse(value).data?.action.data : value;

/** The tenant that a delivery says it comes from. */
export const tenantOf = ({ channelData, conversation }: TeamsActivity): string =>
  (channelData?.tenant?.id ?? conversation.tenantId ?? '').toLowerCase();

/** The part of a conversation in which answers belong together: a thread of a channel, or all of a chat. */
export const threadOf = (conversation: string): string => /;messageid=(\d+)/.exec(conversation)?.[1] ?? wholeChat;

/** Where the answers to a message belong that begins something: in a channel that is a thread of its own. */
export const postOf = (conversation: string, id: string): string =>
  /@thread\.(tacv2|skype)$/.test(conversation) ? `${conversation};messageid=${id}` : conversation;

/** In a channel and a group the bot is spoken to by name; a yes or no there is an answer, all else a command. */
function readMessage(activity: TeamsActivity): TeamsAction | null {
  const { text, mentioned } = readText(activity);
  const kind = activity.conversation.conversationType;
  if (!mentioned && kind !== 'personal' && kind !== 'channel') return null;
  const reply = readReply(text).is;
  const isAnswer = reply === 'yes' || reply === 'no' || (reply !== 'ignore' && !mentioned && isReply(activity));
  if (isAnswer) return { is: 'said', text, edited: false };
  if (!mentioned && kind !== 'personal') return null;
  return { is: 'command', text };
}

/** Whether it stands under another message of a channel. */
const isReply = ({ id, conversation }: TeamsActivity): boolean =>
  conversation.conversationType === 'channel' && ![id, wholeChat].includes(threadOf(conversation.id));

/** The words of a message without the bot's name. */
function readText({ text = '', entities = [], recipient }: TeamsActivity): { text: string; mentioned: boolean } {
  const names = entities.filter(({ type, mentioned }) => type === 'mention' && mentioned?.id === recipient?.id);
  const bare = names.reduce((words, { text: name }) => (name ? words.replaceAll(name, ' ') : words), text);
  const words = bare
    .replaceAll('&nbsp;', ' ')
    .replace(/<\/?at[^<>]*>/g, '')
    .replace(/^\s*[/@]?capture-image(?=\s|$)/i, '')
    .trim();
  return { text: words, mentioned: names.length > 0 };
}

const executeSchema = z.looseObject({ action: z.looseObject({ data: z.unknown() }) });
const sentSchema = z.looseObject({ verb: z.enum(['press', 'type', 'form', 'refresh']) });
const viewSchema = z.string().max(200);
const lookSchema = z.looseObject({
  view: viewSchema,
  key: z.string().max(500).default(''),
  attempt: z.string().max(64).default(''),
});
const pressSchema = z.looseObject({
  action: z.string().max(100),
  value: z.string().max(2000),
  view: viewSchema.nullable().default(null),
  named: z.boolean().default(false),
});
const formSchema = z.object({
  base: z.string().max(64).exactOptional(),
  opened: z.string().max(64).nullable().default(null),
});
const typeSchema = z.looseObject({ typed: z.string().default(''), yes: pressSchema, no: pressSchema.optional() });

/** What a card sends; who may is never read out of it. */
function sentByCard({ replyToId }: TeamsActivity, data: unknown): TeamsAction | null {
  const verb = sentSchema.safeParse(data).data?.verb;
  if (verb === verbs.form) return filled(formSchema.safeParse(data).data, readFilled(data), replyToId);
  if (verb === verbs.press) return pressed(pressSchema.safeParse(data).data);
  if (verb === verbs.refresh) return looked(lookSchema.safeParse(data).data, replyToId ?? '');
  const answer = verb === verbs.type ? typeSchema.safeParse(data).data : undefined;
  if (!answer) return null;
  const reply = readReply(answer.typed);
  if (reply.is === 'yes' || reply.is === 'no') return pressed(reply.is === 'yes' ? answer.yes : answer.no);
  const { named } = answer.yes;
  const name = reply.is === 'ignore' ? null : reply.name;
  return named && name !== null
    ? pressed({ ...answer.yes, value: `${answer.yes.value} ${name}` })
    : { is: 'unclear', named };
}

const pressed = (data: z.infer<typeof pressSchema> | undefined): TeamsAction | null =>
  data ? { is: 'pressed', action: data.action, value: data.value, view: data.view } : null;

const filled = (data: z.infer<typeof formSchema> | undefined, values: FormValues, card = ''): TeamsAction | null =>
  data ? { is: 'filled', values, card, ...data } : null;

function looked(data: z.infer<typeof lookSchema> | undefined, message: string): TeamsAction | null {
  if (!data) return null;
  const { view, key, attempt } = data;
  return { is: 'looked', view, mark: key === '' ? null : { key, attempt }, message };
}

const searchSchema = z.looseObject({ queryText: z.string().max(200).default(''), dataset: z.string() });

function readSearch(value: unknown): TeamsAction | null {
  const search = searchSchema.safeParse(value).data;
  return search?.dataset === vmDataset ? { is: 'searched', typed: search.queryText } : null;
}
