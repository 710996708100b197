import type { Json } from '../sandbox/azure/json.ts';
import type { Watch } from '../sandbox/azure/server.ts';
import type { SlackSimulator } from '../sandbox/slack/simulator.ts';
import type { TeamsSimulator } from '../sandbox/teams/simulator.ts';
import type { Process } from './process.ts';
import type { Fate, ScriptCall } from './tcp-proxy.ts';

/** What a process saves with a script: `kind` by what is touched, and what the audit is told with it. */
export interface Save {
  readonly kind: 'claim' | 'record' | 'chat' | 'other';
  readonly capture: string | null;
  readonly event: string | null;
  readonly step: string | null;
}

/** A write that Azure was asked for; `status` is 0 where it was cut off before it was taken. */
export interface Write {
  readonly seq: number;
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: Json | undefined;
  /** How the operation that it began was made to end, if it was. */
  readonly operation: 'fail' | 'hang' | undefined;
}

/** Somebody who looks on, and may end a process right there. */
export interface Onlooker {
  /** A process is about to save something: what becomes of it. */
  saving?(by: Process, save: Save): Fate;
  /** A write has come to Azure and is not taken yet. */
  arrived?(by: Process | null, write: Pick<Write, 'method' | 'path'>): 'cut' | undefined;
  taken?(by: Process | null, write: Write): void;
  /** A message of the bot's has been taken; nobody has heard of it yet. */
  posted?(platform: 'slack' | 'teams'): void;
}

export type Events = ReturnType<typeof createEvents>;

/** Tells whoever looks on of all that happens on the wires, as it happens. */
export function createEvents() {
  const onlookers = new Set<Onlooker>();
  let writes: Write[] = [];
  let asking: Process | null = null;

  const isWrite = (method: string, path: string) => method !== 'GET' && /^\/subscriptions\//i.test(path);

  const azure: Watch = {
    arrived({ method, path }) {
      if (!isWrite(method, path)) return undefined;
      for (const { arrived } of onlookers) if (arrived?.(asking, { method, path }) === 'cut') return 'cut';
      return undefined;
    },
    taken({ method, path, status, body, fault }) {
      if (!isWrite(method, path)) return;
      const write = { seq: writes.length, atMs: Date.now(), method, path, status, body, operation: fault?.operation };
      writes.push(write);
      for (const { taken } of onlookers) taken?.(asking, write);
    },
  };

  return {
    azure,
    saved(by: Process, save: Save): Fate {
      // Whoever has just said on the record that it is about to ask is the one that asks.
      if (save.event === 'asking' || save.event === 'clearing') asking = by;
      for (const { saving } of onlookers) {
        const fate = saving?.(by, save) ?? 'goes-on';
        if (fate !== 'goes-on') return fate;
      }
      return 'goes-on';
    },
    slack({ type, ...more }: Parameters<Parameters<SlackSimulator['listen']>[0]>[0]) {
      const isBots = type === 'message' && 'message' in more && more.message.bot_id !== undefined;
      if (isBots) for (const { posted } of onlookers) posted?.('slack');
    },
    teams({ type, ...more }: Parameters<Parameters<TeamsSimulator['listen']>[0]>[0]) {
      const isBots = type === 'message' && 'message' in more && more.message.from.startsWith('28:');
      if (isBots) for (const { posted } of onlookers) posted?.('teams');
    },
    add: (onlooker: Onlooker) => void onlookers.add(onlooker),
    writes: (): readonly Write[] => writes,
    clear(): void {
      onlookers.clear();
      writes = [];
      asking = null;
    },
  };
}

const ours = /^\{[^}]+\}:(?!captures:)/;

/** What a script call saves, read off its keys, and off the entry for the audit among its arguments; those of a seal are of old. */
export function readSave({ keys, args }: ScriptCall): Save {
  const [first = ''] = keys;
  const isSeal = keys.some(key => key.endsWith('}:audit'));
  const entry = isSeal ? undefined : args.find(word => word.startsWith('{"capture":"'));
  const touched = /^\{[^}]+\}:capture:(.+)$/.exec(first)?.[1] ?? null;
  const { capture = touched, event = null, step = null } = entry ? JSON.parse(entry) : {};
  return { kind: kindOf(first, { keys: keys.length, args: args.length }), capture, event, step };
}

function kindOf(first: string, count: { keys: number; args: number }): Save['kind'] {
  if (!ours.test(first)) return 'other';
  if (/\}:capture:/.test(first) && count.keys === 2) return 'claim';
  if (/\}:(capture|seen):/.test(first) && count.keys >= 4) return 'record';
  return /\}:outbox$/.test(first) && count.args > 3 ? 'chat' : 'other';
}
