import { describe, expect, test } from 'vitest';
import type { TeamsSimulator } from '../../sandbox/teams/simulator.ts';
import { until } from '../support/office.ts';
import { alone, listeningLog, openTeamsBot } from '../support/teams.ts';

// botframework-connector keeps tokens for the whole process: no bot with a good one comes before these
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
    expect(error).toMatchObject({ code: 'invalid_client', passing: true, unsure: false });
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

  test('a sign-in that does not answer is told of, a message is known not to be sent, and the next one tries again', async () => {
    const { lines, started } = await opened({}, { match: { method: 'token' }, status: 400 });
    try {
      await until('the line', () => lines().find(({ msg }) => /^Microsoft’s sign-in does not give/.test(msg)));
      const place = { platform: 'teams', workspace: started.config.tenantIds[0] ?? '', channel: alone } as const;
      started.teams.faults.add({ match: { method: 'token' }, status: 400 });
      const unsigned = started.chat.post(place, { text: 'x', parts: [] }, { key: 'x' });
      await expect(unsigned).rejects.toMatchObject({ passing: true, unsure: false });
      expect(await started.chat.post(place, { text: 'x', parts: [] }, { key: 'x' })).toMatchObject({ channel: alone });
    } finally {
      await started.close();
    }
  });
});
