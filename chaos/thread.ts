import type { SlackSimulator } from '../sandbox/slack/simulator.ts';
import type { TeamsSimulator } from '../sandbox/teams/simulator.ts';

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

export const slackRoom = 'C0IMAGES';
export const teamsRoom = '19:images@thread.tacv2';

/** All that the bot has said in Slack, by capture. */
export function slackThreads(slack: SlackSimulator): ReadonlyMap<string, readonly Line[]> {
  const threads = new Map<string, Line[]>();
  for (const { ts, thread_ts, text, metadata, bot_id, ephemeralFor } of slack.state().messages[slackRoom] ?? []) {
    const key = keyOf(metadata);
    if (!bot_id || ephemeralFor || key === null) continue;
    const line = { id: ts, text, isRoot: !thread_ts || thread_ts === ts, thread: thread_ts ?? ts, key };
    put(threads, key.split(':')[0] ?? '', line);
  }
  return threads;
}

/** All that the bot has said in the channel of Teams, by the post that it answers. */
export function teamsThreads(teams: TeamsSimulator): ReadonlyMap<string, readonly Line[]> {
  const threads = new Map<string, Line[]>();
  for (const { id, thread, from, summary = '', conversation } of teams.state().messages)
    if (from.startsWith('28:') && conversation === teamsRoom && thread)
      put(threads, thread, { id, text: summary, isRoot: /^Capture .*\(\S+\)$/.test(summary), thread, key: null });
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
