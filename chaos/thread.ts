import type { SlackSimulator } from '../sandbox/slack/simulator.ts';
import type { TeamsSimulator } from '../sandbox/teams/simulator.ts';
import type { Capture } from '../src/jobs/record/record.ts';
import type { Place } from '../src/jobs/request/request.ts';
import { channels } from './channels.ts';

/** A message of the bot's about a capture, as whoever reads the chat sees it. */
export interface Line {
  readonly id: string;
  readonly text: string;
  readonly isRoot: boolean;
  /** What it is in answer to, where a person can answer. */
  readonly thread: string;
  /** Under which key it was sent; Teams keeps none. */
  readonly key: string | null;
}

/** All that the bot has said: in Slack by capture, in Teams by the post that it answers, or by the chat that has no threads. */
export interface Chats {
  readonly slack: ReadonlyMap<string, readonly Line[]>;
  readonly teams: ReadonlyMap<string, readonly Line[]>;
}

const asksFor = /^(?:Approvers: )?(?:[Tt]ype (\S+) in this thread|[Rr]eply @capture-image (\S+)) /;

/** The word that a question asks for, as its chat says it; null for what is no open question. */
export function wordAskedFor(text: string): string | null {
  const [, inThread, amongOthers] = asksFor.exec(text) ?? [];
  return inThread ?? amongOthers ?? null;
}

export const readChats = ({ slack, teams }: { slack: SlackSimulator; teams: TeamsSimulator }): Chats => ({
  slack: slackThreads(slack),
  teams: teamsThreads(teams),
});

/** Where in the chats a place of a capture is: of a channel of Teams alone, the newest thread that tells of it. */
export function threadOf(chats: Chats, { id }: Capture, { platform, channel }: Place): string {
  if (platform === 'slack') return id;
  const [, post] = channel.split(';messageid=');
  if (post) return post;
  if (channel !== channels.teams.conversation) return channel;
  const own = [...chats.teams].findLast(
    ([post, lines]) => /^\d+$/.test(post) && lines.some(({ isRoot, text }) => isRoot && text.endsWith(`(${id})`)),
  );
  return own?.[0] ?? `nothing of ${id}`;
}

/** What was said of a capture in one of its places; in a chat of Teams, what names its VM. */
export function linesOf(chats: Chats, capture: Capture, place: Place): readonly Line[] {
  const lines = chats[place.platform].get(threadOf(chats, capture, place)) ?? [];
  if (place.platform === 'slack') return lines.filter(({ key }) => key?.endsWith(`:${place.channel}`));
  return place.channel.startsWith(channels.teams.conversation)
    ? lines
    : lines.filter(({ text }) => text.includes(capture.request.vm));
}

function slackThreads(slack: SlackSimulator): ReadonlyMap<string, readonly Line[]> {
  const threads = new Map<string, Line[]>();
  for (const { ts, thread_ts, text, metadata, bot_id, ephemeralFor } of Object.values(slack.state().messages).flat()) {
    const key = keyOf(metadata);
    if (!bot_id || ephemeralFor || key === null) continue;
    const line = { id: ts, text, isRoot: !thread_ts || thread_ts === ts, thread: thread_ts ?? ts, key };
    put(threads, key.split(':')[0] ?? '', line);
  }
  return threads;
}

function teamsThreads(teams: TeamsSimulator): ReadonlyMap<string, readonly Line[]> {
  const threads = new Map<string, Line[]>();
  for (const { id, thread, from, summary = '', conversation } of teams.state().messages) {
    if (!from.startsWith('28:')) continue;
    const where = conversation === channels.teams.conversation ? (thread ?? id) : conversation;
    put(threads, where, { id, text: summary, isRoot: /^Capture .*\(\S+\)$/.test(summary), thread: where, key: null });
  }
  return threads;
}

function put(threads: Map<string, Line[]>, name: string, line: Line): void {
  const before = threads.get(name);
  if (before) before.push(line);
  else threads.set(name, [line]);
}

function keyOf(metadata: unknown): string | null {
  const { event_payload: payload } = Object(metadata);
  const { key } = Object(payload);
  return typeof key === 'string' ? key : null;
}
