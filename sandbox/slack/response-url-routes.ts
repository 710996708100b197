import { Router } from 'express';
import type { Log } from '../chat/log.ts';
import type { Faults } from './faults.ts';
import type { Json } from './model.ts';
import { Refused } from './refused.ts';
import type { ResponseUrls } from './response-urls.ts';

const statuses: Readonly<Record<string, number>> = { invalid_url: 404, expired_url: 404, used_url: 404 };

/** Where apps answer to commands and button presses without a token. */
export function responseUrlRoutes({
  responseUrls,
  faults,
  log,
}: {
  responseUrls: ResponseUrls;
  faults: Faults;
  log: Log;
}): Router {
  const router = Router();
  router.post('/:kind/:team/:id/:secret', (request, response) => {
    const fault = faults.take('response_url');
    const told = fault
      ? { status: fault.status ?? 500, body: { ok: false, error: fault.error ?? 'internal_error' } }
      : answer(request.path, String(request.body ?? ''));
    const { kind } = request.params;
    log.add({ kind: 'response_url', of: kind, args: told.sent ?? null, status: told.status, ...told.body });
    response.status(told.status).json(told.body);
  });

  function answer(path: string, text: string): { status: number; body: Json; sent?: Json } {
    let sent: Json = {};
    try {
      sent = Object(JSON.parse(text));
      responseUrls.respond(path, sent);
      return { status: 200, body: { ok: true }, sent };
    } catch (error) {
      if (error instanceof SyntaxError) return { status: 400, body: { ok: false, error: 'invalid_payload' } };
      if (!(error instanceof Refused)) throw error;
      return { status: statuses[error.code] ?? 400, body: { ok: false, error: error.code, ...error.details }, sent };
    }
  }
  return router;
}
