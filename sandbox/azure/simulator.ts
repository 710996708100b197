import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { buildWorld } from './build-world.ts';
import { makeCertificates } from './certificates.ts';
import { startClock } from './clock.ts';
import type { Azure } from './context.ts';
import { defaultWorld } from './default-world.ts';
import { createFaults, type Faults } from './faults.ts';
import { createGateway } from './gateway.ts';
import { createOperations, type Operations } from './operations.ts';
import { createHandler, type Watch } from './server.ts';
import { createThrottle, noThrottle } from './throttle.ts';
import { createTokens } from './tokens.ts';
import { createTraffic } from './traffic.ts';
import type { World } from './world.ts';
import { readWorldFile, type WorldFile, worldSchema } from './world-file.ts';

export type SimulatorOptions = {
  /** 0, the default, is any free port. */
  readonly port?: number;
  /** Plain HTTP in place of HTTPS. The Azure SDKs send no token over it. */
  readonly http?: boolean;
  /** How many times as fast as Azure everything happens; 1 by default. */
  readonly speed?: number;
  readonly world?: WorldFile;
  /** False lets everything through at any pace: for measuring what waiting costs. */
  readonly throttled?: boolean;
  /** Where its certificate is kept; `.sandbox/azure` by default. */
  readonly folder?: string;
  readonly log?: (line: string) => void;
  readonly watch?: Watch;
};

export type AzureSimulator = {
  readonly url: string;
  /** The file of the certificate to trust, for NODE_EXTRA_CA_CERTS and the like; '' over plain HTTP. */
  readonly caFile: string;
  /** The state itself, for tests that look at or arrange it. */
  readonly world: World;
  readonly faults: Faults;
  readonly operations: Operations;
  /** Everything as it was at the start: the world, the clock, nothing under way and nothing to go wrong. */
  reset(): void;
  /** How many times as fast as Azure everything happens from now on. */
  setSpeed(speed: number): void;
  close(): Promise<void>;
};

/** Starts a simulated Azure on 127.0.0.1: Entra ID, Graph, Azure Resource Manager, and its own control routes. */
export async function startAzureSimulator(options: SimulatorOptions = {}): Promise<AzureSimulator> {
  const {
    port = 0,
    http = false,
    speed = 1,
    throttled = true,
    folder = join('.sandbox', 'azure'),
    log = () => {},
  } = options;
  const spec = worldSchema.parse({ ...defaultWorld, ...readWorldFile(options.world ?? {}) });
  const clock = startClock(speed);
  const world = buildWorld(spec, clock.date());
  const [certificates, tokens] = await Promise.all([http ? null : makeCertificates(folder), createTokens()]);
  const [operations, throttle, traffic, faults] = [
    createOperations(clock),
    throttled ? createThrottle(clock) : noThrottle,
    createTraffic(),
    createFaults(),
  ];
  const azure: Azure = { world, clock, operations };

  function reset(): void {
    clock.clear();
    operations.reset();
    throttle.reset();
    faults.clear();
    refill(world, buildWorld(spec, clock.date()));
  }

  let url = '';
  const waits = new Set<() => void>();
  const handle = createHandler(
    { azure, faults, traffic, reset },
    createGateway(azure, tokens, throttle),
    () => url,
    ms => pause(ms, waits),
    options.watch,
  );
  const listener: Parameters<typeof createHttpServer>[1] = (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (request.destroyed && request.socket.destroyed) return;
      log(`azure simulator: ${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          error: { code: 'InternalServerError', message: 'The simulator has a mistake; see its log.' },
        }),
      );
    });
  };
  const server: Server = certificates
    ? createHttpsServer({ key: certificates.key, cert: certificates.cert }, listener)
    : createHttpServer(listener);
  // Longer than clients keep an idle connection, so that none of them writes into one that is just being closed.
  server.keepAliveTimeout = 120_000;
  // The server itself does not know of those that are still shaking hands.
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // A client that reads of its end too late on a busy machine would send into a closed connection.
  server.keepAliveTimeout = 0;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator listens on no port.');
  url = `${certificates ? 'https' : 'http'}://127.0.0.1:${address.port}`;

  return {
    url,
    caFile: certificates?.caFile ?? '',
    world,
    faults,
    operations,
    reset,
    setSpeed: clock.setSpeed,
    async close() {
      clock.clear();
      for (const end of waits) end();
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** The same maps with what is in the fresh ones, so that everybody who holds the world sees it. */
function refill(world: World, fresh: World): void {
  const copy = <Key, Value>(into: Map<Key, Value>, from: Map<Key, Value>) => {
    into.clear();
    for (const [key, value] of from) into.set(key, value);
  };
  copy(world.resourceGroups, fresh.resourceGroups);
  copy(world.virtualMachines, fresh.virtualMachines);
  copy(world.galleries, fresh.galleries);
  copy(world.stored, fresh.stored);
  copy(world.network, fresh.network);
  copy(world.restorePoints, fresh.restorePoints);
  copy(world.locks, fresh.locks);
  copy(world.roles, fresh.roles);
  copy(world.quotas, fresh.quotas);
  copy(world.principals, fresh.principals);
  copy(world.roleAssignments, fresh.roleAssignments);
  world.restrictedSizes.clear();
  for (const size of fresh.restrictedSizes) world.restrictedSizes.add(size);
  world.registeredFeatures.clear();
  for (const feature of fresh.registeredFeatures) world.registeredFeatures.add(feature);
  world.registeringProviders.clear();
  world.registeredProviders.clear();
  for (const provider of fresh.registeredProviders) world.registeredProviders.add(provider);
}

/** Waits, unless the simulator closes first. */
function pause(ms: number, waits: Set<() => void>): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      waits.delete(end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    waits.add(end);
  });
}
