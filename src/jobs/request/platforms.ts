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
  /** How a channel that somebody picked comes in their text; the first group is its id. */
  readonly pickedChannel: RegExp | null;
  /** What somebody begins with so that the bot sees it, and the channels in which it sees nothing else. */
  readonly called: { readonly as: string; readonly in: RegExp } | null;
  /** Whether each reader can be shown a message of their own. */
  readonly drawsPerReader: boolean;
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
    pickedChannel: /^<#([CG][A-Z0-9]+)(?:\|[^<>|]*)?>$/,
    called: null,
    drawsPerReader: false,
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
    pickedChannel: null,
    called: { as: '@capture-image', in: /@thread\./ },
    drawsPerReader: true,
    channel: {
      workspace: z.guid().transform(id => id.toLowerCase()),
      channel: z.string().min(1).max(200),
    },
  },
} as const satisfies Readonly<Record<string, PlatformDescriptor>>;

/** The id of a chat platform. */
export type Platform = keyof typeof platforms;

export const platformIds = Object.keys(platforms) as [Platform, ...Platform[]];

/** What one of them is, without its own particulars. */
export const platformOf = ({ platform }: { readonly platform: Platform }): PlatformDescriptor => platforms[platform];

const all = Object.values<PlatformDescriptor>(platforms);

/** How a policy writes accounts and groups of every platform. */
export const accountKinds: readonly RefKind[] = all.map(({ account }) => account);
export const refKinds: readonly RefKind[] = all.flatMap(({ account, group }) => [account, group]);

/** Whether a name is an account of some platform. */
export const isAccount = (ref: string): boolean => accountKinds.some(({ prefix }) => ref.startsWith(`${prefix}:`));

/** How a policy writes an account. */
export const accountRef = (person: { readonly platform: Platform; readonly id: string }): string =>
  `${platformOf(person).account.prefix}:${person.id}`.toLowerCase();
