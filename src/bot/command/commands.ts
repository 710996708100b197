import { type Action, actions } from '../../jobs/policy/policy.ts';
import { pickingChats, roomOf } from '../../jobs/request/platforms.ts';
import type { Request } from '../../jobs/request/request.ts';
import { type DelegateCommand, readDelegate } from './delegate-parser.ts';
import { shown } from './key-readers.ts';
import { commandKeys } from './keys.ts';
import { readRequest, readWanted, writeRequest } from './request-parser.ts';
import { nearest, plainText, splitWords, type Word } from './tokenizer.ts';

/** What a person meant. `ask` opens the form; `unclear` has a sentence for each thing that is wrong. */
export type Command =
  | { readonly is: 'help' | 'list' | 'ask' | 'whoami' | 'cleanup' | 'templates' }
  | { readonly is: 'template'; readonly name: string; readonly said: Partial<Request> }
  | { readonly is: 'status'; readonly id: string | null }
  | { readonly is: 'history'; readonly vm: string | null; readonly count: number }
  | { readonly is: 'cancel' | 'retry' | 'abandon' | 'review' | 'clean' | 'repeat'; readonly id: string }
  | { readonly is: 'mirror'; readonly id: string; readonly channel: string }
  | { readonly is: 'unlock'; readonly id: string; readonly reason: string }
  | { readonly is: 'break-glass'; readonly id: string; readonly reason: string; readonly typed?: string }
  | { readonly is: 'capture'; readonly request: Request }
  | DelegateCommand
  | { readonly is: 'unclear'; readonly problems: readonly string[] };

/** A message has room for so many lines, and for what stands around them. */
const longestHistory = roomOf('parts') - 10;

interface Verb {
  readonly usage: string;
  /** Under a policy it is shown to who may do one of these somewhere; to all when it is left out. */
  readonly takes?: readonly Action[];
  /** It means nothing without a policy, and is not shown then. */
  readonly ruled?: true;
  readonly says: string;
  readonly read: (words: readonly Word[], now: Date) => Command;
}

const oneId =
  (is: 'cancel' | 'retry' | 'abandon' | 'review' | 'clean' | 'repeat'): Verb['read'] =>
  words => {
    const id = idOf(words);
    return id ? { is, id } : unclear(`Which one? Write ${is} and the id of the capture; list shows the newest ones.`);
  };

