import { ArmError } from './arm-error.ts';
import type { Fault } from './faults.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** One request as a route sees it. */
export type Call = {
  readonly method: string;
  readonly path: string;
  /** Path and query exactly as they came: signed poll URLs are compared by it. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  readonly apiVersion: string;
  /** Where the client found us, as `https://127.0.0.1:8443`. */
  readonly origin: string;
  readonly caller: Caller | undefined;
  readonly fault: Fault | undefined;
  /** A part of the path that the route names; a route that asks for another one has a mistake. */
  param(name: string): string;
  /** A query value by its name without case, or ''. */
  query(name: string): string;
  /** The body as an object; 400 when it is none. */
  object(): JsonObject;
};

export type Caller = { readonly objectId: string; readonly applicationId: string };

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Text in place of a JSON body. */
  readonly text?: string;
};

export type Route = {
  readonly method: string;
  readonly path: string;
  /** The Compute policy that the call draws from; see throttle.ts. */
  readonly bucket?: string;
  readonly answer: (call: Call) => Answer;
};

export type Found = { readonly route: Route; readonly params: Readonly<Record<string, string>> };

/** Finds routes by method and path: `:name` is one segment, `*name` any number of them; letters match in either case. */
export function createRouter(
  routes: readonly Route[],
): (method: string, path: string) => Found | 'other-method' | null {
  const table = routes.map(route => ({ route, pattern: patternOf(route.path) }));
  return (method, path) => {
    let known = false;
    for (const { route, pattern } of table) {
      const match = pattern.exec(path);
      if (!match) continue;
      if (route.method === method) return { route, params: decoded(match.groups ?? {}) };
      known = true;
    }
    return known ? 'other-method' : null;
  };
}

/** The body as a JSON object, or the 400 that ARM answers. */
export function bodyObject(body: Json | undefined): JsonObject {
  if (isObject(body)) return body;
  throw new ArmError(400, 'InvalidRequestContent', 'The request content was invalid and could not be deserialized.', {
    from: 'gateway',
  });
}

function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.()'$]/g, '\\$&')
    .replace(/\/\*(\w+)/g, '(?<$1>(?:/[^/]+)*)')
    .replace(/:(\w+)/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}/?$`, 'i');
}

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value ?? '')]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause;
    throw new ArmError(400, 'BadRequest', `The path segment '${text}' is not well encoded.`, { from: 'gateway' });
  }
}
