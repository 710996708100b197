import { splitOnce } from './http.ts';
import type { Json, JsonObject } from './json.ts';

type LogEntry = {
  readonly seq: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** 0 of a request whose connection was cut before an answer. */
  readonly status: number;
  readonly ms: number;
  readonly clientRequestId: string;
  readonly userAgent: string;
  readonly fault?: string;
};

/** One ARM request and its answer, in the form that Microsoft's own validators read. */
type Pair = {
  readonly liveRequest: { method: string; url: string; headers: Record<string, string>; body?: Json };
  readonly liveResponse: { statusCode: string; headers: Record<string, string>; body?: Json };
};

export type Traffic = {
  log(entry: Omit<LogEntry, 'seq'>): void;
  record(pair: Pair): void;
  entries(after?: number): readonly LogEntry[];
  pairs(): readonly Pair[];
  onEntry(listener: (entry: LogEntry) => void): () => void;
  reset(): void;
};

const keptEntries = 50_000;
const keptPairs = 10_000;

/** Keeps what went over the wire, without tokens, secrets and signatures. */
export function createTraffic(): Traffic {
  let entries: LogEntry[] = [];
  let pairs: Pair[] = [];
  let seq = 0;
  const listeners = new Set<(entry: LogEntry) => void>();

  return {
    log(given) {
      seq += 1;
      const entry = { seq, ...given };
      entries.push(entry);
      if (entries.length > keptEntries) entries = entries.slice(-keptEntries / 2);
      for (const listener of listeners) listener(entry);
    },
    record(pair) {
      pairs.push(pair);
      if (pairs.length > keptPairs) pairs = pairs.slice(-keptPairs / 2);
    },
    entries: (after = 0) => entries.filter(entry => entry.seq > after),
    pairs: () => pairs,
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reset() {
      entries = [];
      pairs = [];
    },
  };
}

/** A query without what would let its reader act: the signed parts of a poll URL are cut. */
export function publicQuery(query: string): string {
  return query
    .split('&')
    .filter(part => part !== '')
    .map(part => (/^(c|s|h|t|p|sig|code)=/i.test(part) ? `${part.slice(0, part.indexOf('='))}=…` : part))
    .join('&');
}

/** Headers that may be shown: none that carry a credential. */
export function publicHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(authorization|cookie|x-ms-authorization)/i.test(name)),
  );
}

/** A body as it may be shown. */
export function withBody(body: Json | undefined): { body?: Json } {
  return body === undefined ? {} : { body };
}

/** True of a path that belongs to Azure Resource Manager. */
export function isArmPath(path: string): boolean {
  return /^\/(subscriptions|tenants|providers)(\/|$)/i.test(path);
}

/** Answer headers as they may be shown: poll URLs without what would let their reader use them. */
export function publicUrls(headers: Readonly<Record<string, string>>): Record<string, string> {
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

/** A request body as it may be shown. */
export function publicBody(body: Json | undefined): Json | undefined {
  if (body === undefined) return undefined;
  const text = JSON.stringify(body, (key, value: unknown) =>
    /password|secret|^protectedParameters$/i.test(key) ? undefined : value,
  );
  const clean: JsonObject = JSON.parse(text);
  return clean;
}
