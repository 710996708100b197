import { once } from 'node:events';
import express, { type Express } from 'express';
import type { Redis } from 'ioredis';
import { gauges } from './jobs/gauges.ts';
import { checkRedis, deskRedis } from './jobs/redis.ts';
import type { Log } from './log.ts';
import { countProcess, metricsText, metricsType } from './metrics.ts';

/** An HTTP server that says nothing of what it is made with. */
export function plainApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  return app;
}

/** Answers `/healthz`: whether Redis answers. */
export function serveHealth(app: Express, redis: Redis): void {
  app.get('/healthz', (_request, response) => {
    redis.ping().then(
      () => response.json({ ok: true }),
      () => response.status(503).json({ ok: false, why: 'Redis cannot be reached' }),
    );
  });
}

/** Answers `/metrics`, with Redis or without. */
export function serveMetrics(app: Express, from: { redis: Redis; prefix: string; log: Log }): void {
  const { measure } = gauges(from);
  countProcess();
  app.get('/metrics', async (_request, response) => {
    await measure();
    response.type(metricsType).send(await metricsText());
  });
}

/** Health and metrics alone, on a port of their own. */
export async function startMonitor({
  redisUrl,
  log,
  prefix,
  host,
  port,
}: {
  redisUrl: string;
  prefix: string;
  log: Log;
  host: string;
  port: number;
}): Promise<{ close(): Promise<void> }> {
  const redis = deskRedis(redisUrl);
  await checkRedis(redis, { timeoutMs: 30_000 });
  const app = plainApp();
  serveHealth(app, redis);
  serveMetrics(app, { redis, prefix, log });
  const server = app.listen(port, host);
  await once(server, 'listening');
  return {
    async close() {
      server.close();
      redis.disconnect();
    },
  };
}
