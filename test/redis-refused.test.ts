import { afterAll, beforeAll, expect, test } from 'vitest';
import { order, startOne } from './support/redis-kinds.ts';
import { redisUser, userUrl } from './support/redis-user.ts';
import { runScript } from './support/scripts.ts';

let evicting: Awaited<ReturnType<typeof startOne>>;
let shut: Awaited<ReturnType<typeof startOne>>;
beforeAll(async () => {
  evicting = await startOne([
    ...['--appendonly', 'no', '--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'],
    ...['--rename-command', 'CONFIG', ''],
  ]);
  shut = await startOne();
  await order(shut, 'ACL', 'SETUSER', ...redisUser, '-info', '-zadd');
});
afterAll(async () => {
  await Promise.all([evicting.close(), shut.close()]);
});

const run = (role: string, REDIS_URL: string) =>
  runScript(['src/main.ts', role], {
    REDIS_URL,
    CAPTURE_IMAGE_CONFIG: 'capture-image.example.yaml',
    ...(role === 'worker' ? {} : { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }),
  });

test.each(['bot', 'worker', 'all'])(
  '%s does not start with a Redis that evicts, though it has no CONFIG',
  async role => {
    const { code, says } = await run(role, evicting.url);
    expect(code).toBe(1);
    expect(says.trim()).toBe('Redis may throw records away (maxmemory-policy is allkeys-lru): set it to noeviction.');
  },
);

test.each(['bot', 'worker'])(
  '%s says what a Redis user lacks, and prints nothing else that is not JSON',
  async role => {
    const { code, says } = await run(role, userUrl(shut.url));
    expect(code).toBe(1);
    const lines = says.trim().split('\n');
    expect(lines.at(-1)).toContain('Redis does not let this user run INFO, ZADD: allow +info +zadd');
    for (const line of lines.slice(0, -1)) expect(JSON.parse(line)).toMatchObject({ msg: 'a library says' });
  },
);
