import { afterEach, describe, expect, test } from 'vitest';
import { until, words as wordsInSlack } from '../../support/office.ts';
import { words } from '../../support/story-teams.ts';
import { channel, ritaId } from '../../support/teams.ts';
import { openTeamsOffice } from '../../support/teams-office.ts';

const operators = 'bbbbbbbb-0000-4000-8000-000000000001';
const denying = (ref: string, people = '') => `
${people}
rules:
  - { name: all, allow: [plan, capture], to: [everyone] }
  - { name: some not, deny: [capture], to: ['${ref}'] }
`;
const denied = /The rule “some not” of the policy does not let/;
const unknown = /cannot find out who you are.*Try again/;

let both: Awaited<ReturnType<typeof openTeamsOffice>>;
const open = async (policy: string) => {
  both = await openTeamsOffice({ policy });
  both.teams.grant('User.Read.All');
};
afterEach(() => both.close());

/** What the bot answers to somebody in Teams who asks for a capture. */
async function inTeams(user: string): Promise<string> {
  const before = both.written().length;
  await both.teams.say({ user, conversation: channel, text: '@capture-image web-01' });
  await until('an answer', () => both.written().length > before);
  return both.written().slice(before).map(words).join('\n');
}

/** What it answers to somebody in Slack. */
async function inSlack(user: string): Promise<string> {
  const { response } = await both.office.slack.command({
    ...{ user, channel: 'C0IMAGES', command: '/capture-image', text: 'web-01' },
  });
  return wordsInSlack(response as { text: string });
}

const captures = async () => await both.office.store.list(10);

describe('a deny that names somebody by the other chat holds for the same person, and for nobody else', () => {
  test.each([
    ['an account of Slack', 'slack:U0RITA', '29:rita', '29:olga'],
    ['a group of Slack', 'slack-group:S0OPS', '29:olga', '29:rita'],
  ])('%s', async (_, ref, them, other) => {
    await open(denying(ref));
    expect(await inTeams(them)).toMatch(denied);
    expect(await captures()).toEqual([]);
    expect(await inTeams(other)).toContain('I have it');
  });

  test.each([
    ['an account of Entra', `entra:${ritaId}`, 'U0RITA', 'U0OLGA'],
    ['a group of Entra', `entra-group:${operators}`, 'U0OLGA', 'U0RITA'],
  ])('%s', async (_, ref, them, other) => {
    await open(denying(ref));
    expect(await inSlack(them)).toMatch(denied);
    expect(await captures()).toEqual([]);
    expect(await inSlack(other)).toContain('I have it');
  });

  test('a group of Slack, where the policy alone ties the accounts', async () => {
    const olgaId = ritaId.replace(/1$/, '2');
    await open(denying('slack-group:S0OPS', `people: { olga: [slack:U0OLGA, "entra:${olgaId}"] }`));
    both.teams.changeUser('29:olga', { mail: 'o@elsewhere.example' });
    expect(await inTeams('29:olga')).toMatch(denied);
  });
});

describe('where the other chat does not tell, nobody is let past a deny that names its people', () => {
  const faults = [{ status: 429, error: 'ratelimited' }, { delayMs: 60_000 }, { error: 'fatal_error' }];
  test.each(
    faults.flatMap(fault => [
      { ...fault, ref: 'slack:U0RITA', method: 'users.lookupByEmail' },
      { ...fault, ref: 'slack-group:S0OPS', method: 'usergroups.users.list' },
    ]),
  )('of somebody in Teams: %o', async ({ ref, method, ...fault }) => {
    await open(denying(ref));
    both.office.slack.faults.add({ match: { method }, times: 50, ...fault });
    expect(await inTeams('29:rita')).toMatch(unknown);
    expect(await captures()).toEqual([]);
  });

  test.each([{ status: 429 }, { status: 403 }, { status: 503 }])('of somebody in Slack: %o', async fault => {
    await open(denying(`entra:${ritaId}`));
    both.teams.faults.add({ match: { method: 'people' }, times: 50, ...fault });
    expect(await inSlack('U0RITA')).toMatch(unknown);
    expect(await captures()).toEqual([]);
  });

  test.each([
    ['a deny of people of their own chat', denying(`entra:${ritaId}`)],
    ['a deny of a mail address', denying('mail:rita@contoso.example')],
    ['an account that the policy ties', denying('slack:U0RITA', `people: { r: [slack:U0RITA, "entra:${ritaId}"] }`)],
  ])('and %s keeps nobody waiting for it', async (_, policy) => {
    await open(policy);
    both.office.slack.faults.add({ match: { method: 'users.lookupByEmail' }, times: 50, delayMs: 60_000 });
    expect(await inTeams('29:rita')).toMatch(denied);
    expect(await inTeams('29:olga')).toContain('I have it');
  });
});
