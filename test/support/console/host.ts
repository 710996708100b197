import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A button as the host keeps it: what a press of it sends. */
interface Pressable {
  readonly action: string;
  readonly value: string;
}

/** What stands on a line, and for whom: null is everybody in the room. */
export interface Line {
  readonly id: string;
  readonly room: string;
  readonly thread: string | null;
  readonly from: string;
  readonly to: string | null;
  readonly key: string | null;
  readonly text: string;
  readonly buttons: readonly Pressable[];
  readonly calls: readonly string[];
  readonly view: string | null;
}

/** What befalls the next thing that the bot writes. */
type Fault =
  | { readonly is: 'answer lost' }
  | { readonly is: 'error'; readonly error: string; readonly retryAfterMs?: number };

const bot = 'capture-image';

/** A machine whose users talk in rooms, on lines of text; programs join in over a socket, one JSON value a line. */
export async function startConsoleHost(rooms: Readonly<Record<string, readonly string[]>>) {
  const lines: Line[] = [];
  const people = { ...rooms };
  const waiting = new Map<number, (answer: Record<string, unknown>) => void>();
  let [program, fault, events]: [Socket | null, Fault | null, number] = [null, null, 0];

  const calls: Record<string, (asked: Record<string, unknown>) => unknown> = {
    write({ room, id, ...line }) {
      if (!people[String(room)]?.includes(bot)) return { error: 'no-such-room' };
      const old = lines.findIndex(one => id !== undefined && one.id === id);
      if (id !== undefined && old < 0) return { error: 'no-such-line' };
      const written = { ...line, id: id ?? String(lines.length + 1), room, from: bot } as Line;
      if (old < 0) lines.push(written);
      else lines[old] = { ...lines[old], ...written, key: lines[old]?.key ?? null };
      return { id: written.id };
    },
    find: ({ room, thread, key }) => ({
      id: lines.find(one => one.room === room && one.thread === thread && one.key === key)?.id ?? null,
    }),
    who: ({ name }) => ({ groups: people.staff?.includes(String(name)) ? ['staff'] : [] }),
    members: ({ room }) => ({ names: people[String(room)] ?? [] }),
  };

  const server = createServer(socket => {
    program = socket;
    const asked = createInterface(socket);
    asked.on('error', () => {}); // the program went away in the middle of something
    asked.on('line', text => {
      const { re, ask, call, ...said } = JSON.parse(text);
      if (re !== undefined) return waiting.get(re)?.(said);
      const meets = call === 'write' ? fault : null;
      if (meets) fault = null;
      if (meets?.is === 'error') return socket.write(`${JSON.stringify({ ...meets, re: ask })}\n`);
      const answer = calls[call]?.(said);
      if (meets?.is === 'answer lost') return socket.resetAndDestroy();
      socket.write(`${JSON.stringify({ re: ask, ...(answer as object) })}\n`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  /** Tells the program what somebody did, and waits for what it says to that. */
  const deliver = (event: object): Promise<Record<string, unknown>> =>
    new Promise(done => {
      events += 1;
      waiting.set(events, done);
      program?.write(`${JSON.stringify({ event: events, ...event })}\n`);
    });

  const seen = (user: string) =>
    lines.filter(({ room, to }) => people[room]?.includes(user) && (to === null || to === user));

  /** A line as one user sees it: theirs where the program draws it for each. */
  async function look(user: string, id: string): Promise<Pick<Line, 'text' | 'buttons'>> {
    const line = seen(user).find(one => one.id === id);
    if (!line) throw new Error(`${user} sees no line ${id}.`);
    const own = line.view && (await deliver({ is: 'looked', user, room: line.room, view: line.view })).drawn;
    return own ? (own as Line) : line;
  }

  return {
    port: (server.address() as AddressInfo).port,
    lines: () => lines as readonly Line[],
    seen,
    look,
    fail: (next: Fault) => {
      fault = next;
    },
    wipe: () => {
      lines.length = 0;
    },
    async say(user: string, room: string, text: string, thread: string | null = null) {
      const id = String(lines.length + 1);
      lines.push({ id, room, thread, from: user, to: null, key: null, text, buttons: [], calls: [], view: null });
      await deliver({ is: 'said', id, user, room, text, thread });
      return id;
    },
    async press(user: string, id: string, action: string) {
      const line = seen(user).find(one => one.id === id);
      const button = (await look(user, id)).buttons.find(one => one.action === action);
      if (!line || !button) throw new Error(`${user} has no ${action} on line ${id}.`);
      await deliver({
        is: 'pressed',
        id: `${id}.${events}`,
        user,
        room: line.room,
        thread: line.thread ?? id,
        ...button,
      });
    },
    async close() {
      program?.destroy();
      await new Promise(done => server.close(done));
    },
  };
}

export type ConsoleHost = Awaited<ReturnType<typeof startConsoleHost>>;
