import { people } from '../sandbox/teams/world.ts';
import type { Person, Place } from '../src/jobs/request/request.ts';
import type { Rng } from './rng.ts';
import type { World } from './world.ts';

/** Where people talk with the bot: `hasThreads` where each capture has its own, `isAlone` where nobody else reads along. */
interface Room {
  readonly platform: Place['platform'];
  readonly conversation: string;
  readonly hasThreads: boolean;
  readonly isAlone: boolean;
}

export const channels = {
  slack: { platform: 'slack', conversation: 'C0IMAGES', hasThreads: true, isAlone: false },
  'slack-alone': { platform: 'slack', conversation: 'U0BOT', hasThreads: true, isAlone: true },
  teams: { platform: 'teams', conversation: '19:images@thread.tacv2', hasThreads: true, isAlone: false },
  'teams-group': { platform: 'teams', conversation: '19:group-images@thread.v2', hasThreads: false, isAlone: false },
  'teams-alone': { platform: 'teams', conversation: 'a:rita-and-capture-image', hasThreads: false, isAlone: true },
} as const satisfies Readonly<Record<string, Room>>;
export type ChannelName = keyof typeof channels;

/** The room that a place on record is in. */
export function channelOf({ platform, channel }: Place): ChannelName {
  if (platform === 'slack') return channel === channels.slack.conversation ? 'slack' : 'slack-alone';
  const names = ['teams', 'teams-group', 'teams-alone'] as const;
  return names.find(name => channel.startsWith(channels[name].conversation)) ?? 'teams';
}

/** A room to ask in; one where others read along when others must agree. */
export const drawChannel = (rng: Rng, { together }: { together: boolean }): ChannelName =>
  together
    ? rng.weigh({ slack: 6, teams: 3, 'teams-group': 1 })
    : rng.weigh({ slack: 5, 'slack-alone': 1, teams: 2, 'teams-group': 1, 'teams-alone': 1 });

/** A room of the other platform, where others read along. */
export const drawMirror = (rng: Rng, from: ChannelName): ChannelName =>
  channels[from].platform === 'teams' ? 'slack' : rng.weigh({ teams: 2, 'teams-group': 1 });

export type Name = 'rita' | 'olga' | 'otto' | 'gus';
const names = ['rita', 'olga', 'otto', 'gus'] as const satisfies readonly Name[];

/** Who somebody on record is, by what each chat knows them under: the name that is shown may not have been told in time. */
export const nameOf = ({ platform, id }: Person): Name | null =>
  names.find(name => {
    const inTeams = people.find(one => one.id === `29:${name}`);
    return platform === 'slack' ? id === `U0${name.toUpperCase()}` : id === inTeams?.aadObjectId;
  }) ?? null;

export type Hands = ReturnType<typeof handsOf>;

/** What somebody can do in a room: write a command, answer a message, press a button of it. */
export function handsOf({ slack, teams }: Pick<World, 'slack' | 'teams'>, name: Name, roomName: ChannelName) {
  const room = channels[roomName];
  const { conversation } = room;
  if (room.platform === 'slack') {
    const here = { user: `U0${name.toUpperCase()}`, channel: conversation };
    return {
      command: (text: string) => slack.command({ ...here, command: '/capture-image', text }),
      answer: (line: { thread: string }, text: string) => slack.say({ ...here, thread_ts: line.thread, text }),
      press: (line: { id: string }, action: string) => slack.press({ ...here, ts: line.id, action_id: action }),
      /** Their chat delivers it once more. */
      again: () => slack.redeliver(),
    };
  }
  const user = `29:${name}`;
  const say = (text: string, thread?: string) =>
    teams.say({
      user,
      conversation,
      text: room.isAlone ? text : `@capture-image ${text}`,
      ...(thread ? { thread } : {}),
    });
  return {
    command: (text: string) => say(text),
    answer: ({ id, thread }: { id: string; thread: string }, text: string) =>
      room.hasThreads ? say(text, thread) : teams.press({ user, message: id, verb: 'type', inputs: { typed: text } }),
    press: (line: { id: string }, action: string) => teams.press({ user, message: line.id, action }),
    again: () => teams.redeliver(),
  };
}
