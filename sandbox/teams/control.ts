import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type createFaults, faultSchema } from './faults.ts';
import { CannotDo } from './model.ts';
import { forgeries } from './sign-in.ts';
import type { Workspace } from './workspace.ts';
import { permissions } from './world.ts';

const twist = { forgery: z.enum(forgeries).optional(), change: z.record(z.string(), z.unknown()).optional() };
const message = { user: z.string(), message: z.string() };

const bodies = {
  message: z.strictObject({
    user: z.string(),
    conversation: z.string(),
    text: z.string(),
    thread: z.string().optional(),
    ...twist,
  }),
  edit: z.strictObject({ ...message, text: z.string(), ...twist }),
  press: z.strictObject({
    ...message,
    action: z.string().optional(),
    verb: z.string().optional(),
    title: z.string().optional(),
    inputs: z.record(z.string(), z.string()).optional(),
    seenBy: z.string().optional(),
    old: z.boolean().optional(),
    ...twist,
  }),
  view: z.strictObject(message),
  search: z.strictObject({ ...message, dataset: z.string(), text: z.string(), ...twist }),
  grant: z.strictObject({ permission: z.enum(permissions) }),
  leave: z.strictObject({ conversation: z.string() }),
  redeliver: z.strictObject({}),
  reset: z.strictObject({}),
};

type Bodies = { readonly [Path in keyof typeof bodies]: Defined<z.infer<(typeof bodies)[Path]>> };

/** What of a simulator the routes reach. */
interface Controls {
  say(body: Bodies['message']): unknown;
  edit(body: Bodies['edit']): unknown;
  press(body: Bodies['press']): unknown;
  view(body: Bodies['view']): Promise<unknown>;
  search(body: Bodies['search']): unknown;
  grant(permission: Bodies['grant']['permission']): unknown;
  leave(conversation: string): unknown;
  redeliver(): unknown;
  reset(): void;
  state(): unknown;
  log(after: number): unknown;
  readonly faults: ReturnType<typeof createFaults>;
}

/** The routes under /_simulator: what a page or a test does as a person, and what it may see and upset. */
export function controlRoutes(simulator: Controls, workspace: Workspace): Router {
  const router = Router();
  router.use(express.json({ type: () => true, limit: '4mb' }));
  const on = <K extends keyof typeof bodies>(path: K, act: (body: z.infer<(typeof bodies)[K]>) => unknown) =>
    router.post(`/${path}`, async (request, response) => {
      const body = bodies[path].parse(request.body ?? {}) as z.infer<(typeof bodies)[K]>;
      response.json((await act(body)) ?? { ok: true });
    });

  on('message', body => simulator.say(defined(body)));
  on('edit', body => simulator.edit(defined(body)));
  on('press', body => simulator.press(defined(body)));
  on('view', async body => ({ card: await simulator.view(body) }));
  on('search', body => simulator.search(defined(body)));
  on('grant', ({ permission }) => simulator.grant(permission));
  on('leave', ({ conversation }) => simulator.leave(conversation));
  on('redeliver', simulator.redeliver);
  on('reset', simulator.reset);
  router.get('/state', (_, response) => void response.json(simulator.state()));
  router.get('/log', ({ query }, response) => void response.json(simulator.log(Number(query.after ?? 0))));
  router.get('/events', (request, response) => stream(request, response, workspace));
  router.get('/faults', (_, response) => void response.json(simulator.faults.list()));
  router.post(
    '/faults',
    (request, response) => void response.json(simulator.faults.add(faultSchema.parse(request.body))),
  );
  router.delete('/faults', (_, response) => {
    simulator.faults.clear();
    response.json({ ok: true });
  });
  router.use((_: Request, response: Response) => void response.status(404).json({ ok: false, error: 'no_such_route' }));
  router.use(refuse);
  return router;
}

type Defined<T> = { [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> : T[K] };

/** The fields that were given; one that was left out is not there at all. */
const defined = <T extends object>(body: T) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Defined<T>;

function stream(request: Request, response: Response, workspace: Workspace): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  response.write(': listening\n\n');
  const stop = workspace.listen(happening => {
    const data = happening.type === 'log' ? happening.entry : happening.message;
    response.write(`event: ${happening.type}\ndata: ${JSON.stringify(data)}\n\n`);
  });
  request.on('close', stop);
}

function refuse(error: unknown, _: Request, response: Response, next: NextFunction): void {
  if (error instanceof z.ZodError)
    response.status(400).json({ ok: false, error: 'invalid_body', message: z.prettifyError(error) });
  else if (error instanceof CannotDo)
    response.status(400).json({ ok: false, error: error.code, message: error.message });
  else next(error);
}
