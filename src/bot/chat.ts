import type { Allowance } from '../azure/allowances.ts';
import type { Person, Place } from '../jobs/request/request.ts';
import type { Settings } from '../jobs/request/settings.ts';
import type { ButtonAction } from './actions.ts';

/** A piece of text that is never markup: each platform escapes it in its own way. */
export type Span =
  | string
  | { readonly bold: string }
  | { readonly code: string }
  | { readonly person: Person }
  | { readonly mention: Mention }
  | { readonly link: string; readonly url: string }
  | { readonly time: string };

/** Whom a message calls, so that they notice it: somebody, or a group of the platform's where it can call one. */
export interface Mention {
  readonly is: 'person' | 'group';
  readonly id: string;
  readonly name: string;
}

type Tone = 'plain' | 'primary' | 'danger';

/** A button; `value` carries what the press is about and no authority. `confirm` is asked before the press counts. */
export interface Button {
  readonly action: ButtonAction;
  readonly value: string;
  readonly label: string;
  readonly tone: Tone;
  /** It is no button to press: only typing this word does it. */
  readonly typed?: string;
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string; readonly no: string };
}

export type NotePart =
  | { readonly is: 'heading'; readonly text: string }
  | { readonly is: 'text'; readonly spans: readonly Span[] }
  | { readonly is: 'small'; readonly spans: readonly Span[] }
  | { readonly is: 'facts'; readonly rows: readonly { readonly name: string; readonly spans: readonly Span[] }[] }
  | { readonly is: 'checklist'; readonly items: readonly ChecklistItem[] }
  | {
      readonly is: 'bars';
      readonly bars: readonly { readonly label: string; readonly percent: number; readonly says: string }[];
    }
  | { readonly is: 'command'; readonly text: string }
  /** Long words of others that are shown to whoever asks for them. */
  | { readonly is: 'fold'; readonly title: string; readonly text: string }
  | { readonly is: 'buttons'; readonly buttons: readonly Button[] }
  | { readonly is: 'divider' };

export interface ChecklistItem {
  readonly state: 'todo' | 'doing' | 'done' | 'failed';
  readonly title: string;
  readonly says: string;
  readonly irreversible: boolean;
}

/** What we say: `text` is the whole of it in one plain line, for notifications; the parts are what is shown. */
export interface Note {
  readonly text: string;
  readonly parts: readonly NotePart[];
  readonly personal?: Personal;
}

/**
 * Not everybody may press the buttons of a note. `view` is what the listener draws it for one person by; `people` are those who
 * may press, by the names a policy has for them: null where not all of them are known one by one. `alike`: all see the same, and
 * it is drawn for one of them only so that it shows that the message is there.
 */
export interface Personal {
  readonly view: string;
  readonly people: readonly string[] | null;
  readonly alike?: true;
}

/** A message that was posted, by which it is edited and answered. */
export interface MessageRef {
  readonly channel: string;
  readonly id: string;
}

/** The thread of a conversation that has none: all of it is one. */
export const wholeChat = 'chat';

/** What a person did. `id` is the platform's own for this delivery: the same for a redelivery. */
export type ChatEvent =
  | {
      readonly is: 'command';
      readonly id: string;
      readonly person: Person;
      readonly place: Place;
      readonly text: string;
      readonly canAsk: boolean;
      /** Where it was said: a question there may wait for the very word. */
      readonly thread?: string;
    }
  | {
      readonly is: 'said';
      readonly id: string;
      readonly person: Person;
      readonly place: Place;
      readonly thread: string;
      readonly text: string;
      readonly edited: boolean;
    }
  | {
      readonly is: 'pressed';
      readonly id: string;
      readonly person: Person;
      readonly place: Place;
      readonly action: string;
      readonly value: string;
    }
  | {
      readonly is: 'filled';
      readonly id: string;
      readonly person: Person;
      readonly place: Place;
      readonly values: FormValues;
      /** The capture whose request the form was over. */
      readonly base?: string;
    };

/** What the form came back with: the words of each field, empty where nothing was filled in. */
export interface FormValues {
  readonly vm: string;
  readonly gallery: string;
  readonly definition: string;
  readonly version: string;
  readonly regions: readonly string[];
  readonly publishers: readonly string[];
  readonly mode: string;
  readonly consistency: string;
  readonly checks: string;
  readonly guest: string;
}

/** What the form's fields may be chosen from; a name that is not listed may be typed. */
export interface FormChoices {
  readonly galleries: readonly string[];
  readonly definitions: readonly string[];
  readonly regions: readonly string[];
  readonly publishers: readonly string[];
  /** What may become the image; where it is one alone, the form does not ask. */
  readonly modes: readonly Settings['mode'][];
  readonly defaults: FormValues;
  /** The capture that is asked for again, and what of its request has no field, as it would be typed. */
  readonly base?: { readonly id: string; readonly kept: string };
}

