import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { type AzureSimulator, startAzureSimulator } from '../sandbox/azure/simulator.ts';
import { createChildren } from '../sandbox/children.ts';
import { freePort } from '../sandbox/ports.ts';
import { botEnvironment, plainEnvironment, workerEnvironment } from '../sandbox/settings.ts';
import { type SlackSimulator, startSlackSimulator } from '../sandbox/slack/simulator.ts';
import { startTeamsSimulator, type TeamsSimulator } from '../sandbox/teams/simulator.ts';
import { createEvents, type Events, readSave } from './events.ts';
import { chaosPolicy } from './policy.ts';
import { type Process, startProcess } from './process.ts';
import { openRedis, type RedisServer } from './redis.ts';
import { azureSpeed, chatSpeed, patientSettings } from './settings.ts';
import { testVmWorld } from './test-vms.ts';

/** Everything that a campaign is about: Redis, the simulators, and the real processes between them. */
export interface World {
  readonly folder: string;
  readonly prefix: string;
  readonly server: RedisServer;
  /** Our own eye on the records, which no fault touches but that of Redis itself. */
  readonly redis: Redis;
  readonly slack: SlackSimulator;
  readonly teams: TeamsSimulator;
  readonly azure: AzureSimulator;
  readonly bot: Process;
  readonly workers: readonly [Process, Process];
  readonly events: Events;
  pids(): readonly number[];
  /** As it was at the start, for the next seed, which goes by these settings. */
  reset(settings: string): Promise<void>;
  close(): Promise<void>;
}

export const ownSource = fileURLToPath(new URL('../src', import.meta.url));

/** Starts a world whose processes run the code of a folder. */
export async function openWorld({ source = ownSource }: { source?: string } = {}): Promise<World> {
  const folder = resolve('.sandbox', 'chaos', randomBytes(4).toString('hex'));
  mkdirSync(folder, { recursive: true });
  const settingsFile = join(folder, 'capture-image.yaml');
  let settings = patientSettings;
  writeFileSync(settingsFile, settings);
  const policyFile = join(folder, 'policy.yaml');
  writeFileSync(policyFile, chaosPolicy);
  const prefix = 'chaos';
  const closing: (() => Promise<void> | void)[] = [];
  const opened = <T extends { close(): Promise<void> | void }>(part: T): T => {
    closing.push(() => part.close());
    return part;
  };
  const close = async () => {
    for (const part of closing.splice(0).reverse()) await part();
  };

  try {
    const events = createEvents();
    const server = opened(await openRedis(join(folder, 'redis')));
    const slack = opened(await startSlackSimulator({ speed: chatSpeed }));
    const teams = opened(await startTeamsSimulator({ folder: resolve('.sandbox', 'teams'), speed: chatSpeed }));
    const azure = opened(
      await startAzureSimulator({
        folder: resolve('.sandbox', 'azure'),
        speed: azureSpeed,
        world: testVmWorld,
        watch: events.azure,
      }),
    );
    slack.listen(events.slack);
    teams.listen(events.teams);
    const children = opened(createChildren());
    const shared = {
      ...plainEnvironment(),
      REDIS_PREFIX: prefix,
      CAPTURE_IMAGE_CONFIG: settingsFile,
      CAPTURE_IMAGE_POLICY: policyFile,
      HOST: '127.0.0.1',
    };
    const start = async (name: string, role: Process['role'], env: Record<string, string>) => {
      const started: Process = await startProcess({
        name,
        role,
        source,
        folder,
        redisPort: server.port,
        children,
        env: { ...shared, ...env },
        fateOf: call => events.saved(started, readSave(call)),
      });
      return opened(started);
    };
    const botPort = await freePort();
    teams.deliverTo(`http://127.0.0.1:${botPort}/api/messages`);
    const bot = await start('bot', 'bot', { ...botEnvironment(slack, teams), PORT: String(botPort) });
    const workers = [
      await start('worker-a', 'worker', workerEnvironment(azure)),
      await start('worker-b', 'worker', workerEnvironment(azure)),
    ] as const;
    const redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => {}); // it is killed on purpose, and comes back
    closing.push(() => redis.disconnect());
    const processes = [bot, ...workers];
    await Promise.all(processes.map(one => one.whenReady()));

    return {
      folder,
      prefix,
      server,
      redis,
      slack,
      teams,
      azure,
      bot,
      workers,
      events,
      pids: () => processes.map(one => one.pid() ?? 0),
      async reset(next) {
        const isChanged = next !== settings;
        settings = next;
        if (isChanged) writeFileSync(settingsFile, settings);
        events.clear();
        for (const part of [slack, teams, azure]) part.reset();
        azure.setSpeed(azureSpeed);
        for (const one of processes) {
          one.setClock(0);
          if (isChanged || one.source() !== source) await one.restart(source);
          await one.whenReady();
        }
        await redis.flushall();
        server.keepAll();
      },
      async close() {
        await close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
