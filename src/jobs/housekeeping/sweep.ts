import { z } from 'zod';
import type { Azure, Listed } from '../../azure/azure.ts';
import { withPatience } from '../../azure/budget.ts';
import { AzureError } from '../../azure/errors.ts';
import type { Log } from '../../log.ts';
import { hasDueCleanup } from '../record/cleanup-ledger.ts';
import type { LedgerEntry } from '../record/record.ts';
import { isOver, type Job } from '../record/record.ts';
import { UnreadableRecord } from '../record/record-codec.ts';
import { explain, shortened } from '../record/refusal.ts';
import { failureShape } from '../record/told-shape.ts';
import type { Settings } from '../request/settings.ts';
import { keysOf } from '../store/keys.ts';
import type { RedisConnection } from '../store/redis.ts';
import type { Store } from '../store/store.ts';

const sweepSchema = z.object({
  at: z.string(),
  left: z.array(z.object({ captureId: z.string(), rev: z.number(), id: z.string() })),
  foreign: z.array(z.object({ captureId: z.string().nullable(), id: z.string() })),
  unseen: z.array(z.object({ subscriptionId: z.string(), reason: z.string(), why: failureShape.exactOptional() })),
});

/**
 * What captures marked in Azure, as the worker last saw it. `left`: it should be gone, and the record of a capture that was over at
 * revision `rev` names it; `foreign`: no record names it, so nobody touches it; `unseen`: subscriptions that could not be looked at.
 */
export type Sweep = Readonly<z.infer<typeof sweepSchema>>;

/** What one subscription came to; `doubtful` is what a record has as gone already. */
interface Matched {
  readonly left: readonly (Sweep['left'][number] & { readonly doubtful: LedgerEntry | null })[];
  readonly foreign: Sweep['foreign'];
}

/** Tells what was left behind from what no record names. Captures that are not over, or still clear away, have nothing left yet. */
export function match(marked: readonly Listed[], captures: ReadonlyMap<string, Job>): Matched {
  const left: Matched['left'][number][] = [];
  const foreign: Sweep['foreign'][number][] = [];
  for (const { id, captureId } of marked) {
    const capture = captureId === null ? undefined : captures.get(captureId);
    if (capture && (!isOver(capture) || hasDueCleanup(capture))) continue;
    const entry = capture && entryFor(capture, id);
    if (!capture || !entry) foreign.push({ captureId, id });
    else
      left.push({
        captureId: capture.id,
        rev: capture.rev,
        id: entry.id,
        doubtful: entry.state === 'closed' ? entry : null,
      });
  }
  return { left, foreign };
}

/** Looks through the subscriptions of the settings; one that cannot be looked at does not spoil the others. */
export async function takeSweep({ azure, settings, store, now }: SweepDeps): Promise<Sweep> {
  const at = now().toISOString();
  const subscriptions = [...new Set(settings.scopes.map(({ subscription }) => subscription))];
  const looks = await Promise.all(subscriptions.map(id => lookAt(azure, store, id)));
  return {
    at,
    left: looks.flatMap(({ left }) => left.map(({ doubtful: _doubtful, ...one }) => one)),
    foreign: looks.flatMap(({ foreign }) => foreign),
    unseen: looks.flatMap(({ unseen }) => unseen),
  };
}

async function lookAt(
  azure: Azure,
  store: Store<Job>,
  subscriptionId: string,
): Promise<Matched & Pick<Sweep, 'unseen'>> {
  try {
    const marked = await azure.listMarked(subscriptionId);
    // A record is there before its resources are, so it is read after they were listed.
    const { captures, unread } = await capturesOf(store, marked);
    const known = marked.filter(({ captureId }) => captureId === null || !unread.has(captureId));
    const { left, foreign } = match(known, captures);
    const there = await Promise.all(left.map(({ doubtful }) => !doubtful || isThere(azure, doubtful)));
    return { left: left.filter((_, index) => there[index]), foreign, unseen: [] };
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    const why = shortened(explain(error).failure);
    return { left: [], foreign: [], unseen: [{ subscriptionId, reason: why.code, why }] };
  }
}

