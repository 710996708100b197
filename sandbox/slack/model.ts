/** A JSON object whose content is whoever sent it's. */
export type Json = Readonly<Record<string, unknown>>;

/** A block or an element as an app sent it, with the ids that Slack fills in when they are missing. */
export type Block = Json & { readonly type: string; readonly block_id?: string };

/**
 * Somebody whom the workspace knows; a guest sees only the channels they were invited to. `team` is another workspace of theirs, with
 * which a channel is shared; `deactivated` is an account that is closed.
 */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email?: string;
  readonly kind: 'member' | 'guest' | 'bot';
  readonly team?: string;
  readonly deactivated?: boolean;
}

/** A channel, or the direct conversation of two users. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly members: readonly string[];
  readonly archived?: boolean;
}

/** One line in a channel. An ephemeral one is seen by one person and by no Web API method. */
export interface Message {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly parent_user_id?: string;
  readonly user: string;
  /** The workspace of an author who is of another one. */
  readonly user_team?: string;
  readonly source_team?: string;
  readonly bot_id?: string;
  readonly subtype?: string;
  readonly text: string;
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly unknown[];
  readonly metadata?: Json;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly ephemeralFor?: string;
  readonly reactions?: readonly { readonly name: string; readonly users: readonly string[] }[];
}

/** A view that is open for one person: a modal in their stack, or their App Home. */
export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly view: Json & { readonly type: string; readonly blocks: readonly Block[] };
  readonly hash: string;
  readonly rootId: string;
  readonly previousId: string | null;
  readonly values: FormValues;
}

/** What a person has filled in: block id, then action id, then the element's state as Slack sends it. */
export type FormValues = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** What moves in the workspace: people's screens and the Events API are fed from these alone. */
export type Happening =
  | { readonly type: 'message' | 'ephemeral'; readonly channel: string; readonly message: Message }
  | {
      readonly type: 'message_changed';
      readonly channel: string;
      readonly message: Message;
      readonly previous: Message;
    }
  | { readonly type: 'message_deleted'; readonly channel: string; readonly message: Message }
  | { readonly type: 'view'; readonly view: OpenView }
  | { readonly type: 'view_closed'; readonly view: OpenView }
  | { readonly type: 'log'; readonly entry: Json };
