import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { Log } from '../chat/log.ts';
import type { Fault, Faults } from './faults.ts';
import { checkActivity, isObject } from './limits.ts';
import { mentionedIn } from './mentions.ts';
import type { Conversation, Json, Message } from './model.ts';
import { Refused } from './refused.ts';
import type { SignIn } from './sign-in.ts';
import type { Throttle } from './throttle.ts';
import type { Workspace } from './workspace.ts';
import { botId, team, tenantId } from './world.ts';

type Method = Fault['match']['method'];
type Act = (request: Request) => { readonly status: number; readonly body?: unknown };

/** The Bot Connector: what a bot calls to talk in Teams. */
export function connectorRoutes({
  workspace,
  signIn,
  throttle,
  faults,
  log,
  tap,
}: {
  workspace: Workspace;
  signIn: SignIn;
  throttle: Throttle;
  faults: Faults;
  log: Log;
  tap?: ((call: WireCall) => void) | undefined;
}): Router {
  const router = Router();
  router.use(express.json({ limit: '1mb' }));
  router.use(({ method, originalUrl: url, headers, body }, _response, next) => {
    tap?.({ method, url, headers, body });
    next();
  });

  const answering = (method: Method, act: Act) => async (request: Request, response: Response) => {
    const fault = faults.take(method);
    const add = (status: number, more: Json = {}) =>
      log.add({
        kind: 'call',
        method,
        path: decodeURIComponent(request.path),
        status,
        region: request.baseUrl,
        ...more,
      });
    if (fault?.delayMs) await sleep(fault.delayMs);
    await fault?.heldUntil;
    if (fault?.drop === 'before') return void request.socket.destroy();
    if (fault?.location) return void response.redirect(fault.status ?? 307, fault.location);
    try {
      signIn.check(request);
      if (fault?.status)
        throw new Refused(fault.status, fault.code, 'A fault that was ordered.', fault.retryAfterSeconds ?? null);
      const { status, body } = act(request);
      add(status);
      if (fault?.drop === 'after') return void request.socket.destroy();
      if (body === undefined) response.status(status).end();
      else response.status(status).json(body);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      add(error.status, { code: error.code });
      if (error.retryAfterSeconds !== null) response.set('retry-after', String(error.retryAfterSeconds));
      response.status(error.status).json({ error: { code: error.code, message: error.message } });
    }
  };

  /** The conversation that an address means, and the thread in it. */
  function placeOf({ params }: Request): { conversation: Conversation; thread: string | null } {
    const [id = '', thread = null] = String(params.conversation).split(';messageid=');
    const conversation = workspace.findConversation(id);
    if (!conversation) throw new Refused(404, 'ConversationNotFound', 'Conversation not found.');
    if (thread && (conversation.kind !== 'channel' || !workspace.findMessage(thread)))
      throw new Refused(404, 'ConversationNotFound', 'The thread is not there.');
    return { conversation, thread };
  }

  /** A message of the bot's own: nobody edits what another has written. */
  function ownMessage(request: Request): Message {
    const { conversation } = placeOf(request);
    const message = workspace.findMessage(String(request.params.activity));
    if (!message || message.conversation !== conversation.id)
      throw new Refused(404, 'ActivityNotFoundInConversation', 'The activity is not in the conversation.');
    if (message.from !== botId) throw new Refused(403, 'Forbidden', 'The activity is somebody else’s.');
    return message;
  }

  const send: Act = request => {
    const { conversation, thread } = placeOf(request);
    checkActivity(request.body);
    throttle.take(conversation.id);
    const added = workspace.add({ conversation: conversation.id, thread, from: botId, ...contentOf(request.body) });
    return { status: 201, body: { id: added.id } };
  };

  router.post(
    '/v3/conversations',
    answering('create', ({ body }) => {
      const member = Array.isArray(body?.members) ? body.members[0]?.id : undefined;
      const user = workspace.findUser(String(member));
      if (body?.tenantId !== tenantId && body?.channelData?.tenant?.id !== tenantId)
        throw new Refused(403, 'BotDisabledByTenant', 'The bot is not installed in the tenant.');
      if (body?.isGroup || !user || user.deleted || user.tenantId)
        throw new Refused(400, 'BadArgument', 'Failed to decrypt pairwise id.');
      return { status: 201, body: { id: workspace.chatWith(user).id } };
    }),
  );
  router.post('/v3/conversations/:conversation/activities', answering('send', send));
  router.post('/v3/conversations/:conversation/activities/:activity', answering('send', send));
  router.put(
    '/v3/conversations/:conversation/activities/:activity',
    answering('edit', request => {
      const message = ownMessage(request);
      checkActivity(request.body);
      throttle.take(message.conversation);
      workspace.change(message.id, { ...contentOf(request.body), views: {}, edits: message.edits + 1 });
      return { status: 200, body: { id: message.id } };
    }),
  );
  router.delete(
    '/v3/conversations/:conversation/activities/:activity',
    answering('delete', request => {
      workspace.remove(ownMessage(request).id);
      return { status: 200 };
    }),
  );
  const members = ({ members: ids }: Conversation) =>
    ids
      .flatMap(id => workspace.findUser(id) ?? [])
      .filter(({ deleted }) => !deleted)
      .map(({ id, name, aadObjectId, mail, role, upn = mail, tenantId: other = tenantId }) => ({
        id,
        name,
        aadObjectId,
        objectId: aadObjectId,
        email: mail,
        userPrincipalName: upn,
        userRole: role,
        tenantId: other,
      }));
  router.get(
    '/v3/conversations/:conversation/members',
    answering('members', request => ({ status: 200, body: members(placeOf(request).conversation) })),
  );
  router.get(
    '/v3/conversations/:conversation/pagedmembers',
    answering('members', request => ({ status: 200, body: { members: members(placeOf(request).conversation) } })),
  );
  router.get(
    '/v3/conversations/:conversation/members/:member',
    answering('members', request => {
      const wanted = String(request.params.member);
      const found = members(placeOf(request).conversation).find(({ id, aadObjectId }) =>
        [id, aadObjectId].includes(wanted),
      );
      if (!found) throw new Refused(404, 'MemberNotFoundInConversation', 'The member is not in the conversation.');
      return { status: 200, body: found };
    }),
  );
  router.get(
    '/v3/teams/:team',
    answering('members', ({ params }) => {
      if (params.team !== team.id) throw new Refused(404, 'NotFound', 'There is no such team.');
      return { status: 200, body: { id: team.id, name: team.name, aadGroupId: team.groupId } };
    }),
  );
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (!(error instanceof Error && 'status' in error && error.status === 413)) return next(error);
    response.status(413).json({ error: { code: 'MessageSizeTooBig', message: 'Message size too large.' } });
  });
  return router;
}

function contentOf(activity: unknown): Pick<Message, 'text'> & Partial<Message> {
  if (!isObject(activity)) return { text: '' };
  const [attachment] = Array.isArray(activity.attachments) ? activity.attachments : [];
  const card = isObject(attachment) && isObject(attachment.content) ? attachment.content : undefined;
  const summary = typeof activity.summary === 'string' ? { summary: activity.summary } : {};
  const text = typeof activity.text === 'string' ? activity.text : '';
  return { text, ...summary, ...(card ? { card, mentioned: mentionedIn(card) } : {}) };
}

/** A call as the bot sent it. */
export interface WireCall {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}
