import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { CannotDo } from '../chat/cannot-do.ts';
import { createLog } from '../chat/log.ts';
import { simulatorPatience } from '../patience.ts';
import { keepSaved, readSaved } from '../saved.ts';
import { slackControl } from './control.ts';
import { createDeliveries } from './deliveries.ts';
import { createEvents } from './events.ts';
import { createFaults } from './faults.ts';
import { readManifest } from './manifest.ts';
import { typeCommand } from './people/command.ts';
import { createForms } from './people/forms.ts';
import type { Hands } from './people/person.ts';
import { type Press, pressInMessage, pressInView } from './people/press.ts';
import { createRooms } from './people/rooms.ts';
import { createTalk } from './people/talk.ts';
import { createRateLimits } from './rate-limits.ts';
import { createRequestUrl } from './request-url.ts';
import { responseUrlRoutes } from './response-url-routes.ts';
import { createResponseUrls } from './response-urls.ts';
import { createSocketMode } from './socket-mode.ts';
import { stateOf } from './state.ts';
import type { Delivery } from './transport.ts';
import { createTriggers } from './triggers.ts';
import { webApi } from './web-api/server.ts';
import { createWorkspace } from './workspace.ts';
import { credentials } from './world.ts';

/** What a simulated workspace can be told at its start. */
export interface SlackSimulatorOptions {
  readonly port?: number;
  /** Deliver over HTTP to this address instead of over Socket Mode. */
  readonly requestUrl?: string;
  /** Keep channels and messages here, so that they are there again after a restart. */
  readonly folder?: string;
  /** An app manifest, or the path of one; the product's own without. */
  readonly manifest?: unknown;
  /** How many times faster the minutes between repeated deliveries go by, and those that rate limits are for. */
  readonly speed?: number;
  readonly now?: () => number;
  /** How many times longer than the real one it waits for an acknowledgement, and a trigger lives; by default what SIMULATOR_PATIENCE says, or 1. */
  readonly patience?: number;
}

/** A running simulator: its address and credentials, and what a person or a test does with it. */
export type SlackSimulator = Awaited<ReturnType<typeof startSlackSimulator>>;

/** A Slack workspace on 127.0.0.1, for an app that has only been told another address, tokens and secret. */
export async function startSlackSimulator(options: SlackSimulatorOptions = {}) {
  const { port = 0, requestUrl, folder, speed = 1, now = Date.now, patience = simulatorPatience() } = options;
  const manifest = readManifest(options.manifest);
  const workspace = createWorkspace({ now, saved: folder ? readSaved(folder) : null });
  const [faults, log, limits, triggers] = [
    createFaults(),
    createLog({ now, safe: entry => JSON.parse(cutTokens(JSON.stringify(entry))) }),
    createRateLimits({ now: () => now() * speed }),
    createTriggers({ now, patience }),
  ];
  let url = '';
  const address = () => url;
  const responseUrls = createResponseUrls({ workspace, now, address });

  const web = express();
  const server = createServer(web);
  // A client that reads of its end too late on a busy machine would send into a closed connection.
  server.keepAliveTimeout = 0;
  const http = requestUrl
    ? createRequestUrl({ url: requestUrl, signingSecret: credentials.signingSecret, now, patience })
    : null;
  const socketMode = createSocketMode({ server, now, patience });
  const openTicket = !http && manifest.settings.socket_mode_enabled ? () => socketMode.openTicket(url) : null;
  const deliveries = createDeliveries({ transport: http?.transport ?? socketMode.transport, faults, log, speed });
  createEvents({ workspace, manifest, deliveries, now });
  const hands: Hands = { workspace, manifest, deliveries, triggers, responseUrls };
  const talk = createTalk(hands);
  const forms = createForms(hands);
  const rooms = createRooms(workspace);
  const stopSaving = folder ? keepSaved(workspace, folder) : () => undefined;
  log.listen(entry => workspace.tell({ type: 'log', entry }));

  const simulator = {
    ...credentials,
    get url() {
      return url;
    },
    get apiUrl() {
      return `${url}/api/`;
    },
    say: talk.say,
    edit: talk.edit,
    remove: talk.remove,
    command: (typed: Omit<Parameters<typeof typeCommand>[1], 'text'> & { text?: string }) =>
      typeCommand(hands, { ...typed, text: typed.text ?? '' }),
    press: (press: Press & ({ channel: string; ts: string } | { view: string })) =>
      'view' in press ? pressInView(hands, press) : pressInMessage(hands, press),
    suggest: forms.suggest,
    submit: forms.submit,
    closeView: forms.close,
    changeUser: workspace.changeUser,
    createChannel: rooms.create,
    changeChannel: rooms.change,
    async redeliver(again: { count?: number; kind?: Delivery['kind'] } = {}) {
      const answers = await deliveries.redeliver(again);
      return { ok: answers.length > 0, delivered: answers.filter(answer => answer.ok).length };
    },
    /** Asks every Socket Mode connection to go and come back; answers how many. */
    disconnect: () => socketMode.refresh(),
    connections: () => socketMode.connections(),
    async verifyRequestUrl(): Promise<boolean> {
      if (!http) throw new CannotDo('no_request_url', 'The simulator delivers over Socket Mode.');
      return await http.verify();
    },
    state: () => stateOf(workspace),
    /** Tells of everything that moves, right after it has. */
    listen: workspace.listen,
    log: (after?: number) => log.after(after),
    faults,
    reset(): void {
      workspace.reset();
      for (const part of [faults, log]) part.clear();
      limits.reset();
      deliveries.forget();
    },
    async close(): Promise<void> {
      deliveries.close();
      socketMode.close();
      stopSaving();
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };

  web.disable('x-powered-by');
  web.use(express.text({ type: () => true, limit: '4mb' }));
  web.use('/api', webApi({ workspace, manifest, triggers, limits, faults, log, address, openTicket }));
  web.use(responseUrlRoutes({ responseUrls, faults, log }));
  web.use('/_simulator', slackControl(simulator, workspace));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return simulator;
}

/** Leaves of every Slack token its kind only. */
function cutTokens(text: string): string {
  return text.replace(/\b(xox[a-z]|xapp|xwfp)-[\w-]+/g, '$1-…');
}
