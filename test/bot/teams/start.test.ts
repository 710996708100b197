import { describe, expect, test } from 'vitest';
import type { TeamsSimulator } from '../../../sandbox/teams/simulator.ts';
import { app } from '../../../sandbox/teams/world.ts';
import { until } from '../../support/office.ts';
import { alone, listeningLog, openTeamsBot } from '../../support/teams.ts';
import { openWithIdentity } from '../../support/teams-identity.ts';

const said = { user: '29:rita', conversation: alone, text: 'list' };

test('a wrong password is told as what may be put right, and keeps its secret', async () => {
  const wrong = await openTeamsBot({
    environment: environment => ({ ...environment, MICROSOFT_APP_PASSWORD: 'wrong-secret-7' }),
  });
  try {
    const place = { platform: 'teams', workspace: wrong.config.tenantIds[0] ?? '', channel: alone } as const;
    const error = await wrong.chat
      .post(place, { text: 'x', parts: [] }, { key: 'x' })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid_client', kind: 'not-now' });
    expect(`${Object(error).stack} ${Object(error).cause?.stack}`).not.toContain('wrong-secret-7');
  } finally {
    await wrong.close();
  }
});

describe('at the start', () => {
  const opened = async (
    environment: Record<string, string>,
    fault?: Parameters<TeamsSimulator['faults']['add']>[0],
  ) => {
    const { lines, log } = listeningLog();
    const started = await openTeamsBot({
      environment: good => ({ ...good, ...environment }),
      log,
      before: teams => fault && teams.faults.add(fault),
    });
    return { lines, started };
  };

  test('a wrong password is told in one line of the log, without it, and the bot goes on', async () => {
    const { lines, started } = await opened({ MICROSOFT_APP_PASSWORD: 'wrong-secret-7' });
    try {
      const line = await until('the line', () => lines().find(({ level }) => level >= 50));
      expect(line.msg).toMatch(/^Microsoft does not take the bot’s id and password: check .*MICROSOFT_APP_PASSWORD/);
      expect(JSON.stringify(lines())).not.toContain('wrong-secret-7');
      expect((await started.teams.say(said)).delivered).toMatchObject({ status: 200 });
      expect(started.heard).toHaveLength(1);
      expect(lines().filter(({ level }) => level >= 50)).toHaveLength(1);
    } finally {
      await started.close();
    }
  });

  const other = '99999999-9999-4999-8999-999999999999';
  const nowhere = 'https://127.0.0.1:1';
  test.each([
    ['a password that has expired', { MICROSOFT_APP_PASSWORD: app.expiredPassword }, ['MICROSOFT_APP_PASSWORD']],
    ['an app that is not there', { MICROSOFT_APP_ID: other }, ['MICROSOFT_APP_ID', 'MICROSOFT_APP_TENANT_ID']],
    ['a tenant that is not there', { MICROSOFT_APP_TENANT_ID: other }, ['MICROSOFT_APP_TENANT_ID']],
    [
      'a service that no token is for',
      { MICROSOFT_BOT_TOKEN_ISSUER: 'https://other.example' },
      ['MICROSOFT_BOT_TOKEN_ISSUER'],
    ],
    ['a sign-in that is not there', { MICROSOFT_LOGIN_URL: nowhere }, ['MICROSOFT_LOGIN_URL', nowhere]],
  ])('%s is told with the setting to look at, and without the secret', async (_what, environment, named) => {
    const { lines, started } = await opened(environment);
    try {
      const { msg } = await until('the line', () => lines().find(({ level }) => level >= 50));
      for (const name of named) expect(msg).toContain(name);
      expect(msg).toMatch(/ Until then nothing can be said in Teams\.$/);
      for (const secret of [app.password, app.expiredPassword]) expect(JSON.stringify(lines())).not.toContain(secret);
    } finally {
      await started.close();
    }
  });

  test('a managed identity that this machine does not have is told as that', async () => {
    const { lines, log } = listeningLog();
    const started = await openWithIdentity({ log, id: other });
    try {
      const { msg } = await until('the line', () => lines().find(({ level }) => level >= 50));
      expect(msg).toMatch(
        /^This machine gets no token for the managed identity: .*MICROSOFT_APP_ID.*MICROSOFT_APP_TYPE/,
      );
    } finally {
      await started.close();
    }
  });

  const posted = async ({ chat, config }: Awaited<ReturnType<typeof openTeamsBot>>) => {
    const place = { platform: 'teams', workspace: config.tenantIds[0] ?? '', channel: alone } as const;
    return await chat.post(place, { text: 'x', parts: [] }, { key: 'x' });
  };

  test('a bot of many tenants signs in where such bots do', async () => {
    const { lines, started } = await opened({ MICROSOFT_APP_TYPE: 'MultiTenant' });
    expect(await posted(started)).toMatchObject({ channel: alone });
    expect(lines().filter(({ level }) => level >= 50)).toEqual([]);
    await started.close();
  });

  test('a sign-in that was away at the start is asked again with the next message', async () => {
    const { lines, started } = await opened({}, { match: { method: 'tenant' }, status: 503 });
    try {
      await until('the line', () => lines().find(({ level }) => level >= 50));
      const place = { platform: 'teams', workspace: started.config.tenantIds[0] ?? '', channel: alone } as const;
      expect(await started.chat.post(place, { text: 'x', parts: [] }, { key: 'x' })).toMatchObject({ channel: alone });
    } finally {
      await started.close();
    }
  });

  test('a sign-in that does not answer is told of, a message is known not to be sent, and the next one tries again', async () => {
    const { lines, started } = await opened({}, { match: { method: 'token' }, status: 400 });
    try {
      await until('the line', () => lines().find(({ msg }) => /^Microsoft’s sign-in does not give/.test(msg)));
      const place = { platform: 'teams', workspace: started.config.tenantIds[0] ?? '', channel: alone } as const;
      started.teams.faults.add({ match: { method: 'token' }, status: 400 });
      const unsigned = started.chat.post(place, { text: 'x', parts: [] }, { key: 'x' });
      await expect(unsigned).rejects.toMatchObject({ kind: 'not-now' });
      expect(await started.chat.post(place, { text: 'x', parts: [] }, { key: 'x' })).toMatchObject({ channel: alone });
    } finally {
      await started.close();
    }
  });
});
