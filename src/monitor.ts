import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express, { type Express } from 'express';
import { gauges } from './jobs/housekeeping/gauges.ts';
import { keysOf } from './jobs/store/keys.ts';
import type { RedisConnection } from './jobs/store/redis.ts';
import { deskRedis } from './jobs/store/redis.ts';
import { checkRedis } from './jobs/store/redis-check.ts';
import type { RedisAddress } from './jobs/store/redis-url.ts';
import type { Log } from './log.ts';
import { countProcess, metricsText, metricsType } from './metrics.ts';

/** An HTTP server that says nothing of what it is made with. */
export function plainApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('env', 'production'); // an error is answered with its status alone, without a stack
  return app;
}

/** How long a request may take to come in, and how many connections there may be: whoever sends slowly holds nothing up. */
const slowest = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 } as const;
const mostConnections = 500;

/** Of requests that come one behind the other on a connection, no more are taken in than these: what waits for an answer is memory. */
const mostRequests = 100;

/** Serves an app, within limits that nobody who means well ever meets. */
export async function serve(app: Express, { host, port }: { host: string; port: number }): Promise<Server> {
  const server = createServer(slowest, app);
  server.maxConnections = mostConnections;
  server.maxRequestsPerSocket = mostRequests;
  server.on('dropRequest', (_request, socket) => void socket.destroy());
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

/** Answers `/healthz`: whether Redis answers; in a Cluster the node that has what is ours. */
export function serveHealth(app: Express, { redis, prefix }: { redis: RedisConnection; prefix: string }): void {
  app.get('/healthz', (_request, response) => {
    redis.exists(keysOf(prefix).due).then(
      () => response.json({ ok: true }),
      () => response.status(503).json({ ok: false, why: 'Redis cannot be reached' }), // told to whoever asks, as often as they ask
    );
  });
}

/** Answers `/metrics`, with Redis or without. */
export function serveMetrics(app: Express, from: { redis: RedisConnection; prefix: string; log: Log }): void {
  const { measure } = gauges(from);
  countProcess();
  app.get('/metrics', async (_request, response) => {
    await measure();
    response.type(metricsType).send(await metricsText());
  });
}

/** Health and metrics alone, on a port of their own. */
export async function startMonitor({
  address,
  log,
  prefix,
  host,
  port,
}: {
  address: RedisAddress;
  prefix: string;
  log: Log;
  host: string;
  port: number;
}): Promise<{ close(): Promise<void> }> {
  const redis = deskRedis(address);
  await checkRedis(redis, { timeoutMs: 30_000 });
  const app = plainApp();
  serveHealth(app, { redis, prefix });
  serveMetrics(app, { redis, prefix, log });
  const server = await serve(app, { host, port });
  return {
    async close() {
      server.close();
      redis.disconnect();
    },
  };
}
