import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { CannotDo } from './cannot-do.ts';

/** What a simulator of any chat lets a page or a test see and upset. */
export interface Controls {
  state(): unknown;
  log(after: number): unknown;
  reset(): void;
  readonly faults: { add(fault: never): unknown; list(): unknown; clear(): void };
}

/** Has each happening told, by its type, until the function that it answers is called. */
type Listen = (tell: (type: string, data: unknown) => void) => () => void;

/** The routes under /_simulator: what a person does, by path and by what its body must be, and what all chats have. */
export function controlRoutes<Bodies extends Readonly<Record<string, z.ZodType>>>(
  bodies: Bodies,
  acts: { readonly [Path in keyof Bodies]: (body: z.output<Bodies[Path]>) => unknown },
  simulator: Controls,
  listen: Listen,
): Router {
  const router = Router();
  router.use(express.text({ type: () => true, limit: '4mb' }));
  for (const [path, body] of Object.entries(bodies))
    router.post(`/${path}`, async (request, response) => {
      const act = acts[path as keyof Bodies] as (body: unknown) => unknown;
      response.json((await act(body.parse(parse(request)))) ?? { ok: true });
    });
  router.post('/reset', (_, response) => {
    simulator.reset();
    response.json({ ok: true });
  });
  router.get('/state', (_, response) => void response.json(simulator.state()));
  router.get('/log', ({ query }, response) => void response.json(simulator.log(Number(query.after ?? 0))));
  router.get('/events', (request, response) => stream(request, response, listen));
  router.get('/faults', (_, response) => void response.json(simulator.faults.list()));
  router.post('/faults', (request, response) => void response.json(simulator.faults.add(parse(request) as never)));
  router.delete('/faults', (_, response) => {
    simulator.faults.clear();
    response.json({ ok: true });
  });
  router.use((_: Request, response: Response) => void response.status(404).json({ ok: false, error: 'no_such_route' }));
  router.use(refuse);
  return router;
}

function stream(request: Request, response: Response, listen: Listen): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  response.write(': listening\n\n');
  const stop = listen((type, data) => {
    response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  });
  request.on('close', stop);
}

function parse(request: Request): unknown {
  const text = typeof request.body === 'string' ? request.body : '';
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
