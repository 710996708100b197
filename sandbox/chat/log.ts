const size = 5000;

type Json = Readonly<Record<string, unknown>>;

/** A line of the log: a call of the bot's, or a delivery to it; numbered and dated. */
export interface LogEntry extends Json {
  readonly id: number;
  readonly at: string;
  readonly kind: 'call' | 'delivery' | 'response_url';
}

/** Where everything that went over the wire is written down. */
export type Log = ReturnType<typeof createLog>;

/** The newest of what went over the wire; `safe` takes out what nobody may read back. */
export function createLog({ now, safe = entry => entry }: { now: () => number; safe?: <T>(entry: T) => T }) {
  let entries: LogEntry[] = [];
  let lastId = 0;
  const listeners = new Set<(entry: LogEntry) => void>();
  return {
    add(entry: Json & Pick<LogEntry, 'kind'>): void {
      lastId += 1;
      const added: LogEntry = { ...safe(entry), id: lastId, at: new Date(now()).toISOString() };
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
