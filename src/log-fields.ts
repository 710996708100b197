import { meaningOf } from './scrub/names.ts';
import { beginningOf, scrub } from './scrub.ts';

const most = { letters: 16_000, entries: 50, depth: 6 } as const;

const cut = '[cut]';

/** What libraries hang on their errors, and what a call to Azure or a chat is made with: none of it is for the log. */
const carriers =
  /^(?:request|response|headers?|rawHeaders|config|options|body|bodyAsText|operation|original|data|auth(?:orization)?|agent|socket|accessSAS)$/i;

/** Our own names of things, which say what a line is about. */
const names = new Set([
  'capture',
  'channel',
  'conversation',
  'person',
  'id',
  'entry',
  'step',
  'kind',
  'call',
  'allowance',
  'role',
]);

/** A value as the log keeps it: texts without secrets, errors as their words, plain data of any depth; of everything else only what it is. */
export function logged(value: unknown, above: readonly unknown[] = []): unknown {
  if (typeof value === 'string') return scrub(beginningOf(value, most.letters));
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value;
  if (above.includes(value) || above.length >= most.depth) return '[…]';
  const path = [...above, value];
  if (value instanceof Error) return described(value, path);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof URL) return scrub(value.href);
  if (Array.isArray(value)) return value.slice(0, most.entries).map(one => logged(one, path));
  if (!isPlain(value)) return `[${value.constructor?.name ?? 'object'}]`;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, most.entries)
      .map(([name, inner]) => [name, field(name, inner, path)]),
  );
}

function field(name: string, value: unknown, path: readonly unknown[]): unknown {
  if (carriers.test(name)) return cut;
  if (meaningOf(name) && value !== null && !['number', 'boolean', 'undefined'].includes(typeof value)) return cut;
  if (names.has(name) && typeof value === 'string' && /^[\w:.@;=+-]{1,300}$/.test(value)) return value;
  return logged(value, path);
}

/** An error as the log keeps it: its words and where it came from, without the request that may hang on it. */
function described(error: Error, path: readonly unknown[]): Record<string, unknown> {
  return {
    name: error.name,
    message: logged(error.message),
    ...('code' in error ? { code: logged(error.code, path) } : {}),
    stack: logged(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: logged(error.cause, path) }),
    ...(error instanceof AggregateError ? { errors: logged([...error.errors], path) } : {}),
  };
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
