import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { WireCall } from '../../../sandbox/teams/connector.ts';
import { team } from '../../../sandbox/teams/world.ts';
import { toCard } from '../../../src/bot/teams/card.ts';
import type { TeamsConfig } from '../../../src/bot/teams/config.ts';
import { teamsConnector } from '../../../src/bot/teams/connector.ts';
import { until } from '../../support/office.ts';
import { alone, channel, openTeams, ritaId, teamsConfig, tenantId } from '../../support/teams.ts';

const calls: WireCall[] = [];
let opened: Awaited<ReturnType<typeof openTeams>>;
let config: TeamsConfig;
let connector: ReturnType<typeof teamsConnector>;
beforeAll(async () => {
  opened = await openTeams({ tap: call => void calls.push(call) });
  config = teamsConfig(opened.teams.environment);
  connector = teamsConnector(config, { timeoutMs: 60_000 });
});
afterAll(() => opened.close());
beforeEach(() => {
  opened.teams.reset();
  calls.length = 0;
});

const card = toCard({ text: 'x', parts: [{ is: 'text', spans: ['hello'] }] });
const at = (conversation: string) => ({ serviceUrl: config.serviceUrl, conversation });
const encoded = encodeURIComponent(channel);
const aUuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const message = (conversation: string) => ({
  type: 'message',
  serviceUrl: config.serviceUrl,
  channelId: 'msteams',
  from: { id: `28:${config.appId}`, name: '' },
  conversation: { id: conversation },
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  replyToId: aUuid,
});

/** What the one call was, once it has been looked through for what is in each of them. */
function theCall() {
  expect(calls).toHaveLength(1);
  const [{ method, url, headers, body } = { method: '', url: '', headers: {}, body: null }] = calls.splice(0);
  expect(headers.authorization).toMatch(/^Bearer \S+$/);
  expect(headers['user-agent']).toMatch(/^capture-image\//);
  return { method, url, body, conversation: headers['x-ms-conversation-id'], type: headers['content-type'] };
}

test('a message goes to its conversation, thread and all, and its answer is its id', async () => {
  const root = await connector.send(at(channel), card, 'so it is');
  expect(opened.teams.state().messages).toMatchObject([{ id: root, card, summary: 'so it is' }]);
  const { url, ...rest } = theCall();
  expect(rest).toEqual({
    method: 'POST',
    body: { ...message(channel), summary: 'so it is' },
    conversation: channel,
    type: 'application/json; charset=utf-8',
  });
  expect(url.split('/').slice(0, -1).join('/')).toBe(`/teams/v3/conversations/${encoded}/activities`);
  await connector.send(at(`${channel};messageid=${root}`), card, 'an answer');
  expect(theCall().url).toContain(`/v3/conversations/${encoded}%3Bmessageid%3D${root}/activities/`);
});

test('an edit and a removal name the message', async () => {
  const id = await connector.send(at(channel), card, 'so it is');
  calls.length = 0;
  await connector.edit(at(channel), id, card, 'so it was');
  const url = `/teams/v3/conversations/${encoded}/activities/${id}`;
  expect(theCall()).toMatchObject({ method: 'PUT', url, body: { ...message(channel), id, summary: 'so it was' } });
  await connector.remove(at(channel), id);
  expect(theCall()).toMatchObject({ method: 'DELETE', url });
  expect(opened.teams.state().messages).toEqual([]);
});

test('who is there is asked for one by one, and a page at a time', async () => {
  expect(await connector.member(at(channel), ritaId)).toEqual({
    id: '29:rita',
    role: 'user',
    mails: ['rita@contoso.example', 'rita@contoso.example'],
    tenantId,
  });
  expect(theCall()).toMatchObject({ method: 'GET', url: `/teams/v3/conversations/${encoded}/members/${ritaId}` });
  expect(await connector.count(at(channel))).toBe(5);
  expect(theCall().url).toBe(`/teams/v3/conversations/${encoded}/pagedmembers?pageSize=100`);
  expect(await connector.roster(at(channel))).toContainEqual({
    entraId: ritaId,
    name: 'Rita Requester',
    mails: ['rita@contoso.example', 'rita@contoso.example'],
  });
  expect(theCall().url).toBe(`/teams/v3/conversations/${encoded}/pagedmembers?pageSize=500`);
});

test('a team and a chat with one person are found at the service URL, with or without a slash at its end', async () => {
  expect(await connector.groupOf({ serviceUrl: `${config.serviceUrl}/`, conversation: channel }, team.id)).toBe(
    team.groupId,
  );
  expect(theCall()).toMatchObject({ method: 'GET', url: `/teams/v3/teams/${encodeURIComponent(team.id)}` });
  expect(await connector.openChat({ serviceUrl: config.serviceUrl, person: ritaId, tenantId })).toBe(alone);
  expect(theCall()).toMatchObject({
    method: 'POST',
    url: '/teams/v3/conversations',
    body: {
      isGroup: false,
      bot: { id: `28:${config.appId}`, name: '' },
      members: [{ id: ritaId, name: '' }],
      tenantId,
      channelData: { tenant: { id: tenantId } },
    },
  });
});

test.each(['..', '.', ''])('"%s" is no conversation, and nothing is asked for it', async conversation => {
  await expect(connector.send(at(conversation), card, 'x')).rejects.toMatchObject({ kind: 'refused' });
  expect(calls).toEqual([]);
});

test('whatever an id has in it, it is one part of the path', async () => {
  await expect(connector.member(at('a/../b?c#d'), 'x/y')).rejects.toMatchObject({ code: 'ConversationNotFound' });
  expect(theCall().url).toBe('/teams/v3/conversations/a%2F..%2Fb%3Fc%23d/members/x%2Fy');
});

test('a redirect is followed nowhere, so that the token goes to no other address', async () => {
  const elsewhere = `${opened.teams.url}/emea/v3/conversations/${encoded}/activities`;
  opened.teams.faults.add({ match: { method: 'send' }, status: 307, location: elsewhere });
  await expect(connector.send(at(channel), card, 'x')).rejects.toMatchObject({ code: 'http_307', passing: false });
  expect(calls.map(({ url }) => url)).toEqual([expect.stringMatching(/^\/teams\//)]);
});

test('what takes too long is waited for no longer, and may have got through', async () => {
  const hasty = teamsConnector(config, { timeoutMs: 100 });
  await until('a token', () =>
    hasty.signIn().then(
      () => true,
      () => null,
    ),
  );
  const over = Promise.withResolvers<void>();
  opened.teams.faults.add({ match: { method: 'edit' }, heldUntil: over.promise });
  const edit = hasty.edit(at(channel), '1', card, 'x');
  await expect(edit).rejects.toMatchObject({ code: 'no_answer', kind: 'unanswered' });
  over.resolve();
});
