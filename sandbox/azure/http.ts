import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from './json.ts';
import type { Answer } from './routes.ts';

const largestBody = 8 * 1024 * 1024;

/** Stands for a body that is not the JSON it should be. */
export const broken = Symbol('broken');

/** With the headers that every answer of ARM has. */
export function stamped(answer: Answer, request: Readonly<Record<string, string>>): Answer {
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

/** Writes the answer to the wire. */
export function write(response: ServerResponse, method: string, answer: Answer): void {
  const text = answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
  const length: Record<string, string> =
    answer.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(text)) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(method === 'HEAD' || answer.status === 204 ? undefined : text);
}

/** The whole body of a request as text; a client that sends too much is cut off. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) request.destroy();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The body as JSON, that of a form too; undefined when there is none. */
export function readJson(text: string, type: string): Json | undefined | typeof broken {
  if (text.trim() === '') return undefined;
  if (type.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return broken;
    throw cause;
  }
}

/** Headers with one value each. */
export function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

/** The text before and after the first mark. */
export function splitOnce(text: string, mark: string): string[] {
  const index = text.indexOf(mark);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
