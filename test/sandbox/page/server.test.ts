import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startPage } from '../../../sandbox/page/server.ts';

const child = (name: string, killed: string[] = []) => ({
  name,
  pid: () => 42,
  state: () => 'ready' as const,
  restarts: () => 0,
  kill: () => void killed.push(name),
});

async function openPage(killed: string[] = []) {
  const simulator = createServer((asked, answer) => {
    if (asked.url === '/_simulator/events') {
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      answer.write('event: world\ndata: {}\n\n');
      return;
    }
    asked.pipe(answer.writeHead(201, { 'x-asked': `${asked.method} ${asked.url}` }));
  });
  await new Promise<void>(done => simulator.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(simulator.address() as AddressInfo).port}`;
  const children = [child('bot', killed), child('worker', killed)];
  const page = await startPage({
    port: 0,
    slack: { url },
    azure: { url: 'http://127.0.0.1:9' },
    children,
    fastSpeed: 30,
  });
  return {
    ...page,
    async [Symbol.asyncDispose]() {
      await page.close();
      simulator.closeAllConnections();
      simulator.close();
    },
  };
}

test('hands a request on to the simulator’s control routes, body and all', async () => {
  await using page = await openPage();

  const answer = await fetch(`${page.url}/slack/message?x=1`, { method: 'POST', body: '{"a":1}' });

  expect([answer.status, answer.headers.get('x-asked'), await answer.text()]).toEqual([
    201,
    'POST /_simulator/message?x=1',
    '{"a":1}',
  ]);
});

test('passes events on as they come', async () => {
  await using page = await openPage();

  const answer = await fetch(`${page.url}/slack/events`);
  const first = await answer.body?.getReader().read();

  expect(new TextDecoder().decode(first?.value)).toBe('event: world\ndata: {}\n\n');
});

test('gathers the events of both simulators and of the processes in one stream', async () => {
  await using page = await openPage();

  const answer = await fetch(`${page.url}/events`);
  let read = '';
  for await (const chunk of answer.body ?? []) {
    read += new TextDecoder().decode(chunk);
    if (read.includes('slack.world')) break;
  }

  expect(read).toContain('event: slack.world\ndata: {}\n\n');
  expect(read).toContain('event: processes\ndata: {"processes":[{"name":"bot","pid":42');
});

test('says so when a simulator is not there', async () => {
  await using page = await openPage();

  const answer = await fetch(`${page.url}/azure/world`);

  expect([answer.status, await answer.json()]).toEqual([502, { message: 'The simulator does not answer.' }]);
});

test('tells of the processes and kills the one that is named', async () => {
  const killed: string[] = [];
  await using page = await openPage(killed);

  await fetch(`${page.url}/processes/worker/kill`, { method: 'POST' });
  const unknown = await fetch(`${page.url}/processes/init/kill`, { method: 'POST' });
  const seen = await (await fetch(`${page.url}/processes`)).json();

  expect(killed).toEqual(['worker']);
  expect(unknown.status).toBe(404);
  expect(seen).toEqual({
    processes: [
      { name: 'bot', pid: 42, state: 'ready', restarts: 0 },
      { name: 'worker', pid: 42, state: 'ready', restarts: 0 },
    ],
    fastSpeed: 30,
  });
});

test('lets no other site in, whatever name it gives this machine', async () => {
  const killed: string[] = [];
  await using page = await openPage(killed);
  const { port } = new URL(page.url);
  const ask = (headers: Record<string, string>) =>
    new Promise(done => {
      const options = { host: '127.0.0.1', port, path: '/processes/bot/kill', method: 'POST', headers };
      request(options, answer => done(answer.resume().statusCode)).end();
    });

  const fromOtherSite = await ask({ origin: 'http://evil.example' });
  const byOtherName = await ask({ host: `evil.example:${port}` });
  const fromThePage = await ask({ origin: page.url });

  expect([fromOtherSite, byOtherName, fromThePage]).toEqual([403, 403, 200]);
  expect(killed).toEqual(['bot']);
});
