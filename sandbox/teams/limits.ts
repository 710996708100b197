import { Refused } from './refused.ts';

const largestMessage = 100_000;
const mostActions = 6;
const mostReaders = 60;

/** What Teams refuses of a message: its size in UTF-16, more actions than it shows, schemas newer than 1.5. */
export function checkActivity(activity: unknown): void {
  if (JSON.stringify(activity ?? null).length * 2 > largestMessage)
    throw new Refused(413, 'MessageSizeTooBig', 'Message size too large.');
  if (!isObject(activity)) throw new Refused(400, 'BadSyntax', 'The body is not an activity.');
  const { attachments, conversation, text } = activity;
  const kind = isObject(conversation) ? conversation.conversationType : undefined;
  if (kind !== undefined && !['personal', 'groupChat', 'channel'].includes(String(kind)))
    throw new Refused(400, 'BadArgument', `There is no conversation of the type "${kind}".`);
  if (attachments === undefined) return;
  if (!Array.isArray(attachments)) throw new Refused(400, 'BadSyntax', 'attachments is not a list.');
  if (attachments.length > 0 && typeof text === 'string' && text !== '')
    throw new Refused(
      400,
      'BadArgument',
      'Teams splits a text from its card and tells the id of neither: send one of them.',
    );
  for (const attachment of attachments) checkAttachment(attachment);
}

function checkAttachment(attachment: unknown): void {
  if (!isObject(attachment) || typeof attachment.contentType !== 'string')
    throw new Refused(400, 'BadSyntax', 'An attachment has no contentType.');
  if (attachment.contentType === 'application/vnd.microsoft.card.adaptive') checkCard(attachment.content);
}

/** The rules of a card that a message or the answer to a press holds. */
export function checkCard(card: unknown): void {
  const wrong = (why: string) => new Refused(400, 'BadArgument', `Failed to parse the card: ${why}`);
  if (!isObject(card) || card.type !== 'AdaptiveCard' || !Array.isArray(card.body))
    throw wrong('it is no AdaptiveCard');
  if (!/^1\.[0-5]$/.test(String(card.version))) throw wrong(`version ${card.version} is newer than 1.5`);
  if (card.refresh !== undefined) checkRefresh(card.refresh, wrong);
  for (const part of partsOf(card)) {
    if (part.type === 'ActionSet' && (!Array.isArray(part.actions) || part.actions.length > mostActions))
      throw wrong(`an ActionSet may have ${mostActions} actions`);
    if (String(part.type).startsWith('Input.') && (typeof part.id !== 'string' || part.id === ''))
      throw wrong('an input has no id');
    if (part.type === 'Action.Execute' && typeof part.verb !== 'string') throw wrong('an Action.Execute has no verb');
    if (part.type === 'Action.OpenUrl' && !/^https?:\/\//.test(String(part.url)))
      throw wrong('a link is none of the web');
  }
}

/** Teams draws a card for sixty people one by one, and asks for it with an Action.Execute. */
function checkRefresh(refresh: unknown, wrong: (why: string) => Refused): void {
  const { action, userIds } = isObject(refresh) ? refresh : {};
  if (!isObject(action) || action.type !== 'Action.Execute') throw wrong('refresh has no Action.Execute');
  if (userIds === undefined) return;
  if (!Array.isArray(userIds) || !userIds.every(id => typeof id === 'string' && id.startsWith('29:')))
    throw wrong('refresh.userIds holds what is no id of a user in Teams');
  if (userIds.length > mostReaders) throw wrong(`refresh.userIds has more than ${mostReaders} people`);
}

/** Whose own card Teams asks for by itself: those who are listed, or everybody in a small conversation. */
export function isRefreshedFor(card: unknown, user: string, members: number): boolean {
  if (!isObject(card) || !isObject(card.refresh)) return false;
  const { userIds } = card.refresh;
  return Array.isArray(userIds) ? userIds.includes(user) : members <= mostReaders;
}

/** Every element and action of a card, cards within it included. */
export function partsOf(value: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (!isObject(value)) return [];
  return [...(typeof value.type === 'string' ? [value] : []), ...Object.values(value).flatMap(partsOf)];
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
