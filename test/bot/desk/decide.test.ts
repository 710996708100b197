import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { aCapture, aPlan, aWaitingCapture, noon, rita, someSteps } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

/** Puts a capture into the record as a worker would, in a channel of its own, and waits until its thread tells of it. */
async function thread(asked: Capture, notices = asked.notices.length) {
  const members = ['U0RITA', 'U0OLGA', 'U0BOT'];
  const { id: channel } = office.slack.createChannel({ name: asked.id, kind: 'public', members });
  const of = { ...asked, place: { ...asked.place, channel } };
  await office.store.accept(of.id, of);
  const root = await until('the root message', () =>
    messagesIn(office.slack, channel).find(
      message => !message.thread_ts && !message.ephemeralFor && words(message).includes(of.id),
    ),
  );
  const replies = () =>
    messagesIn(office.slack, channel).filter(
      message => message.thread_ts === root.ts && message.ts !== root.ts && !message.ephemeralFor,
    );
  await until('the notices', () => replies().length >= notices);
  await until(
    'the notices on record',
    async () =>
      (await office.redis.hget(`{${office.prefix}}:chat:${of.id}`, 'sentNotices')) === String(notices) || notices === 0,
  );
  const whispers = () =>
    messagesIn(office.slack, channel).filter(message => message.thread_ts === root.ts && message.ephemeralFor);
  return {
    root: () => messagesIn(office.slack, channel).find(({ ts }) => ts === root.ts),
    replies,
    whispers,
    say: (text: string, user = 'U0RITA') => office.slack.say({ user, channel, thread_ts: root.ts, text }),
    edit: (ts: string, text: string) => office.slack.edit({ user: 'U0RITA', channel, ts, text }),
    press: (action_id: string, { user = 'U0RITA', at = root.ts } = {}) =>
      office.slack.press({ user, channel, ts: at, action_id }),
    record: async () => (await office.store.load(of.id)) ?? of,
    becomes: (is: Capture['status']['is']) =>
      until(`status ${is}`, async () => (await office.store.load(of.id))?.status.is === is),
    hears: (text: string) => until(`"${text}"`, () => whispers().find(message => words(message).includes(text))),
  };
}

const running = (done: number, change: Partial<Capture> = {}) =>
  aWaitingCapture({
    status: { is: 'running' },
    notices: [],
    steps: someSteps({ done, doing: true }),
    decision: { by: rita, at: noon.toISOString(), planHash: aPlan().hash },
    ...change,
  });

