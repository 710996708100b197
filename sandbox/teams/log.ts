import type { Json } from './model.ts';

/** A line of the log: a call of the bot's, or a delivery to it. */
export interface LogEntry extends Json {
  readonly id: number;
  readonly at: string;
  readonly kind: 'call' | 'delivery';
}
export type Log = ReturnType<typeof createLog>;

/** The newest of what went over the wire, without tokens. */
export function createLog({ now, size = 5000 }: { now: () => number; size?: number }) {
  let entries: LogEntry[] = [];
  let lastId = 0;
  const listeners = new Set<(entry: LogEntry) => void>();
  return {
    add(entry: Json & { readonly kind: LogEntry['kind'] }): void {
      lastId += 1;
      const added: LogEntry = { ...entry, id: lastId, at: new Date(now()).toISOString() };
      entries = [...entries.slice(1 - size), added];
      for (const listener of listeners) listener(added);
    },
    after: (id = 0): readonly LogEntry[] => entries.filter(entry => entry.id > id),
    listen: (listener: (entry: LogEntry) => void) => listeners.add(listener),
    clear(): void {
      entries = [];
    },
  };
}
