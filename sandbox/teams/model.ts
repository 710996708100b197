/** A JSON object whose content is whoever sent it's. */
export type Json = Readonly<Record<string, unknown>>;

/** Somebody in Teams, by the id that this bot knows them under and by their id in Entra. */
export interface User {
  readonly id: string;
  readonly aadObjectId: string;
  readonly name: string;
  readonly mail: string;
  readonly role: 'user' | 'guest';
  /** Another tenant than the one where the bot is. */
  readonly tenantId?: string;
  /** The account is deleted: no roster has it any more. */
  readonly deleted?: boolean;
  /** The sign-in name, where it is not the mail address. */
  readonly upn?: string;
  /** Further addresses of the mailbox, which the tenant gives. */
  readonly aliases?: readonly string[];
  /** Addresses that people give themselves. */
  readonly otherMails?: readonly string[];
}

/** A channel of a team, whose posts have threads; or a chat, which has none. */
export interface Conversation {
  readonly id: string;
  readonly kind: 'channel' | 'groupChat' | 'personal';
  readonly name: string;
  readonly team?: string;
  readonly members: readonly string[];
}

/**
 * A message as people see it. `thread` is the post of a channel that it answers; `views` are the cards that single people
 * see instead of the message's own until it is edited; `delivered` whether the bot was told of it; `mentioned` whom its card calls.
 */
export interface Message {
  readonly id: string;
  readonly conversation: string;
  readonly thread: string | null;
  readonly from: string;
  readonly text: string;
  readonly summary?: string;
  readonly card?: Json;
  readonly views: Readonly<Record<string, Json>>;
  readonly edits: number;
  readonly delivered: boolean;
  readonly mentioned?: readonly string[];
}

/** What moves: people's screens are fed from these alone. */
export type Happening =
  | { readonly type: 'message' | 'message_changed' | 'message_deleted'; readonly message: Message }
  | { readonly type: 'log'; readonly entry: Json };