const verbs = {
  capture: {
    usage: '<vm> [key=value ...]',
    takes: ['plan'],
    says: 'capture a VM (its name, group/name or resource id) as an image version',
    read: readCapture,
  },
  plan: {
    usage: 'plan <vm> [key=value ...]',
    takes: ['plan'],
    says: 'show what a capture would do, take and cost, and change nothing',
    read: (words, now) =>
      planOnly(isWord(words[0], 'template') ? readTemplate(words.slice(1), now) : readCapture(words, now)),
  },
  template: {
    usage: 'template [name] [vm] [key=value ...]',
    takes: ['plan'],
    says: 'ask by a template of my configuration, what is typed going over it; plan template ... plans; alone it lists them',
    read: readTemplate,
  },
  status: {
    usage: 'status [id]',
    takes: actions,
    says: 'where a capture stands; without an id your newest',
    read: words => {
      if (words.length === 0) return { is: 'status', id: null };
      const id = idOf(words);
      return id ? { is: 'status', id } : unclear('Write status and the id of one capture, or status alone.');
    },
  },
  list: { usage: 'list', takes: actions, says: 'the newest captures', read: alone('list') },
  history: {
    usage: 'history [vm] [count]',
    takes: actions,
    says: `who did what when, to one VM or to all; the newest 20, at most ${longestHistory}`,
    read: readHistory,
  },
  cancel: { usage: 'cancel <id>', takes: ['plan', 'cancel', 'approve'], says: 'stop a capture', read: oneId('cancel') },
  retry: { usage: 'retry <id>', takes: ['capture'], says: 'go on from the step that failed', read: oneId('retry') },
  abandon: {
    usage: 'abandon <id>',
    takes: ['plan', 'cancel'],
    says: 'give up a failed capture and let go of its VM',
    read: oneId('abandon'),
  },
  repeat: {
    usage: 'repeat <id>',
    takes: ['plan'],
    says: 'ask for the same again, for the next version: the form opens with all of it filled in',
    read: oneId('repeat'),
  },
  mirror: {
    usage: 'mirror <id> <channel>',
    takes: ['plan', 'approve', 'cancel'],
    says: `show a capture in one more channel: here, ${pickingChats()
      .map(name => `a #channel of ${name}`)
      .join(', ')} or a name from my configuration`,
    read: ([named, where, ...rest]) => {
      const id = named && idOf([named]);
      return id && where?.is === 'word' && rest.length === 0
        ? { is: 'mirror', id, channel: where.text }
        : unclear('Write mirror, the id of a capture and where to show it, such as: mirror web-01-abcde here.');
    },
  },
  clean: {
    usage: 'clean <id>',
    takes: ['plan', 'cleanup'],
    says: 'try again to delete what a capture could not delete of its copy',
    read: oneId('clean'),
  },
  cleanup: {
    usage: 'cleanup',
    takes: ['plan', 'cleanup'],
    says: 'what any capture left behind in Azure, and a button to delete it',
    read: alone('cleanup'),
  },
  unlock: {
    usage: 'unlock <id> reason=...',
    takes: ['cleanup'],
    says: 'end a capture wherever it stands and take its locks away',
    read: withReason('unlock'),
  },
  'break-glass': {
    usage: 'break-glass <id> [name] reason=...',
    takes: ['capture'],
    ruled: true,
    says: 'in an emergency, go on without the approvals; they review it afterwards. Where the VM itself is spent, with its name',
    read: withReason('break-glass'),
  },
  review: {
    usage: 'review <id>',
    takes: actions,
    ruled: true,
    says: 'close the review of what was done without approval',
    read: oneId('review'),
  },
  delegate: {
    usage: 'delegate <person> <hours or date>',
    takes: ['approve'],
    ruled: true,
    says: 'have somebody approve for you until then; delegate off ends it',
    read: (words, now) => {
      const reading = readDelegate(words, now);
      return typeof reading === 'string' ? unclear(reading) : reading;
    },
  },
  whoami: { usage: 'whoami', says: 'what you may do, and why', read: alone('whoami') },
  help: { usage: 'help', says: 'this', read: alone('help') },
} as const satisfies Readonly<Record<string, Verb>>;

/** The lines of the help: what can be written, and the keys of a capture. */
export const helpLines: {
  readonly verbs: readonly Omit<Verb, 'read'>[];
  readonly keys: readonly { readonly usage: string; readonly says: string }[];
} = {
  verbs: Object.values<Verb>(verbs).map(({ read: _read, ...line }) => line),
  keys: Object.entries(commandKeys).map(([name, { example, says }]) => ({ usage: `${name}=${example}`, says })),
};

const longestLine = 3000;

/** Reads what was typed after the command's name. */
export function parseCommand(text: string, now: Date): Command {
  if (text.length > longestLine) return unclear(`That is longer than ${longestLine} characters: write less.`);
  const words = splitWords(plainText(text));
  const [first, ...rest] = words;
  if (!first) return { is: 'ask' };
  if (first.is === 'word' && Object.hasOwn(verbs, first.text.toLowerCase()))
    return verbs[first.text.toLowerCase() as keyof typeof verbs].read(rest, now);
  return meantVerb(first, rest) ?? readCapture(words, now);
}

/** A word that is nearly a verb, with the id of a capture behind it: no VM is called so by somebody who names a capture. */
function meantVerb(first: Word, [second, ...rest]: readonly Word[]): Command | null {
  if (first.is !== 'word' || second?.is !== 'word' || !/-[a-z0-9]{5}$/i.test(second.text)) return null;
  const meant = nearest(first.text.toLowerCase(), Object.keys(verbs));
  if (!meant) return null;
  const line = [meant, second.text, ...(rest.length > 0 ? ['...'] : [])].join(' ');
  return unclear(`I do not know the command “${shown(first.text)}”: did you mean ${shown(line)}?`);
}

/** A request as the line to type for it: a VM that is called like a verb is named behind one. */
export function writeCommand(request: Request): string {
  const line = writeRequest(request);
  return Object.hasOwn(verbs, request.vm.toLowerCase()) ? `capture ${line}` : line;
}

/** Whether a line that nobody addressed as a command reads like one: it begins with a verb, or has what only commands have. */
export function looksLikeCommand(text: string): boolean {
  const [first = ''] = plainText(text).toLowerCase().split(' ');
  return Object.hasOwn(verbs, first) || /[=/\d]/.test(text);
}

function readCapture(words: readonly Word[], now: Date): Command {
  const reading = readRequest(words, now);
  return 'problems' in reading ? { is: 'unclear', ...reading } : { is: 'capture', ...reading };
}

function planOnly(command: Command): Command {
  if (command.is === 'template') return { ...command, said: { ...command.said, planOnly: true } };
  return command.is === 'capture' ? { ...command, request: { ...command.request, planOnly: true } } : command;
}

const isWord = (word: Word | undefined, text: string): boolean =>
  word?.is === 'word' && word.text.toLowerCase() === text;

function readTemplate([name, ...rest]: readonly Word[], now: Date): Command {
  if (!name) return { is: 'templates' };
  if (name.is !== 'word') return unclear('Name the template first; template alone lists them.');
  const { request, problems } = readWanted(rest, now);
  return problems.length > 0
    ? { is: 'unclear', problems }
    : { is: 'template', name: name.text.toLowerCase(), said: request };
}

/** The id, and a reason of as many words as it takes, in quotes or not. */
function withReason(is: 'unlock' | 'break-glass'): Verb['read'] {
  return ([id, ...more]) => {
    const typed = is === 'break-glass' && more[0]?.is === 'word' && more.length > 1 ? more[0].text : null;
    const [given, ...rest] = typed === null ? more : more.slice(1);
    const named = id && idOf([id]);
    const first = given?.is === 'pair' && given.key === 'reason' ? given.values.join(', ') : '';
    const others = rest.map(word => (word.is === 'word' ? word.text : `${word.key}=${word.values.join(', ')}`));
    const reason = [first, ...others].join(' ').trim();
    return named && first !== '' && reason.length <= 500
      ? { is, id: named, reason, ...(typed === null ? {} : { typed }) }
      : unclear(
          `Write ${is}, the id of the capture and why, at most 500 characters: ${is} web-01-abcde reason="nobody answers".`,
        );
  };
}

function readHistory(words: readonly Word[]): Command {
  const [vm = null, count = '20', ...more] = words.map(word => (word.is === 'word' ? word.text : null));
  const alone = words.length === 1 && vm !== null && /^\d+$/.test(vm);
  const [about, wanted] = alone ? [null, vm] : [vm, count];
  const isWords = words.every(word => word.is === 'word') && more.length === 0;
  if (!isWords || wanted === null || !/^\d{1,4}$/.test(wanted) || Number(wanted) < 1 || Number(wanted) > longestHistory)
    return unclear(
      `Write history, the name of one VM and how many lines (1 to ${longestHistory}); either may be left out.`,
    );
  return { is: 'history', vm: about, count: Number(wanted) };
}

function alone(is: 'help' | 'list' | 'whoami' | 'cleanup'): Verb['read'] {
  return () => ({ is });
}

function idOf([word, ...rest]: readonly Word[]): string | null {
  if (word?.is !== 'word' || rest.length > 0) return null;
  const id = word.text.toLowerCase();
  return /^[a-z0-9-]{1,64}$/.test(id) ? id : null;
}

const unclear = (says: string): Command => ({ is: 'unclear', problems: [says] });
