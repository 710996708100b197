import type { Json } from './model.ts';

/** A line of the log: numbered, dated, and of one of three kinds. */
export interface LogEntry extends Json {
  readonly id: number;
  readonly at: string;
  readonly kind: 'call' | 'delivery' | 'response_url';
}

/** Where everything that went over the wire is written down. */
export type Log = ReturnType<typeof createLog>;

/** The newest of what went over the wire, with tokens cut so that they cannot be read back. */
export function createLog({ now, size = 5000 }: { now: () => number; size?: number }) {
  let entries: LogEntry[] = [];
  let lastId = 0;
  const listeners = new Set<(entry: LogEntry) => void>();

  return {
    add(entry: Json & { readonly kind: LogEntry['kind'] }): LogEntry {
      lastId += 1;
      const safe = JSON.parse(cutTokens(JSON.stringify(entry)));
      const added: LogEntry = { ...safe, id: lastId, at: new Date(now()).toISOString() };
      entries = [...entries.slice(1 - size), added];
      for (const listener of listeners) listener(added);
      return added;
    },
    after: (id = 0): readonly LogEntry[] => entries.filter(entry => entry.id > id),
    listen: (listener: (entry: LogEntry) => void) => listeners.add(listener),
    clear(): void {
      entries = [];
    },
  };
}

/** Leaves of every Slack token its kind only. */
function cutTokens(text: string): string {
  return text.replace(/\b(xox[a-z]|xapp|xwfp)-[\w-]+/g, '$1-…');
}
