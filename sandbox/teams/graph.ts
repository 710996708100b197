import express, { type Request, type Response, Router } from 'express';
import { readFilter } from '../azure/graph-filter.ts';
import type { JsonObject } from '../azure/json.ts';
import type { Faults } from './faults.ts';
import { isObject } from './limits.ts';
import type { Conversation, Message, User } from './model.ts';
import { Refused } from './refused.ts';
import { graph, type SignIn } from './sign-in.ts';
import type { Workspace } from './workspace.ts';
import { app, botId, groups, type Permission, team } from './world.ts';

const mostGroups = 20;
const mostMessages = 50;

/**
 * What the bot asks Microsoft Graph: which of some groups somebody is in, who is in a group, and what it is called; and what was
 * written in a channel or a chat, where the app was given the right to read it.
 */
export function graphRoutes({
  workspace,
  signIn,
  granted,
  faults,
}: {
  workspace: Workspace;
  signIn: SignIn;
  granted: ReadonlySet<Permission>;
  faults: Faults;
}): Router {
  const router = Router();
  const answering = (answer: (request: Request) => object) => (request: Request, response: Response) => {
    try {
      signIn.check(request, graph);
      response.json(answer(request));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      response.status(error.status).json({ error: { code: error.code, message: error.message } });
    }
  };

  function groupOf({ params }: Request) {
    const group = groups.find(({ id }) => id === params.group);
    if (!group) throw new Refused(404, 'Request_ResourceNotFound', 'There is no such group.');
    return group;
  }

  /** Without a right to people, an application is told no more than their ids. */
  function membersOf(request: Request): object {
    const ids = groupOf(request).members.map(member => workspace.findUser(member)?.aadObjectId);
    const most = Number(request.query.$top ?? 100);
    const value = ids.slice(0, most).map(id => ({ '@odata.type': '#microsoft.graph.user', id, displayName: null }));
    const next = `${request.protocol}://${request.get('host')}${request.path}?$skiptoken=${most}`;
    return { value, ...(ids.length > most ? { '@odata.nextLink': next } : {}) };
  }

  function groupsOf(id: string, body: unknown): readonly string[] {
    const asked = isObject(body) && Array.isArray(body.groupIds) ? body.groupIds : null;
    if (!asked || asked.length > mostGroups) throw new Refused(400, 'Request_BadRequest', 'Too many groups, or none.');
    const user = workspace.findUser(id);
    if (!user) throw new Refused(404, 'Request_ResourceNotFound', 'There is no such user.');
    const unknown = asked.find(group => !groups.some(one => one.id === group));
    if (unknown) throw new Refused(404, 'Request_ResourceNotFound', 'There is no such group.');
    return groups.filter(group => asked.includes(group.id) && group.members.includes(user.id)).map(group => group.id);
  }

  router.post(
    '/v1.0/users/:user/checkMemberGroups',
    express.json(),
    answering(({ params, body }) => ({ value: groupsOf(String(params.user), body) })),
  );
  const reader = (answer: (request: Request) => object) =>
    answering(request => {
      const fault = faults.take('people');
      if (fault) throw new Refused(fault.status ?? 503, fault.code, 'A fault that was ordered.');
      if (!granted.has('User.Read.All'))
        throw new Refused(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
      return answer(request);
    });
  const selected = (request: Request, user: JsonObject) => {
    const names = String(request.query.$select ?? 'id,displayName,mail,userPrincipalName').split(',');
    return Object.fromEntries(Object.entries(user).filter(([name]) => names.includes(name)));
  };
  const ownUsers = () => workspace.users().filter(({ deleted, tenantId: other }) => !deleted && !other);
  router.get(
    '/v1.0/users',
    reader(request => {
      const test = readFilter(String(request.query.$filter ?? ''));
      if (!test || request.get('consistencylevel') !== 'eventual' || request.query.$count !== 'true')
        throw new Refused(400, 'Request_UnsupportedQuery', 'Unsupported or invalid query filter clause specified.');
      const found = ownUsers().map(entityOf).filter(test);
      return { value: found.slice(0, Number(request.query.$top ?? 100)).map(user => selected(request, user)) };
    }),
  );
  router.get(
    '/v1.0/users/:user',
    reader(request => {
      const user = ownUsers().find(({ aadObjectId }) => aadObjectId === request.params.user);
      if (!user) throw new Refused(404, 'Request_ResourceNotFound', 'There is no such user.');
      return selected(request, entityOf(user));
    }),
  );
  router.get(
    '/v1.0/groups/:group',
    answering(request => ({ id: groupOf(request).id, displayName: groupOf(request).name })),
  );
  router.get('/v1.0/groups/:group/members', answering(membersOf));
  const reading = (permission: Permission, find: (request: Request) => readonly Message[]) =>
    answering(request => {
      if (!granted.has(permission))
        throw new Refused(403, 'Forbidden', `Missing role permissions on the request. API requires '${permission}'.`);
      const fault = faults.take('read');
      if (fault) throw new Refused(fault.status ?? 503, fault.code, 'A fault that was ordered.');
      const found = find(request).toReversed();
      const [top, skip] = [Number(request.query.$top ?? 20), Number(request.query.$skiptoken ?? 0)];
      if (!(top > 0 && top <= mostMessages)) throw new Refused(400, 'BadRequest', 'Invalid page size specified.');
      const next = `${request.protocol}://${request.get('host')}${request.path}?$top=${top}&$skiptoken=${skip + top}`;
      return {
        value: found.slice(skip, skip + top).map(message => asGraph(message)),
        ...(found.length > skip + top ? { '@odata.nextLink': next } : {}),
      };
    });

  function written(kind: Conversation['kind'], id: string, thread: string | null): readonly Message[] {
    const conversation = workspace.findConversation(id);
    if (conversation?.kind !== kind || conversation.id !== id)
      throw new Refused(404, 'NotFound', 'There is no such conversation.');
    return workspace.messages().filter(one => one.conversation === id && one.thread === thread);
  }

  const inTeam = ({ params }: Request): string => {
    if (params.team !== team.groupId) throw new Refused(404, 'NotFound', 'There is no such team.');
    return String(params.channel);
  };
  const channel = '/v1.0/teams/:team/channels/:channel/messages';
  router.get(
    channel,
    reading('ChannelMessage.Read.Group', request => written('channel', inTeam(request), null)),
  );
  router.get(
    `${channel}/:message/replies`,
    reading('ChannelMessage.Read.Group', request =>
      written('channel', inTeam(request), String(request.params.message)),
    ),
  );
  router.get(
    '/v1.0/chats/:chat/messages',
    reading('ChatMessage.Read.Chat', ({ params }) => written('groupChat', String(params.chat), null)),
  );
  return router;
}

/** A person as Entra has them. The first address of a mailbox is written in capitals. */
const entityOf = ({ aadObjectId, name, mail, upn = mail, role, aliases = [], otherMails = [] }: User): JsonObject => ({
  id: aadObjectId,
  displayName: name,
  mail,
  userPrincipalName: upn,
  userType: role === 'guest' ? 'Guest' : 'Member',
  proxyAddresses: [`SMTP:${mail}`, ...aliases.map(alias => `smtp:${alias}`)],
  otherMails: [...otherMails],
});

/** A message as Graph shows it: a card is an attachment, whose content is text. */
function asGraph({ id, thread, from, text, card }: Message): object {
  const content = card ? `<attachment id="${id}"></attachment>` : text;
  return {
    id,
    replyToId: thread,
    messageType: 'message',
    createdDateTime: new Date(Number(id)).toISOString(),
    from:
      from === botId
        ? { user: null, application: { id: app.id, displayName: app.name, applicationIdentityType: 'bot' } }
        : { application: null, user: { id: from, userIdentityType: 'aadUser' } },
    body: { contentType: card ? 'html' : 'text', content },
    attachments: card
      ? [{ id, contentType: 'application/vnd.microsoft.card.adaptive', content: JSON.stringify(card, null, 2) }]
      : [],
  };
}
