import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { people } from '../../../sandbox/teams/world.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { aPlan, aWaitingCapture, noon } from '../../support/captures.ts';
import { emptyForm } from '../../support/form-values.ts';
import { until } from '../../support/office.ts';
import { words } from '../../support/story-teams.ts';
import { channel } from '../../support/teams.ts';
import { openTeamsOffice } from '../../support/teams-office.ts';
import { place, rita } from '../../support/teams-talk.ts';
import { everyCommand, everyPress } from '../../support/ways-in.ts';

const everything = `
rules:
  - { name: all, allow: [plan, capture, in-place, grant, approve, cancel, cleanup], to: [everyone] }
`;
const fromOf = (handle: string) => {
  const user = people.find(({ id }) => id === `29:${handle}`);
  return { from: { id: user?.id, name: user?.name, aadObjectId: user?.aadObjectId } };
};

/** Rita's client sends it, and the service says that it is theirs. */
const outsiders = {
  'a guest': { from: fromOf('gus'), says: 'Guests may not use me' },
  'somebody of another tenant': { from: fromOf('sam'), says: 'People of other organizations may not use me' },
  'a deleted account': { from: fromOf('dora'), says: 'not a member here any more' },
} as const;

describe.each([
  ['without a policy', undefined],
  ['under a policy that lets everyone do everything', everything],
])('%s', (_, policy) => {
  let both: Awaited<ReturnType<typeof openTeamsOffice>>;
  let capture: Capture;
  let [root, thread] = ['', ''];
  beforeAll(async () => {
    both = await openTeamsOffice(policy === undefined ? {} : { policy });
    const { teams, office } = both;
    const { id } = await teams.say({ user: '29:rita', conversation: channel, text: '@capture-image help' });
    thread = id;
    const plan = aPlan({ clone: null });
    const notices = [{ kind: 'question', planHash: plan.hash, at: noon.toISOString() } as const];
    const asked = { requester: rita, as: [`entra:${rita.id}`], place: place(`${channel};messageid=${thread}`) };
    capture = aWaitingCapture({ ...asked, plan, notices });
    await office.store.accept(capture.id, capture);
    root = (await until('the root', () => both.written().find(one => words(one).includes('web-01')))).id;
    await until('the question on record', () => office.redis.hget(`{${office.prefix}}:chat:${capture.id}`, 'asked'));
    await office.store.saveInventory(JSON.stringify({ at: noon.toISOString(), vms: [aPlan().vm], galleries: [] }));
  }, 30_000);
  afterAll(() => both.close());

  async function expectNothingCameOfIt(before: Capture | null): Promise<void> {
    expect(await both.office.store.load(capture.id)).toEqual(before);
    expect(await both.office.store.list(10)).toEqual([capture.id]);
  }

  /** An invoke of theirs, and what the bot answers to it. */
  async function invoke({ from }: { from: object }, what: { name?: string; value: object }): Promise<string> {
    const sent = { user: '29:rita', message: root, dataset: 'vms', text: 'web' };
    const { body } = await both.teams.search({ ...sent, change: { name: 'adaptiveCard/action', ...from, ...what } });
    return JSON.stringify(body);
  }

  describe.each(Object.entries(outsiders))('%s', (_who, { from, says }) => {
    test('gets nothing for any command', async () => {
      const [before, count] = [await both.office.store.load(capture.id), both.written().length];
      const commands = everyCommand({ id: capture.id, vm: 'web-01' });
      for (const text of commands)
        await both.teams.say({
          ...{ user: '29:rita', conversation: channel, thread, change: from },
          text: `@capture-image ${text}`,
        });
      await until('every answer', () => both.written().length === count + commands.length);
      for (const answer of both.written().slice(count)) {
        expect(words(answer)).toContain(says);
        expect(words(answer)).not.toMatch(/web-01|Rita|golden/);
      }
      await expectNothingCameOfIt(before);
    });

    test('gets nothing for any answer or button', async () => {
      const [before, count] = [await both.office.store.load(capture.id), both.written().length];
      for (const text of ['Y', 'web-01', 'N'])
        await both.teams.say({
          ...{ user: '29:rita', conversation: channel, thread, change: from },
          text: `@capture-image ${text}`,
        });
      await until('the answers refused', () => both.written().length === count + 3);
      for (const press of everyPress({ id: capture.id, planHash: capture.plan?.hash ?? '' })) {
        const data = { verb: 'press', ...press, view: `${capture.id} root` };
        const value = { action: { type: 'Action.Execute', verb: 'press', data }, trigger: 'manual' };
        const answer = await invoke({ from }, { value });
        expect(answer).toContain(says);
        expect(answer).not.toMatch(/web-01|Rita|golden/);
      }
      await expectNothingCameOfIt(before);
    });

    test('gets nothing for a form, nor for what is typed into it', async () => {
      const before = await both.office.store.load(capture.id);
      const data = { verb: 'form', ...emptyForm, vm: 'web-01', regions: '', publishers: '' };
      const value = { action: { type: 'Action.Execute', verb: 'form', data }, trigger: 'manual' };
      expect(await invoke({ from }, { value })).toContain(says);
      const search = { kind: 'search', queryText: 'web', queryOptions: { skip: 0, top: 15 }, dataset: 'vms' };
      const found = await invoke({ from }, { name: 'application/search', value: search });
      expect(found).toContain('"results":[]');
      await expectNothingCameOfIt(before);
    });

    test('sees no card of their own, and has no message moved or taken away by looking', async () => {
      const [before, shown] = [await both.office.store.load(capture.id), both.written()];
      for (const part of ['root', '0', 'status', 'anyway'])
        for (const key of [capture.id, `${capture.id}:notice-0`, `${capture.id}:notice-1`]) {
          const data = { verb: 'refresh', view: `${capture.id} ${part}`, key };
          const value = { action: { type: 'Action.Execute', verb: 'refresh', data }, trigger: 'automatic' };
          expect(await invoke({ from }, { value })).toContain('NotNow');
        }
      expect(both.written()).toEqual(shown);
      await expectNothingCameOfIt(before);
    });
  });

  test('a bot, which has no id in Entra, is not heard', async () => {
    const [before, count] = [await both.office.store.load(capture.id), both.written().length];
    await both.teams.say({
      ...{ user: '29:rita', conversation: channel, thread, text: '@capture-image Y' },
      change: { from: { id: '28:another', name: 'a bot' } },
    });
    expect(both.written()).toHaveLength(count);
    await expectNothingCameOfIt(before);
  });
});
