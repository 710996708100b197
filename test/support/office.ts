import { setTimeout as sleep } from 'node:timers/promises';
import { type SlackSimulator, startSlackSimulator } from '../../sandbox/slack/simulator.ts';
import type { Chat } from '../../src/bot/chat.ts';
import { openDesk } from '../../src/bot/desk/desk.ts';
import { slackChat } from '../../src/bot/slack/slack.ts';
import type { Policy } from '../../src/jobs/policy/policy.ts';
import { parsePolicy } from '../../src/jobs/policy/policy-file.ts';
import { parseSettings, type Settings } from '../../src/jobs/request/settings.ts';
import { deskRedis, type RedisConnection } from '../../src/jobs/store/redis.ts';
import { redisAddress } from '../../src/jobs/store/redis-url.ts';
import { redisStore, type Store } from '../../src/jobs/store/store.ts';
import { type Log, openLog } from '../../src/log.ts';
import { noon } from './captures.ts';
import { startRedis, type TestRedis } from './redis.ts';

export const quiet: Log = openLog('silent');

/** A desk in a simulated Slack on a real Redis; nobody works behind it but the test. */
export interface Office {
  readonly slack: SlackSimulator;
  readonly redis: RedisConnection;
  readonly store: Store;
  readonly prefix: string;
  readonly server: TestRedis;
  readonly woken: string[];
  /** The clock that the desk goes by. */
  clock: Date;
  /** One more bot process at the same Redis and Slack. */
  openAnother(): Promise<{ close(): Promise<void> }>;
  closeDesk(): Promise<void>;
  close(): Promise<void>;
}

export async function openOffice({
  pace = 0.05,
  policy,
  besides = [],
  share = 20,
  settings: changed = {},
  speed,
  reach = async ({ apiUrl }) => apiUrl,
}: {
  pace?: number;
  /** How much of what Slack allows is the bot's; more than all of it keeps no test waiting that does not fill a channel. */
  share?: number;
  /** What is otherwise in the settings than in `someSettings`. */
  settings?: Partial<Settings>;
  /** The time of the desk goes by instead of standing still, and Slack's so many times faster. */
  speed?: number;
  policy?: string;
  /** Other chats at the same desk. */
  besides?: readonly Chat[] | ((ground: { redis: RedisConnection; prefix: string }) => readonly Chat[]);
  /** Where the bot finds Slack, when that is not the simulator's own address. */
  reach?: (slack: SlackSimulator) => Promise<string>;
} = {}): Promise<Office> {
  const server = await startRedis();
  const startMs = performance.now();
  const sinceMs = () => performance.now() - startMs;
  const slack = await startSlackSimulator(speed ? { now: () => Math.round(noon.getTime() + sinceMs() * speed) } : {});
  const settings = { ...someSettings(pace, share), ...changed };
  const redis = deskRedis(redisAddress(server.url));
  while (redis.status !== 'ready') await sleep(5);
  const { prefix } = server;
  const store = redisStore({ redis, prefix });
  const woken: string[] = [];
  const office = { clock: noon };
  const apiUrl = await reach(slack);
  const others = typeof besides === 'function' ? besides({ redis, prefix }) : besides;
  const open = () =>
    openDesk({
      chats: [slackChat({ config: { ...slackConfig(slack), apiUrl }, app: null, log: quiet }), ...others],
      store,
      redis,
      prefix,
      settings,
      policy: policy === undefined ? null : aPolicy(policy),
      wake: async id => woken.push(id),
      now: () => (speed ? new Date(office.clock.getTime() + sinceMs()) : office.clock),
      log: quiet,
    });
  const desk = await open();
  const closeDesk = () => desk.close();
  return Object.assign(office, {
    slack,
    redis,
    store,
    prefix,
    server,
    woken,
    openAnother: open,
    closeDesk,
    async close() {
      await closeDesk();
      redis.disconnect();
      await slack.close();
      await server.close();
    },
  });
}

export const slackConfig = ({ botToken, appToken, apiUrl }: SlackSimulator) => ({
  botToken,
  appToken,
  signingSecret: null,
  apiUrl,
});

/** Settings as in a capture-image.yaml; the message of a capture is edited at most once in `editSeconds`. */
export function someSettings(editSeconds: number, chatShare = 1): Settings {
  const { data, problems } = parseSettings(
    `{scopes: [{subscription: 22222222-2222-2222-2222-222222222222}], gallery: {name: golden, resourceGroup: rg-images}, definition: web, regions: [westeurope], templates: {nightly-web: {vm: web-01, version: minor, checks: strict}}, pace: {editSeconds: ${editSeconds}, chatShare: ${chatShare}}}`,
  );
  if (!data) throw new Error(problems.join('\n'));
  return data;
}

/** A policy as in a policy.yaml. */
export function aPolicy(text: string): Policy {
  const reading = parsePolicy(text);
  if (reading.is === 'problems') throw new Error(reading.problems.join('\n'));
  return reading.policy;
}

/** Waits until something is so, and answers it; fails with what it is waiting for. */
export async function until<T>(what: string, look: () => T | Promise<T>, withinMs = 100_000): Promise<NonNullable<T>> {
  for (const end = Date.now() + withinMs; ; await sleep(20)) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`It did not come to this in time: ${what}`);
  }
}

/** The messages of a channel, as Slack keeps them. */
export const messagesIn = (slack: SlackSimulator, channel = 'C0IMAGES') => slack.state().messages[channel] ?? [];

/** What a person reads in a message: its text and all of its blocks. */
export const words = (message: { text?: string; blocks?: unknown } | undefined): string =>
  message ? `${message.text}\n${JSON.stringify(message.blocks ?? [])}` : '';
