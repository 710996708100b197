import { type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type createFaults, faultSchema } from './faults.ts';
import type { Happening } from './model.ts';
import { CannotDo } from './people/person.ts';
import { viewOf } from './shapes.ts';
import { lineOf } from './state.ts';
import type { Workspace } from './workspace.ts';

const who = { user: z.string() };
const where = { ...who, channel: z.string() };
const element = { action_id: z.string(), block_id: z.string().exactOptional() };
const value = z.unknown().optional();
const twist = { change: z.record(z.string(), z.unknown()).exactOptional() };

const bodies = {
  message: z.strictObject({ ...where, text: z.string(), thread_ts: z.string().exactOptional(), ...twist }),
  edit: z.strictObject({ ...where, ts: z.string(), text: z.string() }),
  delete: z.strictObject({ ...where, ts: z.string() }),
  command: z.strictObject({
    ...where,
    command: z.string(),
    text: z.string().default(''),
    thread_ts: z.string().exactOptional(),
    ...twist,
  }),
  press: z.union([
    z.strictObject({ ...where, ts: z.string(), ...element, value, ...twist }),
    z.strictObject({ ...who, view: z.string(), ...element, value, ...twist }),
  ]),
  suggest: z.strictObject({ ...who, view: z.string(), ...element, value: z.string(), ...twist }),
  view: z.strictObject({
    ...who,
    view: z.string(),
    values: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
    ...twist,
  }),
  'view/close': z.strictObject({ ...who, view: z.string() }),
  channel: z.strictObject({
    name: z.string(),
    kind: z.enum(['public', 'private']).default('public'),
    members: z.array(z.string()),
  }),
  'channel/change': z.strictObject({
    channel: z.string(),
    members: z.array(z.string()).exactOptional(),
    archived: z.boolean().exactOptional(),
  }),
  redeliver: z.strictObject({
    count: z.int().min(1).max(10).default(1),
    kind: z.enum(['events_api', 'slash_commands', 'interactive']).exactOptional(),
  }),
  disconnect: z.strictObject({}),
  verify: z.strictObject({}),
  reset: z.strictObject({}),
};

type Bodies = { readonly [Path in keyof typeof bodies]: z.infer<(typeof bodies)[Path]> };

/** What of a simulator the routes reach. */
interface Controls {
  say(body: Bodies['message']): unknown;
  edit(body: Bodies['edit']): unknown;
  remove(body: Bodies['delete']): unknown;
  command(body: Bodies['command']): unknown;
  press(body: Bodies['press']): unknown;
  suggest(body: Bodies['suggest']): unknown;
  submit(body: Bodies['view']): unknown;
  closeView(body: Bodies['view/close']): unknown;
  createChannel(body: Bodies['channel']): unknown;
  changeChannel(body: Bodies['channel/change']): unknown;
  redeliver(body: Bodies['redeliver']): unknown;
  disconnect(): number;
  verifyRequestUrl(): Promise<boolean>;
  reset(): void;
  state(): unknown;
  log(after: number): unknown;
  readonly faults: ReturnType<typeof createFaults>;
}

/** The routes under /_simulator: what a page or a test does as a person, and what it may see and upset. */
export function controlRoutes(simulator: Controls, workspace: Workspace): Router {
  const router = Router();
  const on = <K extends keyof typeof bodies>(path: K, act: (body: z.infer<(typeof bodies)[K]>) => unknown) =>
    router.post(`/${path}`, async (request, response) => {
      const body = bodies[path].parse(parse(request)) as z.infer<(typeof bodies)[K]>;
      response.json((await act(body)) ?? { ok: true });
    });

  on('message', simulator.say);
  on('edit', simulator.edit);
  on('delete', simulator.remove);
  on('command', simulator.command);
  on('press', simulator.press);
  on('suggest', simulator.suggest);
  on('view', simulator.submit);
  on('view/close', simulator.closeView);
  on('channel', simulator.createChannel);
  on('channel/change', simulator.changeChannel);
  on('redeliver', simulator.redeliver);
  on('disconnect', () => ({ ok: true, connections: simulator.disconnect() }));
  on('verify', async () => ({ ok: await simulator.verifyRequestUrl() }));
  on('reset', simulator.reset);

  router.get('/state', (_, response) => void response.json(simulator.state()));
  router.get('/log', ({ query }, response) => void response.json(simulator.log(Number(query.after ?? 0))));
  router.get('/events', (request, response) => stream(request, response, workspace));
  router.get('/faults', (_, response) => void response.json(simulator.faults.list()));
  router.post(
    '/faults',
    (request, response) => void response.json(simulator.faults.add(faultSchema.parse(parse(request)))),
  );
  router.delete('/faults', (_, response) => {
    simulator.faults.clear();
    response.json({ ok: true });
  });
  router.use((_: Request, response: Response) => void response.status(404).json({ ok: false, error: 'no_such_route' }));
  router.use(refuse);
  return router;
}

function stream(request: Request, response: Response, workspace: Workspace): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  response.write(': listening\n\n');
  const stop = workspace.listen(happening => {
    response.write(`event: ${happening.type}\ndata: ${JSON.stringify(shown(happening, workspace))}\n\n`);
  });
  request.on('close', stop);
}

function shown(happening: Happening, workspace: Workspace): unknown {
  if (happening.type === 'log') return happening.entry;
  if ('view' in happening) return { id: happening.view.id, user: happening.view.user, view: viewOf(happening.view) };
  const { channel, message } = happening;
  return { channel, message: lineOf(workspace, channel, message) };
}

function parse(request: Request): unknown {
  const text = String(request.body ?? '');
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    throw new CannotDo('invalid_json', `The body is not JSON: ${cause}`);
  }
}

function refuse(error: unknown, _: Request, response: Response, next: NextFunction): void {
  if (error instanceof z.ZodError)
    response.status(400).json({ ok: false, error: 'invalid_body', message: z.prettifyError(error) });
  else if (error instanceof CannotDo)
    response.status(400).json({ ok: false, error: error.code, message: error.message });
  else next(error);
}
