import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { admission } from '../../../src/bot/access/admission.ts';
import { aPolicy, quiet } from '../../support/office.ts';
import { channel, listeningLog, openTeamsBot, tenantId } from '../../support/teams.ts';

const olga = 'aaaaaaaa-0000-4000-8000-000000000002';
const person = (id: string) => ({ platform: 'teams', workspace: tenantId, id, name: 'Olga' }) as const;

let bot: Awaited<ReturnType<typeof openTeamsBot>>;
const { lines, log } = listeningLog();
beforeEach(async () => {
  bot = await openTeamsBot({ log });
  bot.teams.changeUser('29:olga', { aliases: ['O.Operator@contoso.example'], otherMails: ['ceo@contoso.example'] });
});
afterEach(() => bot.close());

const mailsOf = async (id = olga) =>
  (await bot.chat.lookUp(person(id), [], { aliases: true })).refs.filter(ref => ref.startsWith('mail:'));

describe('where the app may read people', () => {
  beforeEach(() => bot.teams.grant('User.Read.All'));

  test('somebody is known by every address that the tenant keeps for them, and by none that they give themselves', async () => {
    expect(await mailsOf()).toEqual(['mail:olga@contoso.example', 'mail:o.operator@contoso.example']);
  });

  test('a guest brings no address along that counts, not even their first one', async () => {
    await bot.teams.say({ user: '29:gus', conversation: channel, text: '@capture-image list' });
    bot.teams.changeUser('29:gus', { aliases: ['olga@contoso.example'] });
    expect(await mailsOf('aaaaaaaa-0000-4000-8000-000000000003')).toEqual([]);
  });

  test('where Graph does not say, nobody is somebody: a rule may turn people away by such an address', async () => {
    bot.teams.faults.add({ match: { method: 'people' }, status: 503 });
    await expect(mailsOf()).rejects.toMatchObject({ code: 'graph_503', passing: true });
    expect(await mailsOf()).toHaveLength(2);
  });

  test('who must approve is called by name, if the policy knows them by an alias; by one of two people’s, nobody is', async () => {
    const place = { platform: 'teams', workspace: tenantId, channel } as const;
    const called = async () => await bot.chat.mentions?.(['mail:o.operator@contoso.example'], place);
    bot.teams.changeUser('29:otto', { aliases: ['o.operator@contoso.example'] });
    expect(await called()).toEqual([]);
    bot.teams.changeUser('29:otto', { aliases: [] });
    await bot.restart();
    expect(await called()).toEqual([{ is: 'person', id: olga, name: 'Olga Operator' }]);
  });

  test('nobody is asked for where the policy names no mail address', async () => {
    const refsUnder = async (who: string) => {
      const settings = { outsiders: 'refused', contact: undefined } as const;
      const { profileOf } = admission({
        chats: [bot.chat],
        policy: aPolicy(`rules: [{ name: r, to: ["${who}"], allow: [plan, capture] }]`),
        settings,
        log: quiet,
      });
      return (await profileOf(person(olga))).refs;
    };
    expect(await refsUnder(`entra:${olga}`)).not.toContain('mail:o.operator@contoso.example');
    expect(await refsUnder('mail:o.operator@contoso.example')).toContain('mail:o.operator@contoso.example');
  });
});

test('where the app may not, people are known by their first address, and the log says once what it takes', async () => {
  expect(await mailsOf()).toEqual(['mail:olga@contoso.example']);
  expect(await mailsOf('aaaaaaaa-0000-4000-8000-000000000001')).toEqual(['mail:rita@contoso.example']);
  expect(lines().filter(({ msg }) => msg.includes('takes User.Read.All'))).toHaveLength(1);
});
