import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partsOf } from '../../../sandbox/teams/limits.ts';
import type { Note, Viewer } from '../../../src/bot/chat.ts';
import { emptyForm } from '../../support/form-values.ts';
import { silent } from '../../support/hear.ts';
import { until } from '../../support/office.ts';
import { patience, runs } from '../../support/properties.ts';
import { alone, channel, group, openTeamsBot, ritaId } from '../../support/teams.ts';
import { note, place, tell } from '../../support/teams-talk.ts';

type Data = Readonly<Record<string, unknown>>;

/** What the bot has truly sent out, where, and whose card it is on. */
interface Genuine {
  readonly where: string;
  readonly whose: string;
  readonly data: Data;
}

const press = { action: 'confirm', value: 'web-01-1 hash', label: 'Go', tone: 'primary' } as const;
const asking = (view: string): Note => ({
  text: 'go?',
  parts: [
    { is: 'text', spans: ['go?'] },
    { is: 'buttons', buttons: [press, { ...press, action: 'repeat' }] },
  ],
  personal: { view, people: [`entra:${ritaId}`] },
});
const choices = {
  galleries: [],
  definitions: [],
  regions: [],
  publishers: [],
  modes: ['clone'] as const,
  defaults: emptyForm,
};
const base = { id: 'web-01-1', kept: 'replicas=3' };
const guest = 'a:gus-and-capture-image';
const answered: Note = { text: 'as asked', parts: [{ is: 'text', spans: ['as asked'] }] };

let bot: Awaited<ReturnType<typeof openTeamsBot>>;
let genuine: readonly Genuine[];
let form: string;
const seen: { view: string; by: Viewer }[] = [];

beforeAll(async () => {
  bot = await openTeamsBot();
  const root = await bot.chat.post(place(channel), asking('web-01-1 root'), { key: 'web-01-1:root' });
  await bot.chat.post(place(channel), asking('web-01-1 0'), { key: 'web-01-1:notice-0', thread: root });
  await bot.chat.post(place(group), asking('db-01-1 root'), { key: 'db-01-1:root' });
  await bot.chat.post(place(alone), asking('app-01-1 root'), { key: 'app-01-1:root' });
  bot.answer = () => tell(note);
  for (const [user, conversation] of [
    ['29:rita', alone],
    ['29:gus', guest],
    ['29:rita', channel],
  ] as const)
    await bot.teams.say({ user, conversation, text: conversation === channel ? '@capture-image help' : 'help' });
  await until('the answers', () => bot.written().length === 7);
  bot.answer = () => ({ is: 'ask', choices: { ...choices, base } });
  await bot.teams.say({ user: '29:rita', conversation: group, text: '@capture-image repeat web-01-1' });
  form = (await until('the form', () => bot.written()[7])).id;
  bot.view = view => asking(view);
  for (const { id, conversation } of bot.written())
    if (conversation !== guest) await bot.teams.view({ user: '29:rita', message: id });
  genuine = bot
    .written()
    .flatMap(({ conversation: where, card, views }) => [
      ...dataIn(card).map(data => ({ where, whose: '', data })),
      ...dataIn(views['29:rita']).map(data => ({ where, whose: '29:rita', data })),
    ]);
  bot.view = (view, by) => {
    seen.push({ view, by });
    return asking(view);
  };
  bot.answer = event => (event.is === 'filled' ? tell(answered) : silent);
});
afterAll(() => bot.close());

/** All that a card sends, its refresh included. */
function dataIn(card: unknown): readonly Data[] {
  const { refresh } = Object(card);
  const sent = [...partsOf(card as Data), ...(refresh ? [Object(refresh).action] : [])].map(part => Object(part).data);
  return sent.filter(data => typeof data === 'object' && data !== null);
}

const facts = ['verb', 'view', 'key', 'attempt', 'base', 'opened', 'proof', 'action', 'value', 'yes', 'no'] as const;

/** Data of one card with parts of others in it, and with keys of messages that are yet to come. */
function tampered(): fc.Arbitrary<Data> {
  const guesses: Data[] = [
    { verb: 'refresh', view: 'web-01-1 1', key: 'web-01-1:notice-1' },
    { verb: 'form', base: 'db-01-1', opened: 'x', vm: 'rg/web-01' },
    { verb: 'press', view: 'db-01-1 root', action: 'repeat', value: 'db-01-1' },
  ];
  const any = fc.constantFrom(...genuine.map(({ data }) => data), ...guesses);
  const swap = fc.tuple(fc.constantFrom(...facts), any);
  return fc
    .tuple(any, fc.array(swap, { maxLength: 3 }))
    .map(([data, swaps]) => Object.assign({}, data, ...swaps.map(([fact, from]) => ({ [fact]: from[fact] }))));
}

const whole = (conversation: string) => conversation.split(';')[0];
const standing = () =>
  bot.written().map(({ id, edits, card, text }) => ({ id, edits, card: JSON.stringify(card), text }));

test(
  'no sequence of tampered cards moves or removes a message, or shows what was not shown there',
  patience,
  async () => {
    const before = standing();
    const places = bot.written().flatMap(({ conversation, id }) => [conversation, `${conversation};messageid=${id}`]);
    const invoke = fc.record({
      user: fc.constantFrom(['29:rita', alone] as const, ['29:gus', guest] as const),
      replyToId: fc.constantFrom(...before.map(({ id }) => id), '1', ''),
      where: fc.constantFrom(...places),
      data: tampered(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(invoke, { minLength: 1, maxLength: 6 }), async invokes => {
        for (const { user, replyToId, where, data } of invokes) {
          seen.length = 0;
          const [who, own] = user;
          const change = {
            type: 'invoke',
            name: 'adaptiveCard/action',
            replyToId,
            conversation: { id: where, conversationType: 'channel' },
            value: { action: { type: 'Action.Execute', verb: String(data.verb), data } },
          };
          await bot.teams.say({ user: who, conversation: own, text: '', change });
          for (const { view, by } of seen) expectShown({ view, by, who, where });
          expect(standing().filter(({ id }) => id !== form)).toEqual(before.filter(({ id }) => id !== form));
          expect(bot.heard.filter(event => event.is === 'filled' && event.base === 'db-01-1')).toEqual([]);
        }
      }),
      runs('tampered cards'),
    );
  },
);

/** A view is drawn as proven only where the bot has shown it, to whom; and unproven only for members of the conversation. */
function expectShown({ view, by, who, where }: { view: string; by: Viewer; who: string; where: string }): void {
  if (by.isProven)
    expect(
      genuine.some(
        one =>
          whole(one.where) === whole(where) &&
          ['', who].includes(one.whose) &&
          [one.data.view, Object(one.data.yes).view, `${one.data.base} root`].includes(view),
      ),
    ).toBe(true);
  else {
    const { members = [] } = bot.teams.state().conversations.find(({ id }) => id === whole(where)) ?? {};
    expect(members).toContain(who);
  }
}