describe('type Y', () => {
  test('shows the whole plan first', async () => {
    const { replies } = await thread(aWaitingCapture());
    const question = words(replies()[0]);
    for (const part of [
      'Type Y to capture',
      'web-01 is not written to',
      'golden',
      'Standard_D2s_v5',
      'trusted launch',
      'eastus × 2',
      'ann@contoso.example',
      '64 GiB',
      '⚠',
    ])
      expect(question).toContain(part);
  });

  test('in place its name is typed in full: neither a Y nor a press will do', async () => {
    const plan = aPlan({ clone: null });
    const told = await thread(
      aWaitingCapture({ plan, notices: [{ kind: 'question', planHash: plan.hash, at: noon.toISOString() }] }),
    );
    expect(words(told.replies()[0])).toContain('Type web-01 to deprovision');
    await expect(told.press('confirm')).rejects.toThrow();
    told.say('Y');
    await told.hears('type its name in full');
    told.say('web-02');
    await told.hears('That is not web-01.');
    told.say('web-01 please');
    await told.hears('I have not taken that for an answer. To go ahead, type its name in full');
    told.say('nice');
    expect(told.whispers()).toHaveLength(3);
    expect((await told.record()).status.is).toBe('waiting');
    told.say('`WEB\u201301`');
    await told.becomes('running');
  });

  test.each(['Y', 'y', 'yes', 'Yes!'])('"%s" by the requester confirms', async text => {
    const told = await thread(aWaitingCapture());
    told.say(text);
    await told.becomes('running');
    expect((await told.record()).decision).toMatchObject({ by: { id: 'U0RITA' }, planHash: aPlan().hash });
    await until('the notice', () => told.replies().some(message => words(message).includes('Confirmed by')));
  });

  test.each(['Ｙ', '*Y*', '`Y`', 'Y :thumbsup:', 'yes please'])(
    '"%s" can mean nothing else, and confirms',
    async text => {
      const told = await thread(aWaitingCapture());
      told.say(text);
      await told.becomes('running');
    },
  );

  test.each(['ok', 'go ahead', '> Y', '👍', 'Y 🤔', 'web-01', 'yes web-01'])(
    '"%s" confirms nothing, and is answered to the requester alone',
    async text => {
      const told = await thread(aWaitingCapture());
      told.say(text, 'U0OLGA');
      told.say(text);
      const answer = await told.hears('I have not taken that for an answer');
      expect(words(answer)).toContain('`Y`');
      expect(answer?.ephemeralFor).toBe('U0RITA');
      expect(told.whispers()).toHaveLength(1);
      expect((await told.record()).decision).toBeNull();
    },
  );

  test('a near yes by somebody else, or put into an older message, counts no more than a Y', async () => {
    const told = await thread(aWaitingCapture());
    told.say('*Y*', 'U0OLGA');
    await told.hears('Only Rita Requester');
    const { ts } = told.say('hm, let me see');
    told.edit(ts, 'yes please');
    await told.hears('An edited message does not count');
    told.edit(ts, 'ok');
    expect((await told.record()).decision).toBeNull();
    expect(told.whispers()).toHaveLength(2);
  });

  test('wakes the worker', async () => {
    const capture = aWaitingCapture();
    const told = await thread(capture);
    told.say('Y');
    await until('a wake', () => office.woken.includes(capture.id));
  });

  test('by somebody else is refused with the reason', async () => {
    const told = await thread(aWaitingCapture());
    told.say('Y', 'U0OLGA');
    expect(words(await told.hears('Only Rita Requester'))).toContain('may confirm');
    expect((await told.record()).status.is).toBe('waiting');
  });

  test('put into an older message does not count', async () => {
    const told = await thread(aWaitingCapture());
    const { ts } = told.say('hm, let me see');
    told.edit(ts, 'Y');
    await told.hears('An edited message does not count');
    expect((await told.record()).status.is).toBe('waiting');
  });

  test('too late is refused', async () => {
    const told = await thread(
      aWaitingCapture({ status: { is: 'waiting', for: 'confirm', until: '2026-11-23T11:59:00.000Z' } }),
    );
    told.say('Y');
    await told.hears('The question has expired');
    expect((await told.record()).decision).toBeNull();
  });

  test('among other words is just talk', async () => {
    const told = await thread(aWaitingCapture());
    told.say('yes, but first the backup');
    told.say('y not?');
    told.say('no yes');
    told.say('thanks');
    const outside = office.slack.say({ user: 'U0RITA', channel: 'C0IMAGES', text: 'shall we?' });
    office.slack.say({ user: 'U0RITA', channel: 'C0IMAGES', thread_ts: outside.ts, text: 'Y' });
    told.say('Y', 'U0OLGA');
    await told.hears('Only Rita Requester');
    expect((await told.record()).status.is).toBe('waiting');
    expect(told.whispers()).toHaveLength(1);
  });

  test('delivered again confirms nothing more', async () => {
    const told = await thread(aWaitingCapture());
    told.say('Y');
    await told.becomes('running');
    const confirmed = await told.record();
    const status = { is: 'waiting', for: 'guest', until: '2026-11-23T13:00:00.000Z' } as const;
    const notice = {
      kind: 'guest',
      command: 'sudo waagent',
      because: 'The agent is not ready.',
      at: noon.toISOString(),
    } as const;
    expect(
      await office.store.decide(
        confirmed,
        { ...confirmed, status, notices: [...confirmed.notices, notice] },
        { event: 'confirm' },
      ),
    ).toBe(true);
    await until('the guest question', () => told.replies().some(message => words(message).includes('sudo waagent')));
    await office.slack.redeliver({ kind: 'events_api' });
    expect((await told.record()).status).toEqual(status);
    await until('the question on record', async () =>
      String(await office.redis.hget(`{${office.prefix}}:chat:${confirmed.id}`, 'asked')).includes('guest'),
    );
    told.say('y');
    await told.becomes('running');
  });
});

