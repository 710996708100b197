import type { AddressInfo } from 'node:net';
import { createServer, connect as dial, type Socket } from 'node:net';

/** A script that a process runs in Redis, as it goes over the wire. */
export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/**
 * What becomes of a call: it goes on; the process dies before Redis hears of it; or dies before it hears the answer; or it is
 * long on its way, and what is sent after it too.
 */
export type Fate = 'goes-on' | 'dies-before' | 'dies-after' | { readonly heldUntil: Promise<unknown> };

/** The only way of one process to Redis. */
export interface TcpProxy {
  readonly port: number;
  /** Nothing gets through any more on what is open, and nobody is told: a black hole. */
  mute(): void;
  close(): Promise<void>;
}

/** Opens a way to a Redis on which every script call is looked at; `kill` ends the process at the other end. */
export async function openTcpProxy(options: {
  redisPort: number;
  fateOf: (call: ScriptCall) => Fate;
  kill: () => void;
}): Promise<TcpProxy> {
  const { redisPort, fateOf, kill } = options;
  const pairs = new Set<{ near: Socket; far: Socket; muted: boolean }>();

  const server = createServer(near => {
    const far = dial({ host: '127.0.0.1', port: redisPort });
    const pair = { near, far, muted: false };
    pairs.add(pair);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => {}); // the end of one is told by its close
      socket.on('close', () => {
        pairs.delete(pair);
        (socket === near ? far : near).destroy();
      });
    }
    const read = commandReader();
    const waiting: Command[] = [];
    let isHeld = false;
    let isOver = false;

    function goOn(): void {
      while (!isHeld && !isOver) {
        const next = waiting.shift();
        if (!next) return;
        const fate = next.script ? fateOf(next.script) : 'goes-on';
        if (fate === 'goes-on') far.write(next.bytes);
        else if (typeof fate === 'object') void hold(next, fate.heldUntil);
        else {
          isOver = true;
          kill();
          if (fate === 'dies-after') far.end(next.bytes);
        }
      }
    }

    async function hold({ bytes }: Command, until: Promise<unknown>): Promise<void> {
      isHeld = true;
      await until;
      isHeld = false;
      if (!pair.muted) far.write(bytes);
      goOn();
    }

    near.on('data', chunk => {
      if (pair.muted || isOver) return;
      waiting.push(...read(chunk));
      goOn();
    });
    far.on('data', chunk => {
      if (!pair.muted && !isOver) near.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise(done => server.once('listening', done));

  return {
    port: (server.address() as AddressInfo).port,
    mute() {
      for (const pair of pairs) pair.muted = true;
    },
    async close() {
      for (const { near, far } of pairs) for (const socket of [near, far]) socket.destroy();
      await new Promise(done => server.close(done));
    },
  };
}

const lineEnd = Buffer.from('\r\n');
const scriptNames = new Set(['EVALSHA', 'EVAL']);

interface Command {
  readonly bytes: Buffer;
  readonly script: ScriptCall | null;
}

/** Cuts what a client of Redis sends into commands; those that run a script are read. */
function commandReader() {
  let rest: Buffer = Buffer.alloc(0);
  return function* read(chunk: Buffer): Generator<Command> {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const words = wordsIn(rest);
      if (!words) return;
      const bytes = rest.subarray(0, words.end);
      rest = rest.subarray(words.end);
      yield { bytes, script: scriptIn(words.list) };
    }
  };
}

/** The words of the first command, as they lie in the bytes; null when it is not all there. */
function wordsIn(bytes: Buffer): { readonly list: readonly Buffer[]; readonly end: number } | null {
  const head = numberAt(bytes, 0);
  if (!head) return null;
  const list: Buffer[] = [];
  let at = head.next;
  for (let index = 0; index < head.value; index += 1) {
    const length = numberAt(bytes, at);
    if (!length || bytes.length < length.next + length.value + 2) return null;
    list.push(bytes.subarray(length.next, length.next + length.value));
    at = length.next + length.value + 2;
  }
  return { list, end: at };
}

/** The number of a line such as `*3` or `$12`, and where the next line begins. */
function numberAt(bytes: Buffer, at: number): { readonly value: number; readonly next: number } | null {
  const end = bytes.indexOf(lineEnd, at);
  return end < 0 ? null : { value: Number(bytes.toString('latin1', at + 1, end)), next: end + 2 };
}

function scriptIn([name, , count, ...words]: readonly Buffer[]): ScriptCall | null {
  if (!name || !count || !scriptNames.has(name.toString('latin1').toUpperCase())) return null;
  const texts = words.map(word => word.toString('utf8'));
  const keys = Number(count.toString('latin1'));
  return { keys: texts.slice(0, keys), args: texts.slice(keys) };
}
