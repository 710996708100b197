import { setTimeout as sleep } from 'node:timers/promises';
import { type Request, type Response, Router } from 'express';
import type { Fault } from '../faults.ts';
import type { Json } from '../model.ts';
import { Refused } from '../refused.ts';
import { credentials } from '../world.ts';
import { readCall } from './arguments.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import type { Api, Args, Method, Methods } from './method.ts';
import { peopleMethods } from './people.ts';
import { teamMethods } from './team.ts';
import { viewMethods } from './views.ts';

const methods: Methods = { ...teamMethods, ...chatMethods, ...conversationMethods, ...peopleMethods, ...viewMethods };

/** The Web API: one route, whose last part names the method. */
export function webApi(api: Api): Router {
  const router = Router();
  router.all('/:method', async (request: Request, response: Response) => {
    const name = String(request.params.method);
    const startedMs = performance.now();
    const fault = api.faults.take(name);
    if (fault?.delayMs) await sleep(fault.delayMs);
    await fault?.heldUntil;
    const told = fault?.drop === 'before' ? null : (faultAnswer(fault) ?? answer(name, request, api));
    const { args, status, headers, body } = told ?? { args: null, status: 0, headers: {}, body: { dropped: 'before' } };
    const ms = Math.round(performance.now() - startedMs);
    api.log.add({
      kind: 'call',
      method: name,
      args: args ?? argsOf(request),
      status,
      ok: body.ok === true,
      error: body.error ?? null,
      ms,
      ...(fault ? { fault } : {}),
    });
    if (told === null || fault?.drop === 'after') return void request.socket.destroy();
    response.status(status).set(headers).json(body);
  });
  return router;
}

interface Told {
  readonly args: Json | null;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Json;
}

function answer(name: string, request: Request, api: Api): Told {
  const headers: Record<string, string> = {};
  let args: Args | null = null;
  try {
    const call = readCall({ headers: request.headers, body: String(request.body ?? ''), query: queryOf(request) });
    args = call.args;
    const method = methods[name];
    if (!method) throw new Refused('unknown_method', { req_method: name });
    checkToken(method, call.token);
    Object.assign(headers, checkScopes(method, call.args, api));
    const waitSeconds = api.limits.takeMethod(name, method.tier);
    if (waitSeconds > 0) throw new Refused('ratelimited', { retryAfterSeconds: waitSeconds });
    return { args, status: 200, headers, body: { ok: true, ...method.run(call.args, api) } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { retryAfterSeconds, ...details } = error.details;
    const body = { ok: false, error: error.code, ...details };
    if (error.code !== 'ratelimited') return { args, status: 200, headers, body };
    return { args, status: 429, headers: { ...headers, 'retry-after': String(retryAfterSeconds) }, body };
  }
}

function checkToken({ token: kind = 'bot' }: Method, token: string | null): void {
  if (token === null) throw new Refused('not_authed');
  if (token !== credentials.botToken && token !== credentials.appToken) throw new Refused('invalid_auth');
  if (kind !== 'any' && token !== credentials[`${kind}Token`]) throw new Refused('not_allowed_token_type');
}

function checkScopes({ scopes = [], token }: Method, args: Args, api: Api): Record<string, string> {
  if (token === 'app') return {};
  const accepted = typeof scopes === 'function' ? scopes(args, api) : scopes;
  const provided = api.manifest.oauth_config.scopes.bot;
  if (accepted.length > 0 && !accepted.some(scope => provided.includes(scope)))
    throw new Refused('missing_scope', { needed: accepted.join(','), provided: provided.join(',') });
  return { 'x-oauth-scopes': provided.join(','), 'x-accepted-oauth-scopes': accepted.join(',') };
}

function faultAnswer(fault: Fault | null): Told | null {
  const { status, error, retryAfterSeconds } = fault ?? {};
  if (status === undefined && error === undefined && retryAfterSeconds === undefined) return null;
  const limited = retryAfterSeconds !== undefined;
  const headers: Record<string, string> = limited ? { 'retry-after': String(retryAfterSeconds) } : {};
  const body = { ok: false, error: error ?? (limited ? 'ratelimited' : 'internal_error') };
  return { args: null, status: status ?? (limited ? 429 : 200), headers, body };
}

const queryOf = (request: Request) => new URL(request.url, 'http://localhost').search;

function argsOf(request: Request): Json | null {
  try {
    return readCall({ headers: request.headers, body: String(request.body ?? ''), query: queryOf(request) }).args;
  } catch {
    return null;
  }
}
