import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../src/config.ts';

interface Service {
  readonly env_file?: string;
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly volumes: readonly (string | { readonly source: string; readonly target: string })[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly command: readonly string[];
}
const { services } = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as {
  services: Readonly<Record<'redis' | 'bot' | 'worker', Service>>;
};
const roles = ['bot', 'worker'] as const;

/** The variables that the documentation names, and whose they are. */
const documented = ['docs/configuration.md', 'docs/teams.md'].flatMap(page =>
  [
    ...readFileSync(page, 'utf8').matchAll(/^\| (`[A-Z][A-Z_]+`(?:, `[A-Z][A-Z_]+`)*(?:, \.\.\.)?) \| ([^|]*)\|/gm),
  ].flatMap(([, names = '', whose = '']) =>
    [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => ({
      name,
      of: page.includes('teams') ? ['bot'] : roles.filter(role => whose.includes(role)),
    })),
  ),
);

/** A text of compose.yaml with what an .env says in it. */
const filled = (text: string, dotEnv: Readonly<Record<string, string>>) =>
  text.replace(/\$\{(\w+)(?::([-?+])([^}]*))?\}/g, (_, name: string, kind?: string, other = '') =>
    kind === '+' ? (dotEnv[name] ? other : '') : dotEnv[name] || (kind === '-' ? other : ''),
  );

/** What an .env says, as compose gives it to a service. */
function given(role: (typeof roles)[number], dotEnv: Readonly<Record<string, string>>): Record<string, string> {
  const { env_file, environment = {} } = services[role];
  const own = Object.entries(environment).map(([name, value]) => [name, filled(String(value), dotEnv)] as const);
  return { ...(env_file === '.env' ? dotEnv : {}), ...Object.fromEntries(own) };
}

/** The files of this machine that a service has, and where. */
const mounted = (role: (typeof roles)[number], dotEnv: Readonly<Record<string, string>>) =>
  services[role].volumes.flatMap(volume =>
    typeof volume === 'string' ? [] : [`${filled(volume.source, dotEnv)} ${filled(volume.target, dotEnv)}`],
  );

/** What compose itself settles: the Redis beside it, where a file stands and where processes listen within their containers. */
const settled = ['REDIS_URL', 'REDIS_CA_FILE', 'HOST', 'PORT', 'METRICS_PORT'];
const secret = /(TOKEN|SECRET|PASSWORD|SEAL|AZURE_USERNAME|CERTIFICATE_PATH)$/;

describe('compose.yaml', () => {
  test('has the documentation name what it is compared with', () => {
    const names = documented.map(({ name }) => name);
    for (const name of [
      'CAPTURE_IMAGE_POLICY',
      'AZURE_CLOUD',
      'MICROSOFT_BOT_SERVICE_URL',
      'REDIS_PREFIX',
      'SLACK_API_URL',
      'AZURE_CLIENT_CERTIFICATE_PASSWORD',
      'AZURE_PASSWORD',
    ])
      expect(names).toContain(name);
  });

  test.each(roles)('passes every variable on to the %s that it reads', role => {
    const dotEnv = Object.fromEntries(documented.map(({ name }) => [name, `value-of-${name}`]));
    const env = given(role, dotEnv);
    for (const { name, of } of documented)
      if (of.includes(role) && !settled.includes(name)) expect(env[name], name).toBe(`value-of-${name}`);
  });

  test.each(roles)('keeps from the %s what is a secret of the other alone', role => {
    const dotEnv = Object.fromEntries(documented.map(({ name }) => [name, `value-of-${name}`]));
    const env = given(role, { ...dotEnv, REDIS_PASSWORD: 'abc' });
    for (const { name, of } of documented)
      if (!of.includes(role) && secret.test(name)) expect(env[name] ?? '', name).toBe('');
    expect(env.REDIS_PASSWORD).toBe('');
  });

  test.each(roles)('gives the %s the policy that .env names, where it is mounted', role => {
    const dotEnv = {
      REDIS_PASSWORD: 'abc',
      CAPTURE_IMAGE_POLICY: 'policy.yaml',
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
    };
    const files: Record<string, string> = {
      'capture-image.yaml': 'scopes:\n  - subscription: 22222222-2222-2222-2222-222222222222\n',
      'policy.yaml': 'rules:\n  - { name: all, allow: [plan], to: [everyone] }\n',
    };
    const settings = './capture-image.yaml /app/capture-image.yaml';
    expect(mounted(role, dotEnv)).toEqual(expect.arrayContaining([settings, './policy.yaml /app/policy.yaml']));
    expect(mounted(role, {})).toEqual(expect.arrayContaining([settings, './compose.yaml /app/no-policy.yaml']));
    const config = readConfig(role, given(role, dotEnv), path => files[path] ?? '');
    expect(config.policy?.rules).toHaveLength(1);
    expect(config.redis).toMatchObject({ password: 'abc', nodes: [{ host: 'redis', port: 6379 }] });
  });

  test.each(roles)('gives the %s the authorities that .env names, where they are mounted', role => {
    const dotEnv = { REDIS_CA_FILE: '/etc/ssl/redis-ca.pem' };
    const { REDIS_CA_FILE: target } = given(role, dotEnv);
    expect(mounted(role, dotEnv)).toContain(`/etc/ssl/redis-ca.pem ${target}`);
    expect(given(role, {}).REDIS_CA_FILE).toBe('');
  });

  test('lets no process have more than it needs of the machine', () => {
    for (const service of Object.values(services)) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
    expect(services.redis.command.join(' ')).toMatch(/requirepass.*noeviction/s);
    expect(services.redis.ports).toBeUndefined();
  });
});
