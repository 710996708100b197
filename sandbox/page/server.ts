import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';
import type { Child } from '../children.ts';
import { streamEvents } from './events.ts';
import { forwardTo } from './forward.ts';

/** Microsoft's script that draws Adaptive Cards. */
const cardsScript = fileURLToPath(import.meta.resolve('adaptivecards/dist/adaptivecards.min.js'));

export interface PageOptions {
  readonly port: number;
  readonly slack: { readonly url: string };
  readonly teams?: { readonly url: string; readonly caFile: string };
  readonly azure: { readonly url: string; readonly caFile?: string };
  readonly children: readonly Pick<Child, 'name' | 'pid' | 'state' | 'restarts' | 'kill'>[];
  /** How many times faster than real the simulated Azure is when it is set to fast. */
  readonly fastSpeed: number;
}

/** Serves the page, hands on what it asks of the simulators, and kills processes when it says so. */
export async function startPage({ port, slack, teams, azure, children, fastSpeed }: PageOptions) {
  const web = express();
  web.disable('x-powered-by');
  web.use(onlyFromHere);
  web.use('/slack', forwardTo(`${slack.url}/_simulator`));
  if (teams) web.use('/teams', forwardTo(`${teams.url}/_simulator`, teams.caFile));
  else web.get('/teams/state', (_, response) => void response.json(noTeams));
  web.use('/azure', forwardTo(`${azure.url}/_simulator`, azure.caFile));
  const processes = () => ({
    processes: children.map(({ name, pid, state, restarts }) => ({
      name,
      pid: pid(),
      state: state(),
      restarts: restarts(),
    })),
    fastSpeed,
  });
  const sources = [
    { name: 'slack', url: `${slack.url}/_simulator/events` },
    ...(teams ? [{ name: 'teams', url: `${teams.url}/_simulator/events`, caFile: teams.caFile }] : []),
    { name: 'azure', url: `${azure.url}/_simulator/events`, ...(azure.caFile ? { caFile: azure.caFile } : {}) },
  ];
  web.get('/events', streamEvents(sources, processes));
  web.get('/processes', (_, response) => void response.json(processes()));
  web.post('/processes/:name/kill', (request, response) => {
    const child = children.find(({ name }) => name === request.params.name);
    if (!child) return void response.status(404).json({ message: `There is no process ${request.params.name}.` });
    child.kill();
    response.json({ ok: true });
  });
  web.get('/adaptivecards.js', (_, response) => response.sendFile(cardsScript));
  web.use(express.static(fileURLToPath(new URL('.', import.meta.url)), { cacheControl: false }));

  const server = createServer(web);
  // A client that reads of its end too late on a busy machine would send into a closed connection.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address && typeof address === 'object' ? address.port : port}`,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

/** What the page sees of Teams where there is none. */
const noTeams = { bot: '', users: [], conversations: [], messages: [] };

/** Other sites that are open in the same browser may not reach in. */
const onlyFromHere: RequestHandler = (request, response, next) => {
  const host = request.headers.host ?? '';
  const { origin } = request.headers;
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) || (origin !== undefined && origin !== `http://${host}`))
    return void response.status(403).json({ message: 'The sandbox is for a browser on this machine only.' });
  response.setHeader('content-security-policy', "default-src 'self'; base-uri 'none'; frame-ancestors 'none'");
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('cache-control', 'no-store');
  next();
};
