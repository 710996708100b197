import { format } from 'node:util';
import { type Logger, pino } from 'pino';
import { scrub } from './scrub.ts';

export { scrub } from './scrub.ts';

export type Log = Logger;

const censored = [
  'token',
  'botToken',
  'appToken',
  'signingSecret',
  'secret',
  'password',
  'operation',
  'accessSAS',
  'authorization',
  'headers',
  'request',
  'response',
  'config',
  'options',
].flatMap(key => [key, `*.${key}`, `*.*.${key}`]);

/** Lines of JSON on standard output. What may carry a secret is cut out, wherever it is logged. */
export function openLog(level: string): Log {
  return pino({ level, base: undefined, redact: { paths: censored, censor: '[cut]' }, serializers: { err: describe } });
}

/** What libraries print is a line of the log like any other. */
export function logConsole(log: Log): void {
  for (const [method, level] of printers)
    console[method] = (...words: unknown[]) => log[level]({ said: scrub(format(...words)) }, 'a library says');
}

const printers = [
  ['log', 'info'],
  ['info', 'info'],
  ['debug', 'debug'],
  ['warn', 'warn'],
  ['error', 'error'],
] as const;

/** An error as the log keeps it: its words and where it came from, without the request that may hang on it. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: scrub(String(error)) };
  return {
    name: error.name,
    message: scrub(error.message),
    ...('code' in error ? { code: error.code } : {}),
    stack: scrub(error.stack ?? ''),
    ...(error.cause instanceof Error ? { cause: describe(error.cause) } : {}),
  };
}
