import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ArmError } from './arm-error.ts';
import { answerControl, type Control } from './control.ts';
import type { Fault } from './faults.ts';
import type { Arrival } from './gateway.ts';
import type { Json, JsonObject } from './json.ts';
import { type Answer, bodyObject } from './routes.ts';
import { isArmPath, publicHeaders, publicQuery, withBody } from './traffic.ts';

const largestBody = 8 * 1024 * 1024;

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** One request from the wire to its answer: faults first, then the cloud; all of it is logged. */
export function createHandler(
  control: Control,
  answerCloud: (arrival: Arrival) => Answer,
  origin: () => string,
  wait: (ms: number) => Promise<void>,
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
    if (fault?.drop === 'before') request.socket.destroy();
    else {
      const body = readJson(text, headers['content-type'] ?? '');
      const answer = stamped(answerOf({ method, target, path, query, headers, body, fault }), headers);
      if (isArmPath(path)) remember(method, target, headers, body, answer);
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
    return vm ? `${vm.hostName} login:\n${vm.guestLog}` : '';
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
        ...withBody(body === broken ? undefined : withoutSecrets(body)),
      },
      liveResponse: {
        statusCode: String(answer.status),
        headers: shortUrls(answer.headers ?? {}),
        ...withBody(answer.body),
      },
    });
  }
}

const broken = Symbol('broken');

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
  return new ArmError(status, code, fault.message ?? `The simulator was told to answer ${status}.`, { headers });
}

/** With the headers that every answer of ARM has. */
function stamped(answer: Answer, request: Readonly<Record<string, string>>): Answer {
  const id = randomUUID();
  const client = request['x-ms-client-request-id'];
  const echoed: Record<string, string> =
    client !== undefined && request['x-ms-return-client-request-id'] === 'true'
      ? { 'x-ms-client-request-id': client }
      : {};
  return {
    ...answer,
    headers: {
      'cache-control': 'no-cache',
      pragma: 'no-cache',
      expires: '-1',
      'x-ms-request-id': id,
      'x-ms-correlation-request-id': request['x-ms-correlation-request-id'] ?? id,
      'x-ms-routing-request-id': `WESTEUROPE:${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}:${id}`,
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      ...(answer.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...echoed,
      ...answer.headers,
    },
  };
}

function write(response: ServerResponse, method: string, answer: Answer): void {
  const text = answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
  const length: Record<string, string> =
    answer.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(text)) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(method === 'HEAD' || answer.status === 204 ? undefined : text);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) request.destroy();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readJson(text: string, type: string): Json | undefined | typeof broken {
  if (text.trim() === '') return undefined;
  if (type.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return broken;
    throw cause;
  }
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

/** Poll URLs in the record lose what would let their reader use them. */
function shortUrls(headers: Readonly<Record<string, string>>): Record<string, string> {
  const cut = (value: string) => {
    const [path = '', query = ''] = splitOnce(value, '?');
    return `${path}?${publicQuery(query)}`;
  };
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name === 'azure-asyncoperation' || name === 'location' ? cut(value) : value,
    ]),
  );
}

function withoutSecrets(body: Json | undefined): Json | undefined {
  if (body === undefined) return undefined;
  const text = JSON.stringify(body, (key, value: unknown) =>
    /password|secret|^protectedParameters$/i.test(key) ? undefined : value,
  );
  const clean: JsonObject = JSON.parse(text);
  return clean;
}

function splitOnce(text: string, mark: string): string[] {
  const index = text.indexOf(mark);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
