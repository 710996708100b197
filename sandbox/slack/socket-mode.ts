import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Json } from './model.ts';
import { Refused } from './refused.ts';
import { type Answer, acknowledgeWithinMs, type Delivery, type Retry, type Transport } from './transport.ts';
import { app } from './world.ts';

const ticketLivesMs = 30_000;
const maxConnections = 10;
const pingEveryMs = 5000;

/** Socket Mode: tickets for connections, hello and disconnect, and each envelope to one connection at random. */
export function createSocketMode({ server, now, patience }: { server: Server; now: () => number; patience: number }) {
  const sockets = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const open = new Set<WebSocket>();
  const unanswered = new Map<string, { readonly socket: WebSocket; readonly settle: (answer: Answer) => void }>();
  const waiting = new Set<() => void>();

  server.on('upgrade', (request, socket, head) => {
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
    const issuedMs = tickets.get(ticket);
    tickets.delete(ticket);
    if (issuedMs === undefined || now() - issuedMs > ticketLivesMs * patience)
      return void socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, welcome);
  });

  function welcome(socket: WebSocket): void {
    socket.on('error', () => socket.terminate());
    if (open.size >= maxConnections) {
      say(socket, { type: 'disconnect', reason: 'too_many_websockets', debug_info });
      socket.close();
      return;
    }
    open.add(socket);
    socket.on('close', () => {
      open.delete(socket);
      for (const sent of unanswered.values())
        if (sent.socket === socket) sent.settle({ ok: false, error: 'dispatch_failed' });
    });
    socket.on('message', data => hear(socket, String(data)));
    const info = { num_connections: open.size, connection_info: { app_id: app.id } };
    say(socket, { type: 'hello', ...info, debug_info: { ...debug_info, approximate_connection_time: 18_060 } });
    for (const go of waiting) go();
  }

  function hear(socket: WebSocket, text: string): void {
    const { envelope_id, payload } = parse(text);
    const sent = unanswered.get(String(envelope_id));
    if (sent?.socket === socket) sent.settle({ ok: true, body: payload });
  }

  const pings = setInterval(() => {
    for (const socket of open) socket.ping();
  }, pingEveryMs);
  pings.unref();

  const transport: Transport = {
    name: 'socket',
    async connected(withinMs, signal) {
      if (open.size > 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.add(resolve);
      try {
        await Promise.race([promise, sleep(withinMs, undefined, { signal, ref: false })]);
      } finally {
        waiting.delete(resolve);
      }
    },
    send({ kind, payload, answerable }: Delivery, retry: Retry | null): Promise<Answer> {
      const candidates = [...open].filter(socket => socket.readyState === socket.OPEN);
      const socket = candidates[Math.floor(Math.random() * candidates.length)];
      if (!socket) return Promise.resolve({ ok: false, error: 'dispatch_failed' });

      const envelope_id = randomUUID();
      return new Promise(resolve => {
        const settle = (answer: Answer) => {
          clearTimeout(late);
          unanswered.delete(envelope_id);
          resolve(answer);
        };
        const late = setTimeout(
          () => settle({ ok: false, error: 'operation_timeout' }),
          acknowledgeWithinMs * patience,
        );
        unanswered.set(envelope_id, { socket, settle });
        const again = retry ? { retry_attempt: retry.num, retry_reason: retry.reason } : firstAttempt(kind);
        say(socket, { envelope_id, type: kind, accepts_response_payload: answerable, payload, ...again });
      });
    },
  };

  return {
    transport,
    /** A single-use address for one more connection. */
    openTicket(address: string): string {
      if (open.size > maxConnections) throw new Refused('too_many_websockets');
      const ticket = randomUUID();
      tickets.set(ticket, now());
      return `${address.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${app.id}`;
    },
    connections: () => open.size,
    /** Asks every connection to go and come back; from then on none of them is sent anything. */
    refresh(): number {
      const going = [...open];
      for (const socket of going) {
        open.delete(socket);
        say(socket, { type: 'disconnect', reason: 'refresh_requested', debug_info });
        setTimeout(() => socket.terminate(), 10_000).unref();
      }
      return going.length;
    },
    close(): void {
      clearInterval(pings);
      for (const socket of sockets.clients) {
        socket.close(1001);
        setTimeout(() => socket.terminate(), 200).unref();
      }
      for (const { settle } of unanswered.values()) settle({ ok: true, body: undefined });
    },
  };
}

const debug_info = { host: 'applink-sandbox', build_number: 1 };
const firstAttempt = (kind: Delivery['kind']) => (kind === 'events_api' ? { retry_attempt: 0, retry_reason: '' } : {});
const say = (socket: WebSocket, message: Json) => socket.send(JSON.stringify(message));

function parse(text: string): Json {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