/** `unread`: those that are on record, and of which nobody here can tell what they still need. */
async function capturesOf(
  store: Store<Job>,
  marked: readonly Listed[],
): Promise<{ readonly captures: ReadonlyMap<string, Job>; readonly unread: ReadonlySet<string> }> {
  const ids = [...new Set(marked.flatMap(({ captureId }) => captureId ?? []))];
  const unread = new Set<string>();
  const captures = await Promise.all(
    ids.map(id =>
      store.load(id).catch(error => {
        if (!(error instanceof UnreadableRecord)) throw error;
        unread.add(id);
        return null;
      }),
    ),
  );
  return { captures: new Map(captures.flatMap(capture => (capture ? [[capture.id, capture]] : []))), unread };
}

/** Azure's lists are late: what was deleted a moment ago may stand there still. */
async function isThere(azure: Azure, { kind, id }: LedgerEntry): Promise<boolean> {
  const found = kind === 'source-power' ? null : await azure.findTemporary(kind, id);
  return found !== null && found.provisioningState !== 'Deleting';
}

/** Azure answers names in letters of either case. */
const entryFor = ({ ledger = [] }: Job, id: string): LedgerEntry | undefined =>
  ledger.find(one => one.kind !== 'source-power' && one.id.toLowerCase() === id.toLowerCase());

/** The newest sweep in Redis, and the wish for another one; a worker takes a wish once. */
export function redisSweeps({ redis, prefix }: { redis: RedisConnection; prefix: string }) {
  const { sweep: key, sweepWanted } = keysOf(prefix);
  return {
    /** Null when there is none, or it is of another version. */
    async load(): Promise<Sweep | null> {
      const json = await redis.get(key);
      return json ? (sweepSchema.safeParse(JSON.parse(json)).data ?? null) : null;
    },
    save: async (sweep: Sweep): Promise<unknown> => await redis.set(key, JSON.stringify(sweep)),
    want: async (): Promise<unknown> => await redis.set(sweepWanted, '1', 'EX', 600),
    takeWish: async (): Promise<boolean> => (await redis.getdel(sweepWanted)) !== null,
  };
}

export type Sweeps = ReturnType<typeof redisSweeps>;

interface SweepDeps {
  readonly azure: Azure;
  readonly settings: Settings;
  readonly store: Store<Job>;
  readonly now: () => Date;
}

const wishEveryMs = 300;

/** Nobody waits for it: what Azure allows is for the captures first. */
const patienceMs = 60_000;

/** Keeps the sweep fresh until it is stopped, and takes one when it is wished for; one that fails leaves the last one standing. */
export function keepSweep(deps: SweepDeps & { sweeps: Sweeps; log: Log }): { close(): void } {
  const { settings, sweeps, log, now } = deps;
  const periodMs = settings.pace.sweepSeconds * 1000;
  let dueAtMs = 0;

  async function round(): Promise<void> {
    const isWanted = await sweeps.takeWish();
    if (!isWanted && now().getTime() < dueAtMs) return;
    dueAtMs = now().getTime() + periodMs;
    const last = isWanted ? null : await sweeps.load();
    if (last && now().getTime() - Date.parse(last.at) < periodMs) return;
    await sweeps.save(await withPatience(patienceMs, () => takeSweep(deps)));
  }

  let stopped = false;
  let underWay = false;
  const timer = setInterval(() => {
    if (underWay) return;
    underWay = true;
    round()
      .catch(error => {
        if (!stopped) log.warn({ err: error }, 'the subscriptions could not be swept');
      })
      .finally(() => {
        underWay = false;
      });
  }, wishEveryMs);
  return {
    /** A sweep under way changes nothing in Azure: it is not waited for. */
    close() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
