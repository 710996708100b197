import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';
import { parseSettings } from '../src/jobs/request/settings.ts';

const file = 'scopes:\n  - subscription: 22222222-2222-2222-2222-222222222222\n';
const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the policy', () => {
  const policy = 'rules:\n  - { name: all, allow: [plan], to: [everyone] }\n';
  const read = (text: string) => (path: string) => (path === 'policy.yaml' ? text : file);

  test('is read when it is named, and there is none otherwise', () => {
    expect(readConfig('worker', {}, () => file).policy).toBeNull();
    const { policy: found } = readConfig('worker', { CAPTURE_IMAGE_POLICY: 'policy.yaml' }, read(policy));
    expect(found?.rules.map(({ name }) => name)).toEqual(['all']);
  });

  test('that is named must be there and in order', () => {
    const env = { CAPTURE_IMAGE_POLICY: 'policy.yaml' };
    expect(problemsOf(() => readConfig('bot', { ...slack, ...env }, read('rules: []'))).join()).toContain(
      'policy.yaml: rules',
    );
    const missing = (path: string) => {
      if (path === 'policy.yaml') throw new Error('ENOENT');
      return file;
    };
    expect(problemsOf(() => readConfig('bot', { ...slack, ...env }, missing)).join()).toContain('cannot be read');
  });
});

test.each(['bot', 'worker'] as const)('a %s does not start with a template that no command could be', role => {
  const read = () => `${file}templates: { Nightly: { vm: a }, web: { vm: web-01, checks: { level: 1 } } }`;
  const env = role === 'bot' ? slack : {};
  expect(problemsOf(() => readConfig(role, env, read))).toEqual([
    expect.stringMatching(/^capture-image.yaml: templates.Nightly: /),
    'capture-image.yaml: templates.web.checks: is a word, a number, or a list of them',
  ]);
  const lax = () => `${file}templates: { web: { vm: web-01, checks: lax } }`;
  expect(problemsOf(() => readConfig(role, env, lax))).toEqual([
    'capture-image.yaml: templates.web.checks: “lax” is no choice for checks: take strict, warn or off.',
  ]);
});

describe('a mirror', () => {
  const teams = '11111111-1111-1111-1111-111111111111';
  const channels = `channels: {ops: {platform: teams, workspace: ${teams}, channel: '19:ops@thread.tacv2'}}\n`;

  test('must name a channel of the table', () => {
    expect(parseSettings(`${file}${channels}mirror: [{to: opps}]`).problems).toEqual([
      'mirror.0.to: "opps" is not among channels',
    ]);
    expect(parseSettings(`${file}${channels}mirror: [{to: ops, vms: ['web-*']}]`).problems).toEqual([]);
  });

  test('needs its platform to be set up for the bot, and nothing of it for the worker', () => {
    const read = () => `${file}${channels}mirror: [{to: ops}]`;
    expect(problemsOf(() => readConfig('bot', slack, read))).toEqual([
      'capture-image.yaml: mirror: ops is in teams, which is not configured (docs/teams.md)',
    ]);
    expect(problemsOf(() => readConfig('worker', {}, read))).toEqual([]);
  });
});

