import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

const files: Readonly<Record<string, string>> = {
  'capture-image.yaml': 'scopes:\n  - subscription: 22222222-2222-2222-2222-222222222222\n',
  'policy.yaml': 'rules:\n  - { name: all, allow: [plan], to: [everyone] }\n',
  '/etc/ssl/redis-ca.pem': '-----BEGIN CERTIFICATE-----',
};
const needed = {
  REDIS_URL: 'rediss://127.0.0.1:6379',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  MICROSOFT_APP_ID: '11111111-1111-1111-1111-111111111111',
  MICROSOFT_APP_PASSWORD: 'x',
  MICROSOFT_APP_TENANT_ID: '22222222-2222-2222-2222-222222222222',
};

/** All that the processes know at their start; what Slack's library takes by itself is put in. */
function configOf(env: Readonly<Record<string, string>>) {
  const { slack, ...rest } = readConfig('all', { ...needed, ...env }, path => files[path] ?? '');
  return { ...rest, slack: { ...slack, apiUrl: slack?.apiUrl ?? 'https://slack.com/api/' } };
}

const lines = readFileSync('.env.example', 'utf8').split('\n');
const shown = lines.flatMap((line, index) => {
  const [, name, value] = /^#(\w+)=(.+)$/.exec(line) ?? [];
  const isUnset = lines[index - 1]?.includes('none unless set') ?? false;
  return name && value ? [{ name, value, isUnset }] : [];
});
const [defaults, others] = [shown.filter(({ isUnset }) => !isUnset), shown.filter(({ isUnset }) => isUnset)];

test.each(defaults)('.env.example shows what $name is without it: $value', ({ name, value }) => {
  expect(configOf({ [name]: value })).toEqual(configOf({}));
});

test.each(others)('.env.example says that there is no $name unless it is set', ({ name, value }) => {
  expect(configOf({ [name]: value })).not.toEqual(configOf({}));
});

test('.env.example has variables of both kinds', () => {
  expect(defaults.map(({ name }) => name)).toContain('AZURE_CLOUD');
  expect(others.map(({ name }) => name)).toContain('CAPTURE_IMAGE_POLICY');
});
