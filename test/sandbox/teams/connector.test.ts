import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTeams } from '../../support/teams.ts';

const channel = '19:images@thread.tacv2';
let world: Awaited<ReturnType<typeof openTeams>>;
let token: string;

beforeAll(async () => {
  world = await openTeams();
  token = await signIn();
});
afterAll(() => world.close());
beforeEach(() => world.teams.reset());

async function signIn(change: Record<string, string> = {}): Promise<string> {
  const {
    MICROSOFT_APP_ID = '',
    MICROSOFT_APP_PASSWORD = '',
    MICROSOFT_APP_TENANT_ID,
    MICROSOFT_BOT_TOKEN_ISSUER,
  } = world.teams.environment;
  const form = {
    grant_type: 'client_credentials',
    client_id: MICROSOFT_APP_ID,
    client_secret: MICROSOFT_APP_PASSWORD,
    scope: `${MICROSOFT_BOT_TOKEN_ISSUER}/.default`,
    ...change,
  };
  const response = await fetch(`${world.teams.url}/${MICROSOFT_APP_TENANT_ID}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const answer: { access_token?: string; error?: string } = Object(await response.json());
  return answer.access_token ?? answer.error ?? '';
}

async function call(method: string, path: string, body?: unknown, bearer = token) {
  const response = await fetch(`${world.teams.url}/teams/v3/conversations${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = Object(await response.json().catch(() => ({})));
  return {
    status: response.status,
    code: answer.error?.code,
    id: answer.id,
    retryAfter: response.headers.get('retry-after'),
  };
}

const activities = `/${encodeURIComponent(channel)}/activities`;
const card = (body: readonly unknown[], version = '1.5') => ({
  type: 'message',
  attachments: [
    { contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', version, body } },
  ],
});

const refreshed = (userIds: readonly string[]) => {
  const refresh = { action: { type: 'Action.Execute', verb: 'refresh' }, userIds };
  const content = { type: 'AdaptiveCard', version: '1.5', body: [], refresh };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
};

describe('the sign-in', () => {
  test('gives a token for the right secret and scope alone', async () => {
    expect(token.split('.')).toHaveLength(3);
    expect(await signIn({ client_secret: 'wrong' })).toBe('invalid_client');
    expect(await signIn({ scope: 'https://management.azure.com/.default' })).toBe('invalid_resource');
  });

  test('what is called without a good token is refused', async () => {
    expect(await call('POST', activities, card([]), 'x.y.z')).toMatchObject({ status: 401 });
    const graph = await signIn({ scope: 'https://graph.microsoft.com/.default' });
    expect(await call('POST', activities, card([]), graph)).toMatchObject({ status: 401 });
    expect(await call('POST', activities, card([]))).toMatchObject({ status: 201 });
  });
});

describe('a message', () => {
  const text = (letters: number) => ({ type: 'TextBlock', text: 'x'.repeat(letters) });
  test.each([
    ['over 100 KB in UTF-16', card([text(50_000)]), 413, 'MessageSizeTooBig'],
    ['over a megabyte', card([text(1_500_000)]), 413, 'MessageSizeTooBig'],
    ['with a text beside its card', { ...card([]), text: 'hello' }, 400, 'BadArgument'],
    ['with a card newer than 1.5', card([], '1.6'), 400, 'BadArgument'],
    [
      'with seven actions',
      card([{ type: 'ActionSet', actions: Array.from({ length: 7 }, () => ({ type: 'Action.Submit' })) }]),
      400,
      'BadArgument',
    ],
    [
      'that is drawn for sixty-one people',
      refreshed(Array.from({ length: 61 }, (_, n) => `29:${n}`)),
      400,
      'BadArgument',
    ],
    [
      'that is drawn for somebody by another id',
      refreshed(['aaaaaaaa-0000-4000-8000-000000000001']),
      400,
      'BadArgument',
    ],
    ['with an input that has no name', card([{ type: 'Input.Text' }]), 400, 'BadArgument'],
    [
      'with a link that is none of the web',
      card([{ type: 'Action.OpenUrl', url: 'javascript:x' }]),
      400,
      'BadArgument',
    ],
  ])('%s is refused', async (_, message, status, code) => {
    expect(await call('POST', activities, message)).toMatchObject({ status, code });
    expect(world.teams.state().messages).toEqual([]);
  });

  test('too many in a second wait for as long as the answer says', async () => {
    const answers = await Promise.all(Array.from({ length: 9 }, () => call('POST', activities, card([]))));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(2);
    expect(Number(refused[0]?.retryAfter)).toBeGreaterThan(0);
  });

  test('is edited and taken away by who wrote it, and only where it is', async () => {
    const { id } = await call('POST', activities, card([]));
    const { id: theirs } = await world.teams.say({ user: '29:rita', conversation: channel, text: 'hello' });
    expect(await call('PUT', `${activities}/${id}`, card([]))).toMatchObject({ status: 200 });
    expect(await call('PUT', `${activities}/${theirs}`, card([]))).toMatchObject({ status: 403 });
    expect(await call('PUT', `${activities}/1`, card([]))).toMatchObject({
      status: 404,
      code: 'ActivityNotFoundInConversation',
    });
    expect(await call('DELETE', `${activities}/${id}`)).toMatchObject({ status: 200 });
    expect(await call('POST', `/${encodeURIComponent(`${channel};messageid=1`)}/activities`, card([]))).toMatchObject({
      status: 404,
    });
  });
});

test('people can do what Teams lets them, and nothing else', async () => {
  const { say, press } = world.teams;
  await expect(say({ user: '29:gus', conversation: '19:group-images@thread.v2', text: 'x' })).rejects.toMatchObject({
    code: 'not_a_member',
  });
  const { id } = await call('POST', activities, card([{ type: 'TextBlock', text: 'no button' }]));
  await expect(press({ user: '29:rita', message: String(id), action: 'go' })).rejects.toMatchObject({
    code: 'no_such_button',
  });
});
