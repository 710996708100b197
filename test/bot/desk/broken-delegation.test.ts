import { afterAll, beforeAll, expect, test } from 'vitest';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { noon, olga } from '../../support/captures.ts';
import { type Office, openOffice, words } from '../../support/office.ts';

const policy = `
rules:
  - { name: all, allow: [plan, capture], to: [everyone], approvals: { of: ['slack:U0OLGA'], delegate: true } }
`;
let office: Office;
beforeAll(async () => {
  office = await openOffice({ policy });
}, 30_000);
afterAll(() => office.close());

const says = async (text: string) => {
  const asked = { user: 'U0RITA', channel: 'C0GENERAL', command: '/capture-image', text };
  return words((await office.slack.command(asked)).response as { text: string });
};
const until = new Date(noon.getTime() + 3_600_000).toISOString();
const inTeams = { platform: 'teams', workspace: 'x', id: 'aaaaaaaa-0000-4000-8000-000000000002', name: 'O' };
const entries = {
  'no JSON': '{',
  'an entry of another form': '{"by":7}',
  'one who stands in for somebody of a chat that is not set up': JSON.stringify({
    ...{ by: inTeams, as: ['entra:x'], to: 'slack:u0rita', until },
  }),
};

test.each(Object.entries(entries))('%s bars nobody from anything, and counts for nobody', async (_, entry) => {
  const { delegations } = keysOf(office.prefix);
  const good = { by: olga, as: ['slack:u0olga'], to: 'slack:u0rita', until };
  await office.redis.hset(delegations, { bad: entry, good: JSON.stringify(good) });
  expect(await says('list')).not.toMatch(/cannot|went wrong/i);
  expect(await says('whoami')).toContain('U0OLGA');
  expect(await says('delegate off')).toMatch(/nobody/i);
  await office.redis.del(delegations);
});