describe('the environment', () => {
  test('a worker needs nothing of Slack, and points at the public cloud by default', () => {
    const config = readConfig('worker', {}, () => file);
    expect(config.slack).toBeNull();
    expect(config.azure.resourceManagerUrl).toBe('https://management.azure.com');
    expect(config.azure.resourceManagerScope).toBe('https://management.azure.com/.default');
  });

  test('a port for the metrics is there only when it is given', () => {
    expect(readConfig('worker', {}, () => file).metricsPort).toBeNull();
    expect(readConfig('worker', { METRICS_PORT: '9464' }, () => file).metricsPort).toBe(9464);
    expect(problemsOf(() => readConfig('worker', { METRICS_PORT: '0' }, () => file)).join()).toContain('METRICS_PORT');
  });

  test('a sovereign cloud brings its own endpoints and audiences', () => {
    const { azure } = readConfig('worker', { AZURE_CLOUD: 'AzureUSGovernment' }, () => file);
    expect(azure).toMatchObject({
      resourceManagerUrl: 'https://management.usgovcloudapi.net',
      authorityHost: 'https://login.microsoftonline.us',
      graphUrl: 'https://graph.microsoft.us',
      isPublicAuthority: true,
    });
  });

  test('an endpoint of one’s own keeps the audience of the cloud', () => {
    const { azure } = readConfig(
      'worker',
      { AZURE_RESOURCE_MANAGER_URL: 'https://127.0.0.1:8443/', AZURE_AUTHORITY_HOST: 'https://127.0.0.1:8443' },
      () => file,
    );
    expect(azure).toMatchObject({
      resourceManagerUrl: 'https://127.0.0.1:8443',
      resourceManagerScope: 'https://management.azure.com/.default',
      isPublicAuthority: false,
    });
  });

  test('every problem is told at once', () => {
    const problems = problemsOf(() =>
      readConfig(
        'bot',
        { PORT: 'x', AZURE_CLOUD: 'Moon', AZURE_RESOURCE_MANAGER_URL: 'http://plain', REDIS_URL: 'nonsense' },
        () => 'scopes: []\ncolour: red\n',
      ),
    );
    for (const about of [
      'PORT',
      'AZURE_CLOUD',
      'AZURE_RESOURCE_MANAGER_URL',
      'REDIS_URL',
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'scopes',
      'colour',
    ])
      expect(problems.join('\n')).toContain(about);
  });

  test('a secret that is wrong is named, not shown', () => {
    const problems = problemsOf(() => readConfig('bot', { ...slack, SLACK_BOT_TOKEN: 'my-very-secret' }, () => file));
    expect(problems.join()).toContain('SLACK_BOT_TOKEN');
    expect(problems.join()).not.toContain('my-very-secret');
  });

  test('a file that is not there is one problem with the way out', () => {
    const problems = problemsOf(() =>
      readConfig('worker', {}, () => {
        throw new Error('ENOENT');
      }),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('CAPTURE_IMAGE_CONFIG');
  });
});

describe('the settings file', () => {
  test('defaults are the careful ones', () => {
    expect(parseSettings(file).data).toMatchObject({
      role: 'Compute Gallery Image Reader',
      storage: 'Standard_LRS',
      partnerCenter: false,
      timeouts: { confirmMinutes: 30 },
      pace: { vmSeconds: 10, versionSeconds: 10 },
    });
  });

  test('names are held to Azure’s own rules', () => {
    const { problems } = parseSettings(
      `${file}gallery: { name: has-dash, resourceGroup: 'rg.' }\nregions: [West Europe, '!']\n`,
    );
    expect(problems.join('\n')).toMatch(/gallery\.name/);
    expect(problems.join('\n')).toMatch(/gallery\.resourceGroup/);
    expect(problems.join('\n')).toMatch(/regions\.1/);
  });

  test('Partner Center needs the tenant it publishes from', () => {
    expect(parseSettings(`${file}partnerCenter: true\n`).problems.join()).toContain('publisherTenantId');
  });

  test('what is not YAML is said to be so', () => {
    expect(parseSettings('a: [').problems[0]).toContain('not YAML');
  });
});

describe('the seal', () => {
  const [key, other] = ['a key of thirty-two characters...', 'another one of just as many chars'];
  const read = (env: Record<string, string>, role: 'bot' | 'worker' = 'worker') =>
    readConfig(role, env, () => file).seal;

  test('is a worker’s alone, with the first key and those of before', () => {
    expect(read({})).toBeNull();
    expect(read({ CAPTURE_IMAGE_SEAL: `${key}, ${other}` })).toEqual({ keys: [key, other], from: null });
    expect(read({ ...slack, CAPTURE_IMAGE_SEAL: key }, 'bot')).toBeNull();
  });

  test('is asked for from a time on', () => {
    const from = '2026-12-01T12:00:00Z';
    expect(read({ CAPTURE_IMAGE_SEAL: key, CAPTURE_IMAGE_SEAL_FROM: from })?.from).toEqual(new Date(from));
  });

  test.each([
    [{ CAPTURE_IMAGE_SEAL: 'short' }, /at least 32/],
    [{ CAPTURE_IMAGE_SEAL: `${key},` }, /at least 32/],
    [{ CAPTURE_IMAGE_SEAL: key, CAPTURE_IMAGE_SEAL_FROM: 'tomorrow' }, /not a time/],
    [{ CAPTURE_IMAGE_SEAL: key, CAPTURE_IMAGE_SEAL_FROM: '2026-13-01T12:00:00Z' }, /not a time/],
    [{ CAPTURE_IMAGE_SEAL_FROM: '2026-12-01T12:00:00Z' }, /without CAPTURE_IMAGE_SEAL/],
  ])('%o is refused, and no key is shown', (env, says) => {
    const problems = problemsOf(() => readConfig('worker', env, () => file)).join();
    expect(problems).toMatch(says);
    expect(problems).not.toMatch(/short|thirty/);
  });
});
