import { format } from 'node:util';
import { type LogFn, type Logger, pino } from 'pino';
import { logged } from './log-fields.ts';
import { scrub } from './scrub.ts';

export { scrub } from './scrub.ts';

/** It has no children: their fields would pass by what cuts secrets out. */
export type Log = Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'level'>;

/** Lines of JSON on standard output. What may carry a secret is cut out, at whatever depth and under whatever name it is logged. */
export function openLog(level: string, destination?: { write(line: string): void }): Log {
  return pino(
    {
      level,
      base: null,
      serializers: { err: error => error },
      hooks: {
        logMethod(words, write) {
          write.apply(this, safe(words));
        },
      },
    },
    destination,
  );
}

/** What libraries print is a line of the log like any other. */
export function logConsole(log: Log): void {
  for (const [method, level] of printers)
    console[method] = (...words: unknown[]) =>
      log[level]({ said: scrub(format(...words.map(printed))) }, 'a library says');
}

const printers = [
  ['log', 'info'],
  ['info', 'info'],
  ['debug', 'debug'],
  ['warn', 'warn'],
  ['error', 'error'],
] as const;

/** Texts as they are, since they are scrubbed when all is one text; of everything else what the log keeps. */
const printed = (word: unknown): unknown => (typeof word === 'string' ? word : logged(word));

/** An error alone is a line that says what it says. */
function safe([first, ...others]: readonly unknown[]): Parameters<LogFn> {
  const line =
    first instanceof Error ? [{ err: first }, ...(others.length > 0 ? others : [first.message])] : [first, ...others];
  return line.map(word => logged(word)) as Parameters<LogFn>;
}