/** What is answered at once: only the person sees it. `ask` opens the form, `errors` marks its fields; both bring what can be chosen. */
export type Answer =
  | { readonly is: 'nothing' }
  | { readonly is: 'tell'; readonly note: Note }
  | { readonly is: 'ask'; readonly choices: FormChoices }
  | { readonly is: 'errors'; readonly fields: FormErrors; readonly choices: FormChoices };

/** Sentences at the fields that have to be filled in differently. */
export type FormErrors = Partial<Record<keyof FormValues, string>>;

/** Who looks at a note, and where. `isProven`: the chat knows that the view is one that the bot has shown there itself. */
export interface Viewer {
  readonly person: Person;
  readonly place: Place;
  readonly isProven: boolean;
}

/**
 * What the desk does for a chat: hear, answer the type-ahead of the form, and draw a note as one person is to see it there and now,
 * which changes nothing. An answer comes after what was heard is safe.
 */
export interface ChatHandler {
  handle(event: ChatEvent): Promise<Answer>;
  /** Whether anything may be done or shown for somebody at all; false also while the chat does not say who they are. */
  admits(person: Person): Promise<boolean>;
  view(view: string, by: Viewer): Promise<Note | null>;
  suggestVms(typed: string, person: Person): Promise<readonly { readonly value: string; readonly label: string }[]>;
}

/** Why a chat did not take something: what comes of it hangs on this alone. */
export type ChatErrorKind =
  /** It may take it later, and has not now. */
  | 'not-now'
  | 'rate-limited'
  /** It may have taken it all the same. */
  | 'unanswered'
  /** The place takes nothing of ours, whatever is said. */
  | 'no-access'
  /** The place is well, and what was said is not: it would be refused anywhere. */
  | 'bad-content'
  | 'refused';

const passingKinds: readonly ChatErrorKind[] = ['not-now', 'rate-limited', 'unanswered'];

/** The platform did not take it; not before `retryAfterMs` where it says so. `code` is the platform's own, for logs and its adapter. */
export class ChatError extends Error {
  readonly code: string;
  readonly kind: ChatErrorKind;
  readonly retryAfterMs: number | null;
  constructor(code: string, facts: { kind: ChatErrorKind; retryAfterMs?: number | null; cause?: unknown }) {
    super(`The chat platform answered ${code}`, { cause: facts.cause });
    this.name = 'ChatError';
    this.code = code;
    this.kind = facts.kind;
    this.retryAfterMs = facts.retryAfterMs ?? null;
  }

  /** The same may be taken later. */
  get passing(): boolean {
    return passingKinds.includes(this.kind);
  }
}

/**
 * What a platform vouches for of a person: everything they are known under there, as a policy writes it. A `stranger` is of another
 * workspace or tenant; `gone` is an account that is closed, or that the platform has no longer where it was heard.
 */
export interface Profile {
  readonly standing: 'member' | 'guest' | 'stranger' | 'bot' | 'gone';
  readonly refs: readonly string[];
}

/** What the platform counts. */
export type ChatCall = 'post' | 'edit' | 'find';

/** A chat platform. `post` answers where the message is; `findPosted` looks for one whose answer was lost, by its `key`. */
export interface Chat {
  readonly platform: Person['platform'];
  /** What a call about this channel is counted against; nothing where that is not known. */
  limits?(call: ChatCall, channel: string): readonly Allowance[];
  open(handler: ChatHandler): Promise<void>;
  post(place: Place, note: Note, options: { thread?: MessageRef; key: string }): Promise<MessageRef>;
  edit(message: MessageRef, note: Note): Promise<void>;
  findPosted(place: Place, options: { thread?: MessageRef; key: string }): Promise<MessageRef | null>;
  /** A private message to a person, for when a capture's channel cannot be written to. */
  privatePlace(person: Person): Promise<Place>;
  linkTo(message: MessageRef): Promise<string | null>;
  /** Who somebody is, and in which of these groups of the platform's; with `aliases` by each mail address that is theirs. Throws when the platform does not tell. */
  lookUp(person: Person, groups: readonly string[], also?: { readonly aliases?: boolean }): Promise<Profile>;
  /** The account that has one of these mail addresses, as a policy writes it; null where nobody has. Throws when the platform does not tell. */
  accountOf?(mails: readonly string[]): Promise<string | null>;
  /** Those of these groups of the platform's that such an account is in, as a policy writes them. Throws when the platform does not tell. */
  groupsOf?(account: string, groups: readonly string[]): Promise<readonly string[]>;
  /** A channel that somebody named: what it is called, and whether they may read there. */
  channelFor?(place: Place, person: Person): Promise<{ readonly name: string; readonly isOpen: boolean }>;
  /** Those whom a policy names, as this platform calls them there; whom it does not know is left out. */
  mentions?(refs: readonly string[], place: Place): Promise<readonly Mention[]>;
  /** What people's answers to this message are heard under, as `thread`. */
  threadOf(message: MessageRef): string;
  close(): Promise<void>;
}

/** The chat that a person or a place is of. */
export const chatFor = (chats: readonly Chat[], of: { readonly platform: Chat['platform'] }): Chat | undefined =>
  chats.find(({ platform }) => platform === of.platform);