describe('the buttons', () => {
  const questionIn = (told: Awaited<ReturnType<typeof thread>>) => ({ at: told.replies()[0]?.ts ?? '' });

  test('confirm after a dialog that names the VM', async () => {
    const told = await thread(aWaitingCapture());
    const { confirm } = await told.press('confirm', questionIn(told));
    expect(JSON.stringify(confirm)).toContain('web-01');
    await told.becomes('running');
  });

  test('of a plan that has moved is not asked for any more: the old question loses its buttons', async () => {
    const told = await thread(aWaitingCapture());
    const before = await told.record();
    const plan = aPlan({ target: { ...aPlan().target, version: '1.0.3' } });
    const question = {
      kind: 'question',
      planHash: plan.hash,
      moved: ['target.version: 1.0.2 → 1.0.3'],
      at: noon.toISOString(),
    } as const;
    await office.store.decide(
      before,
      { ...before, plan, notices: [...before.notices, question] },
      { event: 'confirm' },
    );
    await until('the new question', () => told.replies().length === 2);
    expect(words(told.replies()[1])).toContain('The plan has changed');
    await until('the question on record', async () =>
      String(await office.redis.hget(`{${office.prefix}}:chat:${before.id}`, 'asked')).includes(plan.hash),
    );
    await until('the old question without buttons', () => words(told.replies()[0]).includes('no longer open'));
    await expect(async () => await told.press('confirm', questionIn(told))).rejects.toThrow('no confirm');
    expect((await told.record()).status.is).toBe('waiting');
  });

  test('cancel before the point of no return stops at once', async () => {
    const told = await thread(aWaitingCapture());
    await told.press('cancel');
    await told.becomes('cancelled');
    await until('the notice', () =>
      told.replies().some(message => words(message).includes('web-01 itself is as it was')),
    );
  });

  test('cancel after it says first what it means', async () => {
    const told = await thread(running(1));
    await told.press('cancel');
    const warning = await told.hears('point of no return');
    expect((await told.record()).cancel).toBeNull();
    await told.press('cancel-anyway', { at: warning.ts });
    await until('the cancellation', async () => (await told.record()).cancel);
    await until('the notice', () =>
      told.replies().some(message => words(message).includes('stops after the step in hand')),
    );
  });

  const failed = () =>
    running(2, {
      status: {
        is: 'failed',
        step: 'generalize-vm',
        at: noon.toISOString(),
        failure: { code: 'OperationNotAllowed', reason: 'Azure says <no>.', remedy: 'Look.', requestId: 'req-1' },
      },
      steps: someSteps({ done: 2 }).map(step =>
        step.name === 'generalize-vm' ? { ...step, state: 'failed', phase: 'asked' } : step,
      ),
      notices: [
        {
          kind: 'failed',
          step: 'generalize-vm',
          at: noon.toISOString(),
          failure: { code: 'OperationNotAllowed', reason: 'Azure says <no>.', remedy: 'Look.', requestId: 'req-1' },
        },
      ],
    });

  test('a failure says what, why, what was done, and offers Retry, which goes on', async () => {
    const told = await thread(failed());
    const said = words(told.replies()[0]);
    for (const part of [
      'OperationNotAllowed',
      'req-1',
      'Azure says &lt;no&gt;.',
      '✅ Stop and deallocate',
      '❌ Mark',
      '▫️ Create',
      'Look.',
    ])
      expect(said).toContain(part);
    await told.press('retry', { user: 'U0OLGA' });
    await told.hears('Only Rita Requester');
    await told.press('retry');
    await told.becomes('running');
  });

  test('Abandon gives up', async () => {
    const told = await thread(failed());
    await told.press('abandon', { at: told.replies()[0]?.ts ?? '' });
    await told.becomes('abandoned');
  });
});

test('cancel works by id from anywhere, for the requester alone', async () => {
  const capture = aCapture();
  await thread(capture);
  const cancel = (user: string) =>
    office.slack.command({ user, channel: 'C0GENERAL', command: '/capture-image', text: `cancel ${capture.id}` });
  expect(words(Object((await cancel('U0OLGA')).response))).toContain('Only Rita Requester');
  expect(words(Object((await cancel('U0RITA')).response))).toContain('Told it to stop');
  expect((await office.store.load(capture.id))?.status.is).toBe('cancelled');
});

test('two at the same moment: one decision counts', async () => {
  const told = await thread(aWaitingCapture());
  const question = { at: told.replies()[0]?.ts ?? '' };
  await Promise.all([
    told.press('confirm', question),
    told.press('cancel'),
    told.press('confirm', question),
    told.press('cancel', question),
  ]);
  const { notices } = await told.record();
  expect(notices.filter(({ kind }) => kind === 'confirmed').length).toBeLessThanOrEqual(1);
  expect(notices.filter(({ kind }) => kind === 'cancelled' || kind === 'cancelling').length).toBe(1);
});
