import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import {
  type Answer,
  type Chat,
  ChatError,
  type ChatEvent,
  type ChatHandler,
  type FormValues,
  type Note,
} from '../../../src/bot/chat.ts';
import { kindsByCode } from '../../../src/bot/lib/chat-error-kinds.ts';
import { answers } from '../../../src/bot/notes/answers.ts';
import type { Person, Place } from '../../../src/jobs/request/request.ts';
import { withTimeout } from '../../../src/lib/with-timeout.ts';
import { consoleId } from './platform.ts';
import { formText, readForm, toLines } from './render.ts';

const kindOf = kindsByCode({ 'no-access': ['no-such-room'], 'rate-limited': ['slow-down'], 'not-now': ['busy'] });

interface Told {
  readonly is: 'said' | 'pressed' | 'looked';
  readonly event: number;
  readonly id: string;
  readonly user: string;
  readonly room: string;
  readonly text: string;
  readonly thread: string | null;
  readonly action: string;
  readonly value: string;
  readonly view: string;
}

/** What somebody did: a line by itself is a command, one in a thread is said there. */
function eventOf(
  told: Told,
  by: Pick<ChatEvent, 'id' | 'person' | 'place'>,
  form: ReturnType<typeof readForm>,
): ChatEvent {
  const { thread, text, action, value } = told;
  if (form) return { is: 'filled', ...by, ...form };
  if (told.is === 'pressed') return { is: 'pressed', ...by, action, value };
  return thread ? { is: 'said', ...by, thread, text, edited: false } : { is: 'command', ...by, text, canAsk: true };
}

/** The bot on a console host: rooms are channels, a line and its answers are a thread. */
export function consoleChat({ port, machine }: { port: number; machine: string }): Chat {
  const waiting = new Map<number, { done: (answer: unknown) => void; fail: (error: Error) => void }>();
  let [joining, calls, handler, isOver]: [Promise<Socket> | null, number, ChatHandler | null, boolean] = [
    null,
    0,
    null,
    false,
  ];

  const personOf = (id: string): Person => ({ platform: consoleId, workspace: machine, id, name: id });
  const placeOf = (channel: string): Place => ({ platform: consoleId, workspace: machine, channel });

  /** The connection, which is made again where it has ended. */
  function joined(): Promise<Socket> {
    joining ??= join().catch(cause => {
      joining = null;
      throw new ChatError('no-host', { kind: 'not-now', cause });
    });
    return joining;
  }

  async function join(): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const lines = createInterface(socket);
    lines.on('error', () => {}); // 'close' comes after it
    lines.on('line', text => {
      const said = JSON.parse(text);
      if (said.event !== undefined) return void attend(said);
      if (!said.error) return waiting.get(said.re)?.done(said);
      const { error: code, retryAfterMs } = said;
      waiting.get(said.re)?.fail(new ChatError(code, { kind: kindOf(code) ?? 'refused', retryAfterMs }));
    });
    socket.on('close', () => {
      joining = null;
      for (const { fail } of waiting.values()) fail(new ChatError('cut-off', { kind: 'unanswered' }));
      if (!isOver) joined().catch(() => {}); // the next call tries again, and says so
    });
    return socket;
  }

  async function calling<T>(call: string, facts: object): Promise<T> {
    const to = await joined();
    calls += 1;
    const ask = calls;
    const answer = new Promise((done, fail) => {
      waiting.set(ask, { done, fail });
      to.write(`${JSON.stringify({ ask, call, ...facts })}\n`);
    });
    try {
      const said = await withTimeout(5_000, answer);
      if (said === null) throw new ChatError('no-answer', { kind: 'unanswered' });
      return said as T;
    } finally {
      waiting.delete(ask);
    }
  }

  const drawn = (note: Note) => {
    const { text, buttons, calls } = toLines(note);
    const view = note.personal?.view ?? null;
    return note.personal && !note.personal.alike ? { text, calls, buttons: [], view } : { text, buttons, calls, view };
  };
  const write = async (room: string, thread: string | null, line: object): Promise<{ id: string }> =>
    calling('write', { room, thread, to: null, key: null, ...line });

  /** Answers are for one pair of eyes. */
  async function tell({ user: to, room, thread }: Told, answer: Answer, values?: FormValues): Promise<void> {
    const say = (line: object) => write(room, thread, { buttons: [], calls: [], ...line, view: null, to });
    if (answer.is === 'tell') await say(toLines(answer.note));
    if (answer.is === 'ask') await say({ text: formText(answer.choices) });
    if (answer.is === 'errors') await say({ text: formText(answer.choices, values, answer.fields) });
  }

  async function attend(told: Told): Promise<void> {
    const [person, place] = [personOf(told.user), placeOf(told.room)];
    const reply = async (said: object) =>
      void (await joined()).write(`${JSON.stringify({ re: told.event, ...said })}\n`);
    if (!handler) return await reply({});
    if (told.is === 'looked') {
      const note = await handler.view(told.view, { person, place, isProven: true });
      return await reply(note ? { drawn: toLines(note) } : {});
    }
    const form = told.is === 'said' ? readForm(told.text) : null;
    const answer = await handler
      .handle(eventOf(told, { id: told.id, person, place }, form))
      .catch((): Answer => ({ is: 'tell', note: answers.failed() }));
    await tell(told, answer, form?.values);
    await reply({});
  }

  return {
    platform: consoleId,
    async open(hearing) {
      handler = hearing;
      await joined();
    },
    async post({ channel }, note, { thread, key }) {
      const room = thread?.channel ?? channel;
      const { id } = await write(room, thread?.id ?? null, { ...drawn(note), key });
      return { channel: room, id };
    },
    async edit({ channel, id }, note) {
      await calling('write', { room: channel, id, ...drawn(note) });
    },
    async findPosted({ channel }, { thread, key }) {
      const room = thread?.channel ?? channel;
      const { id } = await calling<{ id: string | null }>('find', { room, thread: thread?.id ?? null, key });
      return id === null ? null : { channel: room, id };
    },
    privatePlace: async ({ id }) => placeOf(`~${id}`),
    linkTo: async () => null,
    async lookUp({ id }, groups) {
      const { groups: of } = await calling<{ groups: readonly string[] }>('who', { name: id });
      const known = of.filter(name => groups.includes(name)).map(name => `console-group:${name}`);
      return { standing: 'member', refs: [`console:${id}`, ...known] };
    },
    async mentions(refs, { channel }) {
      const { names } = await calling<{ names: readonly string[] }>('members', { room: channel });
      return names.filter(id => refs.includes(`console:${id}`)).map(id => ({ is: 'person', id, name: id }));
    },
    threadOf: ({ id }) => id,
    async close() {
      isOver = true;
      (await joining)?.destroy();
    },
  };
}
