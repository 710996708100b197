import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newCaptureId } from '../../../src/bot/desk/capture-id.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { aCapture, aPlan, aWaitingCapture, noon, rita as ritaInSlack } from '../../support/captures.ts';
import { until } from '../../support/office.ts';
import { alone, channel, ritaId } from '../../support/teams.ts';
import { openTeamsOffice } from '../../support/teams-office.ts';

type Both = Awaited<ReturnType<typeof openTeamsOffice>>;

const policy = (people = '') => `
${people}
rules:
  - name: all
    allow: [plan, capture, in-place, grant, approve]
    to: [everyone]
    approvals: { count: 1, breakGlass: true }
`;
const tie = `people: { rita: [slack:U0RITA, "entra:${ritaId}"] }`;

/** What Teams has of Rita, who is rita@contoso.example in Slack, and whether she is known to be the same. */
const cases = [
  { mail: 'the same', teams: { mail: 'rita@contoso.example' }, known: true },
  { mail: 'the same in other letters', teams: { mail: 'Rita@Contoso.example' }, known: true },
  {
    mail: 'another, and the same sign-in name',
    teams: { mail: 'r@x.example', upn: 'rita@contoso.example' },
    known: true,
  },
  { mail: 'an alias', teams: { mail: 'rita.alias@contoso.example' }, known: false },
  { mail: 'a colleague’s', teams: { mail: 'olga@contoso.example' }, known: false },
  { mail: 'a guest’s', teams: { mail: 'gus@guest.example' }, known: false },
  { mail: 'no', teams: { mail: '' }, known: false },
  {
    mail: 'an alias, and the policy ties her accounts,',
    teams: { mail: 'rita.alias@contoso.example' },
    known: true,
    people: tie,
  },
] as const;

describe.each(cases)('somebody who asked in Slack, in Teams with $mail mail address', ({ known, teams, ...rest }) => {
  const people = 'people' in rest ? rest.people : '';

  const as = ['slack:u0rita', 'mail:rita@contoso.example'];
  const waiting = (change: Partial<Capture> = {}) => {
    const plan = aPlan();
    const notices = [{ kind: 'question', planHash: plan.hash, at: noon.toISOString() } as const];
    const mirrors = [
      { place: { platform: 'teams', workspace: ritaInSlack.workspace, channel: alone }, name: 'x', since: 0 },
    ] as const;
    return aWaitingCapture({ id: newCaptureId('web-01'), requester: ritaInSlack, plan, notices, mirrors, ...change });
  };

  const failed = () => {
    const failure = { code: 'x', reason: 'x', remedy: 'x' };
    const status = { is: 'failed', failure, step: 'planning', at: noon.toISOString() } as const;
    return aCapture({ id: newCaptureId('web-01'), requester: ritaInSlack, status });
  };

  /** Presses or types in Teams, as Rita, and answers what the bot says to her. */
  async function does(where: Both, capture: Capture, what: { action: string } | { command: string }, user = '29:rita') {
    const { office, teams: sim } = where;
    await office.store.accept(capture.id, capture);
    if (capture.plan)
      await office.redis.hset(
        `{${office.prefix}}:chat:${capture.id}`,
        'asked',
        JSON.stringify({ for: 'confirm', planHash: capture.plan?.hash }),
      );
    if ('command' in what) {
      const said = () => where.written().filter(({ conversation }) => conversation === channel);
      const before = said().length;
      await sim.say({
        user,
        conversation: channel,
        text: `@capture-image ${what.command} ${capture.id} ${what.command === 'break-glass' ? 'reason=urgent' : ''}`,
      });
      await until('an answer', () => said().length > before);
      return said()
        .slice(before)
        .map(({ summary }) => summary)
        .join('\n');
    }
    const { id } = await sim.say({ user, conversation: channel, text: 'x' });
    const data = { verb: 'press', action: what.action, value: `${capture.id} ${capture.plan?.hash}`, view: null };
    const value = { action: { type: 'Action.Execute', verb: 'press', data }, trigger: 'manual' };
    const sent = { user, message: id, dataset: 'vms', text: '', change: { name: 'adaptiveCard/action', value } };
    return JSON.stringify((await sim.search(sent)).body);
  }
  const statusOf = async (where: Both, { id }: Capture) => (await where.office.store.load(id))?.status.is;

  describe('under a policy', () => {
    let ruled: Both;
    beforeAll(async () => {
      ruled = await openTeamsOffice({ policy: policy(people) });
      ruled.teams.changeUser('29:rita', teams);
    }, 30_000);
    afterAll(() => ruled.close());

    test('never approves their own request', async () => {
      const capture = waiting({ as });
      const says = await does(ruled, capture, { action: 'confirm' });
      expect(says).toMatch(
        known ? /somebody else must approve/ : /I cannot tell your account here from that of Rita Requester.*people:/,
      );
      expect(await statusOf(ruled, capture)).toBe('waiting');
    });

    test('somebody else approves it there where the policy names the accounts of either', async () => {
      const capture = waiting({ as });
      const says = await does(ruled, capture, { action: 'confirm' }, '29:olga');
      expect(await statusOf(ruled, capture)).toBe(people ? 'running' : 'waiting');
      if (!people) expect(says).toMatch(/I cannot tell your account here from that of Rita Requester.*people:/);
    });

    test('breaks the glass only where they are known', async () => {
      const capture = waiting({ as });
      const says = await does(ruled, capture, { command: 'break-glass' });
      expect(says).toMatch(known ? /goes on without approval/ : /If that is you, I cannot tell: do it in Slack/);
      expect(await statusOf(ruled, capture)).toBe(known ? 'running' : 'waiting');
    });

    test('never closes the review of what they did', async () => {
      const plan = aPlan();
      const glass = [{ by: ritaInSlack, at: noon.toISOString(), reason: 'x', planHash: plan.hash, review: null }];
      const need = {
        count: 1,
        of: null,
        whom: 'x',
        self: false,
        breakGlass: true,
        delegate: false,
        hours: 8,
        remindHours: 4,
        rule: 'all',
      };
      const capture = waiting({ as, plan, glass, needs: [need] });
      expect(await does(ruled, capture, { command: 'review' })).toMatch(
        known ? /who did not ask for it/ : /I cannot tell your account/,
      );
      expect((await ruled.office.store.load(capture.id))?.glass?.[0]?.review).toBeNull();
    });
  });

  describe.skipIf(people !== '')('without a policy, which alone ties accounts', () => {
    let free: Both;
    beforeAll(async () => {
      free = await openTeamsOffice();
      free.teams.changeUser('29:rita', teams);
    }, 30_000);
    afterAll(() => free.close());

    test.each([
      ['confirms', () => waiting(), { action: 'confirm' }, 'running'],
      ['cancels', () => waiting(), { action: 'cancel' }, 'cancelled'],
      ['retries', () => failed(), { action: 'retry' }, 'planning'],
      ['abandons', () => failed(), { action: 'abandon' }, 'abandoned'],
    ] as const)('%s it only where they are known', async (_, made, what, becomes) => {
      const capture = made();
      const says = await does(free, capture, what);
      const { status } = capture;
      expect(await statusOf(free, capture)).toBe(known ? becomes : status.is);
      if (!known) expect(says).toMatch(/If that is you, I cannot tell: do it in Slack, where you asked/);
    });
  });
});
