/** Where Redis is: one server, or what Sentinels or the nodes of a Cluster know of. `tls` is null where nothing is encrypted. */
export interface RedisAddress {
  readonly kind: 'server' | 'sentinel' | 'cluster';
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  /** What the Sentinels call the master. */
  readonly master?: string;
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
  readonly tls: RedisTls | null;
}

/** `ca`: the authorities to trust instead of Node's own, in PEM; `servername`: the name that certificates are for, where it is not the host's. */
export interface RedisTls {
  readonly ca?: string;
  readonly servername?: string;
}

type Reading =
  | { readonly is: 'address'; readonly address: RedisAddress }
  | { readonly is: 'problem'; readonly problem: string };

const shape = /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/;

const forms =
  'must be redis://host:6379, redis+sentinel://host:26379,host:26379/master or redis+cluster://host:6379,host:6379 (rediss with TLS); a special character of a password is written as its %-code';

const wordsOf = {
  server: ['servername'],
  sentinel: ['servername', 'sentinelUsername', 'sentinelPassword'],
  cluster: ['servername'],
} as const satisfies Record<RedisAddress['kind'], readonly string[]>;

/** Reads a Redis URL; what is wrong with one is said without repeating it, since it may hold a password. */
export function readRedisUrl(url: string): Reading {
  const [, secure, form = 'server', user = '', hosts = '', path = '', query = ''] = shape.exec(url.trim()) ?? [];
  if (secure === undefined) return problem(forms);
  const kind = form as RedisAddress['kind'];
  const nodes = hosts.split(',').map(host => nodeOf(host, kind));
  if (!nodes.every(node => node !== null)) return problem(forms);
  if (kind === 'server' && nodes.length > 1)
    return problem('names several hosts: use redis+sentinel:// or redis+cluster:// for them');
  const [name, password] = halvesOf(user).map(decoded);
  if (name === null || password === null) return problem(forms);
  const place = placeOf(kind, path);
  if (typeof place === 'string') return problem(place);
  const words = wordsIn(kind, query, secure === 's');
  if (typeof words === 'string') return problem(words);
  const { servername, ...credentials } = words;
  return {
    is: 'address',
    address: {
      kind,
      nodes,
      ...(name ? { username: name } : {}),
      ...(password ? { password } : {}),
      ...place,
      ...credentials,
      tls: secure === 's' ? { ...(servername ? { servername } : {}) } : null,
    },
  };
}

/** The address that a URL is known to be. */
export function redisAddress(url: string): RedisAddress {
  const reading = readRedisUrl(url);
  if (reading.is === 'problem') throw new Error(`The Redis URL ${reading.problem}.`);
  return reading.address;
}

const problem = (text: string): Reading => ({ is: 'problem', problem: text });

function nodeOf(text: string, kind: RedisAddress['kind']): { host: string; port: number } | null {
  const [, six, host = six, port = kind === 'sentinel' ? '26379' : '6379'] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  return host && Number(port) > 0 && Number(port) <= 65_535 ? { host, port: Number(port) } : null;
}

/** What is after the host: a master's name for Sentinels, the number of a database. */
function placeOf(kind: RedisAddress['kind'], path: string): { db?: number; master?: string } | string {
  if (kind === 'cluster') return path === '' ? {} : 'has a path: a Cluster has no numbered databases';
  const [first = '', second = '', ...more] = path.split('/');
  const [master, db] = kind === 'sentinel' ? [decoded(first), second] : ['', first];
  if (more.length > 0 || (kind === 'server' && second !== '')) return forms;
  if (kind === 'sentinel' && !master) return 'does not name the master: redis+sentinel://host:26379/master';
  if (!/^\d{0,5}$/.test(db)) return 'has something after the host that is not the number of a database';
  return { ...(db ? { db: Number(db) } : {}), ...(master ? { master } : {}) };
}

function wordsIn(kind: RedisAddress['kind'], query: string, isSecure: boolean): Record<string, string> | string {
  const words: Record<string, string> = {};
  for (const [word, value] of new URLSearchParams(query)) {
    if (!wordsOf[kind].some(known => known === word) || (word === 'servername' && !isSecure))
      return `has an unknown word after the "?": it takes ${wordsOf[kind].join(', ')} (servername with rediss alone)`;
    words[word] = value;
  }
  return words;
}

/** `user:password`; a user alone has none. */
function halvesOf(text: string): readonly [string, string] {
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a % that begins no code
  }
}
