import type { Allowance } from '../../src/azure/allowances.ts';
import type { Capture } from '../../src/jobs/record/record.ts';
import { keysOf } from '../../src/jobs/store/keys.ts';
import { noon, rita } from './captures.ts';
import { messagesIn, type Office, until } from './office.ts';

/** Who is in the channels of captures. */
export const members = ['U0RITA', 'U0BOT'];

export const confirmed = { kind: 'confirmed', by: rita, at: noon.toISOString() } as const;
export const retried = { ...confirmed, kind: 'retried' } as const;

/** Puts a capture on record, in a channel of its own, and answers what is told of it there. */
export async function putIn(office: Office, capture: Capture) {
  const { id: channel } = office.slack.createChannel({ name: capture.id, kind: 'public', members });
  const placed = { ...capture, place: { ...capture.place, channel } };
  await office.store.accept(placed.id, placed);
  const messages = () => messagesIn(office.slack, channel).filter(message => !message.ephemeralFor);
  return {
    id: placed.id,
    channel,
    messages,
    roots: () => messages().filter(({ thread_ts, ts }) => !thread_ts || thread_ts === ts),
    replies: () => messages().filter(({ thread_ts, ts }) => thread_ts && thread_ts !== ts),
    change: async (change: (now: Capture) => Partial<Capture>) => {
      for (;;) {
        const before = await office.store.load(placed.id);
        if (before && (await office.store.decide(before, { ...before, ...change(before) }, { event: 'confirm' })))
          return;
      }
    },
    /** Told to the end, with every pause ended on the way. */
    released: () =>
      until('nothing left to tell', async () => {
        await endPauses(office);
        return (await office.redis.zscore(`{${office.prefix}}:outbox`, placed.id)) === null;
      }),
    settled: () =>
      until(
        'nothing left to tell',
        async () => (await office.redis.zscore(`{${office.prefix}}:outbox`, placed.id)) === null,
      ),
  };
}

/** The next message of the bot's is held on its way to Slack until it is let go. */
export function holdNextPost({ slack }: Office): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  slack.faults.add({ match: { method: 'chat.postMessage' }, heldUntil: promise });
  return resolve;
}

/** Whoever edits under these limits stands behind an hour of others; what must be noticed does not. */
export async function holdEdits({ redis, prefix }: Office, limits: readonly Allowance[]): Promise<void> {
  for (const { key } of limits) await redis.hset(keysOf(prefix).budget(key), 'line:edits', Date.now() + 3_600_000);
}

/** How many captures wait for a turn with what can wait. */
export const resting = ({ redis, prefix }: Office): Promise<number> => redis.scard(`${keysOf(prefix).outbox}:resting`);

/** Every pause and every turn that messages wait for in Redis is over; what somebody has in hand is left alone. */
export async function endPauses({ redis, prefix }: Office): Promise<void> {
  const keys = keysOf(prefix);
  for (const key of await redis.keys(keys.budget('*'))) {
    const fields = await redis.hgetall(key);
    await redis.hset(key, 'at', Math.min(Number(fields.at ?? 0), Date.now()));
    for (const field of Object.keys(fields)) if (/^(till|line:.*)$/.test(field)) await redis.hdel(key, field);
  }
  for (const entry of await redis.zrange(keys.outbox, '0', '-1')) {
    if (await redis.hexists(keys.chat(entry), 'lease')) continue;
    await redis.hdel(keys.chat(entry), 'turns');
    await redis.zadd(keys.outbox, 0, entry);
  }
}

/** How often the bot has called a method of Slack. */
export const callsOf = ({ slack }: Office, method: string): number =>
  slack.log().filter(entry => JSON.stringify(entry).includes(`"${method}"`)).length;
