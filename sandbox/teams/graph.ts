import express, { type Request, type Response, Router } from 'express';
import { isObject } from './limits.ts';
import { Refused } from './refused.ts';
import { graph, type SignIn } from './sign-in.ts';
import type { Workspace } from './workspace.ts';
import { groups } from './world.ts';

const mostGroups = 20;

/** The one thing that the bot asks Microsoft Graph: which of some groups somebody is in. */
export function graphRoutes({ workspace, signIn }: { workspace: Workspace; signIn: SignIn }): Router {
  const router = Router();
  const answer = (request: Request, response: Response) => {
    try {
      signIn.check(request, graph);
      response.json({ value: groupsOf(String(request.params.user), request.body) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      response.status(error.status).json({ error: { code: error.code, message: error.message } });
    }
  };

  function groupsOf(id: string, body: unknown): readonly string[] {
    const asked = isObject(body) && Array.isArray(body.groupIds) ? body.groupIds : null;
    if (!asked || asked.length > mostGroups) throw new Refused(400, 'Request_BadRequest', 'Too many groups, or none.');
    const user = workspace.findUser(id);
    if (!user) throw new Refused(404, 'Request_ResourceNotFound', 'There is no such user.');
    const unknown = asked.find(group => !groups.some(one => one.id === group));
    if (unknown) throw new Refused(404, 'Request_ResourceNotFound', 'There is no such group.');
    return groups.filter(group => asked.includes(group.id) && group.members.includes(user.id)).map(group => group.id);
  }

  router.post('/v1.0/users/:user/checkMemberGroups', express.json(), answer);
  return router;
}
