import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partner } from '../../../sandbox/slack/world.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { factOf } from '../../../src/jobs/store/audit.ts';
import { auditLog } from '../../../src/jobs/store/audit-log.ts';
import { aPlan, aWaitingCapture, noon } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';
import { everyCommand, everyPress } from '../../support/ways-in.ts';

const channel = 'C0IMAGES';
const everything = `
rules:
  - { name: all, allow: [plan, capture, in-place, grant, approve, cancel, cleanup], to: [everyone] }
`;

/** How a delivery looks that is of somebody who is not one of us; `by` is whose client sends it. */
const payload = (id: string, team_id: string) => ({ user: { id, username: 'x', name: 'x', team_id } });
const outsiders = {
  'a guest': { by: 'U0GUS', says: 'Guests may not use me', command: {}, event: {}, click: {} },
  'somebody of another workspace': {
    ...{ by: 'U0SAM', says: 'People of other workspaces may not use me' },
    ...{ command: {}, event: {}, click: {} },
  },
  'one whose delivery names another workspace': {
    ...{ by: 'U0RITA', says: 'People of other workspaces may not use me' },
    command: { team_id: 'T0EVIL' },
    event: { user_team: 'T0EVIL' },
    click: payload('U0RITA', 'T0EVIL'),
  },
  'a deactivated account': {
    ...{ by: 'U0RITA', says: 'not a member here any more' },
    ...{ command: { user_id: 'U0DORA' }, event: { user: 'U0DORA' }, click: payload('U0DORA', 'T0SANDBOX') },
  },
  'a bot': {
    ...{ by: 'U0RITA', says: 'Bots may not use me' },
    ...{ command: { user_id: 'USLACKBOT' }, event: { user: 'USLACKBOT' }, click: payload('USLACKBOT', 'T0SANDBOX') },
  },
} as const;
type Outsider = (typeof outsiders)[keyof typeof outsiders];

describe.each([
  ['without a policy', undefined],
  ['under a policy that lets everyone do everything', everything],
])('%s', (_, policy) => {
  let office: Office;
  let capture: Capture;
  let [root, question] = ['', ''];
  beforeAll(async () => {
    office = await openOffice(policy === undefined ? {} : { policy });
    const plan = aPlan({ clone: null });
    const notices = [{ kind: 'question', planHash: plan.hash, at: noon.toISOString() } as const];
    capture = aWaitingCapture({ as: ['slack:u0rita'], plan, notices });
    await office.store.accept(capture.id, capture);
    const inChannel = () => messagesIn(office.slack);
    root = (await until('the root', () => inChannel().find(one => !one.thread_ts && words(one).includes(capture.id))))
      .ts;
    question = (await until('the question', () => inChannel().find(one => one.thread_ts === root))).ts;
    await until('the question on record', () => office.redis.hget(`{${office.prefix}}:chat:${capture.id}`, 'asked'));
    await office.store.saveInventory(JSON.stringify({ at: noon.toISOString(), vms: [aPlan().vm], galleries: [] }));
  });
  afterAll(() => office.close());

  const refusals = async () =>
    (await auditLog({ redis: office.redis, prefix: office.prefix }).newest(5000))
      .map(factOf)
      .filter(({ event }) => event === 'denied').length;

  /** Does all of this, waits until each was refused on record and to who can be told, and answers all that was shown meanwhile. */
  async function refusing(count: number, tells: string | null, does: () => unknown): Promise<string> {
    const [before, seen] = [await refusals(), messagesIn(office.slack).length];
    await does();
    await until('every refusal on record', async () => (await refusals()) === before + count);
    const said = () =>
      messagesIn(office.slack)
        .slice(seen)
        .map(words)
        .join('\n')
        .split(tells ?? '').length > count;
    if (tells) await until('every refusal said', said);
    return messagesIn(office.slack).slice(seen).map(words).join('\n');
  }

  async function expectNothingCameOfIt(before: Capture | null): Promise<void> {
    expect(await office.store.load(capture.id)).toEqual(before);
    expect(await office.store.list(10)).toEqual([capture.id]);
    expect(office.slack.state().views).toEqual([]);
  }

  describe.each(Object.entries<Outsider>(outsiders))('%s', (_who, outsider) => {
    const { by, says, command, event, click } = outsider;
    const hears = !('user' in event); // nobody tells a bot anything, nor whose account is closed

    test('gets nothing for any command', async () => {
      const before = await office.store.load(capture.id);
      for (const text of everyCommand({ id: capture.id, vm: 'web-01' })) {
        const typed = { user: by, channel, command: '/capture-image', text, change: command };
        const { response } = await office.slack.command(typed);
        expect(words(response as { text: string }), text).toContain(says);
        expect(words(response as { text: string }), text).not.toMatch(/web-01|Rita|golden/);
      }
      await expectNothingCameOfIt(before);
    });

    test('gets nothing for what is said to the bot or in a thread', async () => {
      const before = await office.store.load(capture.id);
      const said = { user: by, channel, change: event };
      await refusing(4, hears ? says : null, () => {
        office.slack.say({ ...said, text: '<@U0BOT> status' });
        for (const text of ['Y', 'web-01', '<@U0BOT> N']) office.slack.say({ ...said, text, thread_ts: root });
      });
      await expectNothingCameOfIt(before);
    });

    test('gets nothing for any button', async () => {
      const before = await office.store.load(capture.id);
      const presses = everyPress({ id: capture.id, planHash: capture.plan?.hash ?? '' });
      const shown = await refusing(presses.length, hears ? says : null, async () => {
        for (const { action, value } of presses) {
          const actions = [{ type: 'button', action_id: action, block_id: 'b', value, action_ts: '1.1' }];
          const change = { ...click, actions };
          await office.slack.press({ user: by, channel, ts: question, action_id: 'cancel', change });
        }
      });
      expect(shown).not.toMatch(/web-01|Rita|golden/);
      await expectNothingCameOfIt(before);
    });

    test('gets nothing for a form that is open, nor for what is typed into it', async () => {
      const before = await office.store.load(capture.id);
      await office.slack.command({ user: 'U0RITA', channel, command: '/capture-image' });
      const form = await until('the form', () => office.slack.state().views[0]?.id);
      const change = 'user' in click ? click : payload(by, by === 'U0SAM' ? partner.id : 'T0SANDBOX');
      const typed = { user: 'U0RITA', view: form, action_id: 'vm', value: 'web', change };
      expect((await office.slack.suggest(typed)).options).toEqual([]);
      const values = { vm: { vm: { selected_option: option } } };
      const send = () => office.slack.submit({ user: 'U0RITA', view: form, values, change });
      if (change.user.id === 'U0RITA') await refusing(1, hears ? says : null, send);
      else {
        expect(await send()).toMatchObject({ ok: false, errors: { vm: expect.any(String) } }); // it is Rita's form
        await office.slack.closeView({ user: 'U0RITA', view: form });
      }
      await expectNothingCameOfIt(before);
    });
  });
});

const option = { text: { type: 'plain_text', text: 'web-01' }, value: 'rg-web/web-01' };
