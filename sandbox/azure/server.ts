import type { IncomingMessage, ServerResponse } from 'node:http';
import { ArmError } from './arm-error.ts';
import { answerControl, type Control } from './control.ts';
import { type Fault, nestedIn } from './faults.ts';
import type { Arrival } from './gateway.ts';
import { broken, flat, readBody, readJson, splitOnce, stamped, write } from './http.ts';
import type { Json } from './json.ts';
import { type Answer, bodyObject } from './routes.ts';
import { isArmPath, publicBody, publicHeaders, publicQuery, publicUrls, withBody } from './traffic.ts';

/** Whoever looks on as requests come in (`arrived`, who may cut one off there) and as they are taken. */
export type Watch = {
  arrived?(call: WatchedCall): 'cut' | undefined;
  taken?(
    call: WatchedCall & { readonly status: number; readonly body: Json | undefined; readonly fault: Fault | undefined },
  ): void;
};
export type WatchedCall = { readonly method: string; readonly path: string };

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** One request from the wire to its answer: faults first, then the cloud; all of it is logged. */
export function createHandler(
  control: Control,
  answerCloud: (arrival: Arrival) => Answer,
  origin: () => string,
  wait: (ms: number) => Promise<void>,
  watch: Watch = {},
): Handler {
  const { azure, faults, traffic } = control;
  const { clock } = azure;

  return async (request, response) => {
    const startedAt = performance.now();
    const target = request.url ?? '/';
    const [rawPath = '/', query = ''] = splitOnce(target, '?');
    const path = rawPath.replace(/\/{2,}/g, '/');
    const text = await readBody(request);
    clock.settle();
    if (path.startsWith('/_simulator')) {
      const asked = { method: request.method ?? 'GET', path, query: new URLSearchParams(query), text };
      return answerControl(control, asked, request, response);
    }

    const method = request.method ?? 'GET';
    const headers = flat(request.headers);
    const fault = faults.take(method, path, query);
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    clock.settle();
    let status = 0;
    const isCut = watch.arrived?.({ method, path }) === 'cut';
    if (isCut || fault?.drop === 'before') request.socket.destroy();
    else {
      const body = readJson(text, headers['content-type'] ?? '');
      const answer = stamped(answerOf({ method, target, path, query, headers, body, fault }), headers);
      if (isArmPath(path)) remember(method, target, headers, body, answer);
      watch.taken?.({ method, path, status: answer.status, body: body === broken ? undefined : body, fault });
      if (fault?.drop === 'after') request.socket.destroy();
      else {
        status = answer.status;
        write(response, method, answer);
      }
    }
    traffic.log({
      at: clock.date().toISOString(),
      method,
      path,
      query: publicQuery(query),
      status,
      ms: Math.round(performance.now() - startedAt),
      clientRequestId: headers['x-ms-client-request-id'] ?? '',
      userAgent: headers['user-agent'] ?? '',
      ...(fault ? { fault: fault.id } : {}),
    });
  };

  type Request = Pick<Arrival, 'method' | 'target' | 'path' | 'headers' | 'fault'> & {
    query: string;
    body: Json | undefined | typeof broken;
  };

  function answerOf({ method, target, path, query, headers, body, fault }: Request): Answer {
    try {
      if (fault?.status !== undefined) throw faultError(fault, fault.status);
      if (path.startsWith('/_storage/')) return { status: 200, text: storageText(path) };
      if (body === broken) bodyObject(undefined);
      const values = new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]));
      const known = body === broken ? undefined : body;
      const answer = answerCloud({
        method,
        target,
        path,
        headers,
        body: known,
        fault,
        origin: origin(),
        apiVersion: values.get('api-version') ?? '',
        query: name => values.get(name.toLowerCase()) ?? '',
        object: () => bodyObject(known),
      });
      if (fault?.retryAfterSeconds === undefined) return answer;
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(fault.retryAfterSeconds) } };
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      const cause = { 'x-ms-failure-cause': error.more.from ?? 'service' };
      return { status: error.status, headers: { ...cause, ...error.more.headers }, body: error.body };
    }
  }

  /** What the serial console of a machine shows: the last lines that its guest wrote. */
  function storageText(path: string): string {
    const name = path.split('/')[3] ?? '';
    const vm = [...azure.world.virtualMachines.values()].find(one => one.name === name);
    return vm ? `${vm.disk.hostName} login:\n${vm.disk.log}` : '';
  }

  function remember(
    method: string,
    target: string,
    headers: Record<string, string>,
    body: Json | undefined | typeof broken,
    answer: Answer,
  ): void {
    const [path = '', query = ''] = splitOnce(target, '?');
    traffic.record({
      liveRequest: {
        method,
        url: `${origin()}${path}?${publicQuery(query)}`,
        headers: publicHeaders(headers),
        ...withBody(body === broken ? undefined : publicBody(body)),
      },
      liveResponse: {
        statusCode: String(answer.status),
        headers: publicUrls(answer.headers ?? {}),
        ...withBody(answer.body),
      },
    });
  }
}

function faultError(fault: Fault, status: number): ArmError {
  const usual: Readonly<Record<number, string>> = {
    401: 'InvalidAuthenticationToken',
    403: 'AuthorizationFailed',
    404: 'ResourceNotFound',
    409: 'Conflict',
    429: 'TooManyRequests',
    500: 'InternalServerError',
    503: 'ServiceUnavailable',
  };
  const headers: Record<string, string> =
    fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  const code = fault.code ?? usual[status] ?? 'BadRequest';
  return new ArmError(status, code, fault.message ?? `The simulator was told to answer ${status}.`, {
    headers,
    ...nestedIn(fault),
  });
}
