import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainApp, serve } from '../src/monitor.ts';
import { eventually } from './support/story.ts';

let server: Server;
let taken = 0;
beforeAll(async () => {
  const app = plainApp();
  app.get('/there', (_request, response) => {
    taken += 1;
    response.end('yes');
  });
  server = await serve(app, { host: '127.0.0.1', port: 0 });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function open(words: string): Socket {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(words));
  socket.on('error', () => {});
  return socket;
}

test('a request whose head or body does not come to its end is closed', async () => {
  const slow = [
    open('POST /there HTTP/1.1\r\nhost: x\r\n'),
    open('POST /there HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nbegun'),
  ];
  for (const socket of slow) socket.resume();
  await Promise.all(slow.map(socket => once(socket, 'close')));
  expect(slow.map(({ destroyed }) => destroyed)).toEqual([true, true]);
}, 60_000);

test('one more connection than there may be is closed, and those that were there go on', async () => {
  const sockets = Array.from({ length: server.maxConnections }, () => open(''));
  await Promise.all(sockets.map(socket => once(socket, 'connect')));
  await eventually('all of them', async () => (await connections()) === server.maxConnections);
  const more = open('GET /there HTTP/1.1\r\nhost: x\r\n\r\n');
  more.resume();
  await once(more, 'close');
  const [first] = sockets;
  first?.write('GET /there HTTP/1.1\r\nhost: x\r\n\r\n');
  const [answer] = await once(first as Socket, 'data');
  expect(String(answer)).toContain('200 OK');
  for (const socket of sockets) socket.destroy();
}, 60_000);

test('requests that are sent one behind the other are taken in up to a number, and the connection is closed', async () => {
  await eventually('room for another', async () => (await connections()) === 0);
  taken = 0;
  const socket = open('GET /there HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(5_000));
  socket.resume();
  await new Promise(closed => socket.once('close', closed));
  expect(taken).toBe(100);
});

const connections = () =>
  new Promise<number>((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
