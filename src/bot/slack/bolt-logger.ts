import { LogLevel } from '@slack/bolt';
import { type Log, scrub } from '../../log.ts';

/** Bolt's own log lines go where all the others go, from warnings on, without what may be secret. */
export function boltLogger(log: Log) {
  const words = (parts: unknown[]) =>
    scrub(parts.map(part => (part instanceof Error ? part.message : String(part))).join(' '));
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts: unknown[]) => log.warn(words(parts)),
    error: (...parts: unknown[]) => log.error(words(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
