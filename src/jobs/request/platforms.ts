import { z } from 'zod';

const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** How a policy writes somebody: `prefix:id`. `example` stands for the id where the form is explained. */
interface RefKind {
  readonly prefix: string;
  readonly id: string;
  readonly example: string;
}

/** What a chat platform is, so that nobody but its own adapter asks which one it is. */
export interface PlatformDescriptor {
  /** What people call it, and what they are members of there. */
  readonly name: string;
  readonly homes: string;
  readonly account: RefKind;
  readonly group: RefKind;
  /** How a person types somebody's id without a prefix; the first group is the id. */
  readonly typedAs: readonly RegExp[];
  /** How somebody who is mentioned comes in the text of others. */
  readonly mentioned: RegExp;
  /** How a channel that somebody picked comes in their text; the first group is its id. `takes` is what lets the bot see who is in there. */
  readonly pickedChannel: { readonly written: RegExp; readonly takes: string } | null;
  /** How a thread is told from its channel in the id of a place, where it is in there; the first group is the channel. */
  readonly threadInChannel: RegExp | null;
  /** What somebody begins with so that the bot sees it, and the channels in which it sees nothing else. */
  readonly called: { readonly as: string; readonly in: RegExp } | null;
  /** Whether each reader can be shown a message of their own. */
  readonly drawsPerReader: boolean;
  /** How many parts of a note a message has room for, and how many letters one of several to choose from. */
  readonly limits: { readonly parts: number; readonly choiceLetters: number };
  /** A channel of it in the settings. */
  readonly channel: { readonly workspace: z.ZodType<string>; readonly channel: z.ZodType<string> };
}

/** The chats there are. The id of each is stored with every person and place. */
export const platforms = {
  slack: {
    name: 'Slack',
    homes: 'workspaces',
    account: { prefix: 'slack', id: '[uw][a-z0-9]+', example: 'U...' },
    group: { prefix: 'slack-group', id: 's[a-z0-9]+', example: 'S...' },
    typedAs: [/^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/i, /^([UW][A-Z0-9]{4,})$/],
    mentioned: /<@[a-z0-9]{1,40}(?:\|[^<>]{0,80})?>/i,
    pickedChannel: { written: /^<#([CG][A-Z0-9]+)(?:\|[^<>|]*)?>$/, takes: 'channels:read and groups:read' },
    threadInChannel: null,
    called: null,
    drawsPerReader: false,
    limits: { parts: 50, choiceLetters: 150 },
    channel: {
      workspace: z.string().regex(/^[TE][A-Z0-9]+$/, 'is the id of a Slack workspace, such as T0123456'),
      channel: z.string().regex(/^[CG][A-Z0-9]+$/, 'is the id of a Slack channel, such as C0123456'),
    },
  },
  teams: {
    name: 'Teams',
    homes: 'organizations',
    account: { prefix: 'entra', id: guid, example: '<id>' },
    group: { prefix: 'entra-group', id: guid, example: '<id>' },
    typedAs: [new RegExp(`^(${guid})$`, 'i')],
    mentioned: /<at\b[^<>]{0,80}>[^<>]{0,80}<\/at>/i,
    pickedChannel: null,
    threadInChannel: /^([^;]*);/,
    called: { as: '@capture-image', in: /@thread\./ },
    drawsPerReader: true,
    limits: { parts: Number.POSITIVE_INFINITY, choiceLetters: Number.POSITIVE_INFINITY },
    channel: {
      workspace: z.guid().transform(id => id.toLowerCase()),
      channel: z.string().min(1).max(200),
    },
  },
} as const satisfies Readonly<Record<string, PlatformDescriptor>>;

/** The id of a chat platform. */
export type Platform = keyof typeof platforms;

export const platformIds = () => Object.keys(platforms) as [Platform, ...Platform[]];

/** What each of them is, and what one of them is, without their own particulars. */
export const allPlatforms = (): readonly PlatformDescriptor[] => Object.values<PlatformDescriptor>(platforms);
export const platformOf = ({ platform }: { readonly platform: Platform }): PlatformDescriptor => platforms[platform];

/** How a policy writes accounts and groups of every platform. */
export const accountKinds = (): readonly RefKind[] => allPlatforms().map(({ account }) => account);
export const refKinds = (): readonly RefKind[] => allPlatforms().flatMap(({ account, group }) => [account, group]);

/** Whether a name is an account of some platform. */
export const isAccount = (ref: string): boolean => accountKinds().some(({ prefix }) => ref.startsWith(`${prefix}:`));

/** How a policy writes an account. */
export const accountRef = (person: { readonly platform: Platform; readonly id: string }): string =>
  `${platformOf(person).account.prefix}:${person.id}`.toLowerCase();

/** The chats in which a channel can be picked. */
export const pickingChats = (): readonly string[] =>
  allPlatforms().flatMap(({ name, pickedChannel }) => (pickedChannel ? [name] : []));

/** What a message has room for wherever it is posted. */
export const roomOf = (limit: keyof PlatformDescriptor['limits']): number =>
  Math.min(...allPlatforms().map(({ limits }) => limits[limit]));
