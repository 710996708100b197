import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { makeCertificates } from '../azure/certificates.ts';
import { createLog } from '../chat/log.ts';
import { keepSaved, readSaved } from '../saved.ts';
import type { WireCall } from './connector.ts';
import { connectorRoutes } from './connector.ts';
import { teamsControl } from './control.ts';
import { createDeliveries } from './deliveries.ts';
import { createFaults } from './faults.ts';
import { graphRoutes } from './graph.ts';
import { createPeople } from './people.ts';
import { createSignIn, issuer } from './sign-in.ts';
import { createThrottle } from './throttle.ts';
import { createWorkspace } from './workspace.ts';
import { app, type Permission, tenantId } from './world.ts';

/** Where the Bot Connector is: for all the world, and for a part of it. */
const regions = ['/teams', '/emea'] as const;
type Region = (typeof regions)[number];

export interface TeamsSimulatorOptions {
  readonly port?: number;
  /** Where the bot listens, such as http://127.0.0.1:3000/api/messages; it can be told later. */
  readonly endpoint?: string;
  /** Where the certificate authority is kept that the simulator is to be trusted by. */
  readonly folder?: string;
  /** Keep conversations and messages there as well, so that they are there again after a restart. */
  readonly keep?: boolean;
  /** How many times faster the seconds that rate limits are for go by. */
  readonly speed?: number;
  readonly now?: () => number;
  /** Is told of each call of the Bot Connector as it stands on the wire. */
  readonly tap?: (call: WireCall) => void;
}

/** A running simulator: its address and credentials, and what a person or a test does with it. */
export type TeamsSimulator = Awaited<ReturnType<typeof startTeamsSimulator>>;

/** Teams with its Bot Connector on 127.0.0.1, for a bot that has only been told other addresses and credentials. */
export async function startTeamsSimulator(options: TeamsSimulatorOptions = {}) {
  const { port = 0, folder = join('.sandbox', 'teams'), keep = false, speed = 1, now = Date.now, tap } = options;
  let { endpoint = null }: { endpoint?: string | null } = options;
  let url = '';
  let region: Region = '/teams';
  const address = () => url;
  const certificates = await makeCertificates(folder);
  const workspace = createWorkspace({ now, saved: keep ? readSaved(folder) : null });
  const stopSaving = keep ? keepSaved(workspace, folder) : () => undefined;
  const [faults, log, throttle] = [createFaults(), createLog({ now }), createThrottle({ now: () => now() * speed })];
  const signIn = await createSignIn({ now, address, faults });
  const deliveries = createDeliveries({ endpoint: () => endpoint, signIn, log, serviceUrl: () => `${url}${region}/` });
  const granted = new Set<Permission>();
  const people = createPeople({ workspace, deliveries, granted });
  log.listen(entry => workspace.tell({ type: 'log', entry }));

  const web = express();
  const server = createServer(certificates, web);
  // A client that reads of its end too late on a busy machine would send into a closed connection.
  server.keepAliveTimeout = 0;
  const simulator = {
    ...people,
    caFile: certificates.caFile,
    get url() {
      return url;
    },
    /** What the bot has to be told, as its environment. */
    get environment(): Record<string, string> {
      return {
        MICROSOFT_APP_ID: app.id,
        MICROSOFT_APP_PASSWORD: app.password,
        MICROSOFT_APP_TENANT_ID: tenantId,
        MICROSOFT_BOT_SERVICE_URL: `${url}/teams`,
        MICROSOFT_BOT_OPENID_URL: `${url}/openid/configuration`,
        MICROSOFT_BOT_TOKEN_ISSUER: issuer,
        MICROSOFT_LOGIN_URL: url,
        MICROSOFT_GRAPH_URL: url,
      };
    },
    deliverTo(address: string): void {
      endpoint = address;
    },
    /** The header that a delivery for that address is signed with. */
    authorization: signIn.authorization,
    /** Conversations are served from another of Teams' regions from now on. */
    serveFrom(other: Region): void {
      region = other;
    },
    /** Whoever owns the team or the chat lets the app read what is written there. */
    grant: (permission: Permission) => void granted.add(permission),
    /** Takes the bot out of a conversation. */
    leave: (conversation: string) => workspace.close(conversation),
    /** An administrator changes what Entra has of somebody. */
    changeUser: workspace.changeUser,
    redeliver: () => deliveries.redeliver(),
    state: () => workspace.state(),
    /** Tells of everything that moves, right after it has. */
    listen: workspace.listen,
    log: (after?: number) => log.after(after),
    faults,
    reset(): void {
      workspace.reset();
      for (const part of [faults, log]) part.clear();
      throttle.reset();
      granted.clear();
      region = '/teams';
    },
    async close(): Promise<void> {
      stopSaving();
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };

  web.disable('x-powered-by');
  web.use('/_simulator', teamsControl(simulator, workspace));
  web.use([...regions], connectorRoutes({ workspace, signIn, throttle, faults, log, tap }));
  web.use(graphRoutes({ workspace, signIn, granted, faults }));
  web.use(signIn.router);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return simulator;
}
