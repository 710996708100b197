import express, { type Request, type Response, Router } from 'express';
import { isObject } from './limits.ts';
import { Refused } from './refused.ts';
import { graph, type SignIn } from './sign-in.ts';
import type { Workspace } from './workspace.ts';
import { groups } from './world.ts';

const mostGroups = 20;

/** What the bot asks Microsoft Graph: which of some groups somebody is in, who is in a group, and what it is called. */
export function graphRoutes({ workspace, signIn }: { workspace: Workspace; signIn: SignIn }): Router {
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
  router.get(
    '/v1.0/groups/:group',
    answering(request => ({ id: groupOf(request).id, displayName: groupOf(request).name })),
  );
  router.get('/v1.0/groups/:group/members', answering(membersOf));
  return router;
}
