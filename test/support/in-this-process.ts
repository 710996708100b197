import { appendFileSync, readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Child } from '../../sandbox/children.ts';
import type { RoleStart } from '../../sandbox/sandbox.ts';
import { readConfig } from '../../src/config.ts';
import { openLog } from '../../src/log.ts';
import { start } from '../../src/run.ts';

/**
 * Starts a bot or a worker as `src/main.ts` does, in this process: its modules are loaded once for all stories. It cannot be killed,
 * and has no metrics, which are of a process.
 */
export function startInThisProcess({ name, env: { METRICS_PORT: _port, ...env }, logFile }: RoleStart): Child {
  trust(env.NODE_EXTRA_CA_CERTS);
  const log = openLog(env.LOG_LEVEL ?? 'info', { write: line => appendFileSync(logFile, line) });
  let state: ReturnType<Child['state']> = 'starting';
  const running = withIdentity(env, () => start(name, readConfig(name, env), log, {})).then(role => {
    state = 'ready';
    return role;
  });
  const hasNoProcess = (): never => {
    throw new Error('This story has its bot and its worker in the process of the test: tell it with { apart: true }.');
  };
  return {
    name,
    pid: () => null,
    state: () => state,
    restarts: () => 0,
    whenReady: async () => void (await running),
    kill: hasNoProcess,
    restart: hasNoProcess,
    async stop() {
      await (await running).close();
      state = 'ended';
    },
  };
}

const identity = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'];
let starting = 0;

/** Microsoft's library reads the identity, which is the same in every story, from the environment of the process as it starts. */
async function withIdentity<T>(env: RoleStart['env'], begin: () => Promise<T>): Promise<T> {
  starting += 1;
  try {
    for (const name of identity) if (env[name]) process.env[name] = env[name];
    return await begin();
  } finally {
    starting -= 1;
    if (starting === 0) for (const name of identity) delete process.env[name];
  }
}

function trust(caFile: string | undefined): void {
  if (caFile) setDefaultCACertificates([...getCACertificates('default'), readFileSync(caFile, 'utf8')]);
}
