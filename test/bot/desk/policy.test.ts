import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { factOf } from '../../../src/jobs/store/audit.ts';
import { auditLog } from '../../../src/jobs/store/audit-log.ts';
import { aPlan, aWaitingCapture, noon } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';

const policy = `
rules:
  - name: team
    allow: [plan, capture, in-place, grant]
    to: [mail:rita@contoso.example]
    where: { vms: ['web-*'] }
    approvals: { count: 1, of: [slack-group:S0OPS] }
  - name: careful
    allow: [plan, capture, in-place, grant]
    to: [mail:rita@contoso.example]
    where: { vms: ['vault-*'] }
    approvals: { count: 2, of: [slack-group:S0OPS] }
`;
let office: Office;
beforeAll(async () => {
  office = await openOffice({ policy });
});
afterAll(() => office.close());

const channel = 'C0IMAGES';
const command = async (text: string, user = 'U0RITA') =>
  JSON.stringify(await office.slack.command({ user, channel, command: '/capture-image', text }));
const facts = async () => (await auditLog({ redis: office.redis, prefix: office.prefix }).newest(1000)).map(factOf);

const twoOf = aPlan({ vm: { ...aPlan().vm, name: 'vault-01' } });

async function asked(plan = aPlan()) {
  const notices = [{ kind: 'question', planHash: plan.hash, at: noon.toISOString() } as const];
  const capture = aWaitingCapture({ as: ['slack:u0rita', 'mail:rita@contoso.example'], plan, notices });
  await office.store.accept(capture.id, capture);
  const root = await until('the root', () =>
    messagesIn(office.slack).find(message => !message.thread_ts && words(message).includes(capture.id)),
  );
  const question = await until('the question', () =>
    messagesIn(office.slack).find(message => message.thread_ts === root.ts && words(message).includes('Type Y')),
  );
  await until('the question on record', async () =>
    office.redis.hget(`{${office.prefix}}:chat:${capture.id}`, 'asked'),
  );
  const press = (user: string) => office.slack.press({ user, channel, ts: question.ts, action_id: 'confirm' });
  const say = (user: string, text: string) => office.slack.say({ user, channel, thread_ts: root.ts, text });
  const status = async () => (await office.store.load(capture.id))?.status.is;
  const about = async (event: string) =>
    (await facts()).filter(fact => fact.capture === capture.id && fact.event === event);
  return { id: capture.id, press, say, status, about };
}

describe('under a policy', () => {
  test('a request is taken down with all that its requester is known under', async () => {
    await command('web-01');
    const [id = ''] = await office.store.list(1);
    expect((await office.store.load(id))?.as).toEqual(['slack:u0rita', 'mail:rita@contoso.example']);
  });

  test('a hundred presses at once make one transition, and the rest get a polite answer', async () => {
    const { press, status, about } = await asked();
    await Promise.all(Array.from({ length: 100 }, () => press('U0OLGA')));
    await until(
      'all answered',
      async () => (await about('denied')).length + (await about('confirm')).length === 100,
      30_000,
    );
    expect(await status()).toBe('running');
    const [confirmed, ...more] = await about('confirm');
    expect(confirmed).toMatchObject({ by: { id: 'U0OLGA' } });
    expect(more).toEqual([]);
    expect(new Set((await about('denied')).map(({ details }) => details))).toEqual(new Set(['confirm not-waiting']));
  });

  test('a hundred presses by one of two who must approve count once', async () => {
    const { press, status, about } = await asked(twoOf);
    await Promise.all(Array.from({ length: 100 }, () => press('U0OLGA')));
    await until('all answered', async () => (await about('denied')).length === 99);
    expect(await status()).toBe('waiting');
    expect(await about('approve')).toMatchObject([{ by: { id: 'U0OLGA' } }]);
    expect(new Set((await about('denied')).map(({ details }) => details))).toEqual(new Set(['confirm approval-twice']));
    await press('U0OTTO');
    await until('the last one', async () => (await status()) === 'running');
  });

  test('the requester’s own press changes nothing', async () => {
    const { press, status, about } = await asked();
    await press('U0RITA');
    await until('the refusal', async () => (await about('denied')).length === 1);
    expect(await status()).toBe('waiting');
  });

  test('an approver’s N refuses it, and nobody else’s does', async () => {
    const { say, status, about } = await asked();
    say('U0GUS', 'N');
    say('U0OLGA', 'N');
    await until('the cancellation', async () => (await status()) === 'cancelled');
    expect(await about('cancel')).toMatchObject([{ by: { id: 'U0OLGA' } }]);
  });

  test('the form suggests nothing to who may not ask', async () => {
    const vm = {
      name: 'web-01',
      resourceGroup: 'rg-web',
      subscriptionId: 's',
      location: 'westeurope',
      osType: 'Linux',
    };
    await office.store.saveInventory(JSON.stringify({ at: '2026-11-23T12:00:00Z', vms: [vm], galleries: [] }));
    expect(JSON.stringify(await command('', 'U0OLGA'))).toContain('No rule of the policy allows');
  });

  test('when Slack does not say who somebody is, nothing is done', async () => {
    for (const method of ['users.info', 'usergroups.users.list']) {
      const strange = await openOffice({ policy });
      try {
        strange.slack.faults.add({ match: { method }, error: 'fatal_error', times: 20 });
        const answer = await strange.slack.command({
          user: 'U0RITA',
          channel,
          command: '/capture-image',
          text: 'web-01',
        });
        expect(JSON.stringify(answer)).toContain('cannot find out who you are');
        expect(await strange.store.list(10)).toEqual([]);
      } finally {
        await strange.close();
      }
    }
  });
});
