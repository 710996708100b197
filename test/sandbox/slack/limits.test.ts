import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SlackSimulator, startSlackSimulator } from '../../../sandbox/slack/simulator.ts';

let slack: SlackSimulator;
beforeAll(async () => {
  slack = await startSlackSimulator();
});
afterAll(() => slack.close());

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const long = (length: number) => 'x'.repeat(length);
const times = <T>(count: number, thing: (n: number) => T) => Array.from({ length: count }, (_, n) => thing(n));
const button = (more: object = {}) => ({ type: 'button', action_id: long(3), text: plain('Go'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const option = (n: number, more: object = {}) => ({ text: plain(`o${n}`), value: `${n}`, ...more });
const input = (element: object) => ({ type: 'input', label: plain('L'), element });
const select = (options: object[]) => ({ type: 'static_select', action_id: 's', options });

async function post(method: string, args: object) {
  slack.reset();
  const headers = { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json; charset=utf-8' };
  const response = await fetch(`${slack.apiUrl}${method}`, { method: 'POST', headers, body: JSON.stringify(args) });
  return Object(await response.json());
}
const say = (args: object) => post('chat.postMessage', { channel: 'C0IMAGES', ...args });

describe('a message', () => {
  test.each<[string, object, string]>([
    [
      'a section over 3000',
      { type: 'section', text: mrkdwn(long(3001)) },
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'an empty section',
      { type: 'section', text: mrkdwn('') },
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['a section of nothing', { type: 'section' }, 'missing required field: text [json-pointer:/blocks/0]'],
    [
      'an eleventh field',
      { type: 'section', fields: times(11, n => mrkdwn(`${n}`)) },
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field over 2000',
      { type: 'section', fields: [mrkdwn(long(2001))] },
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'a header over 150',
      { type: 'header', text: plain(long(151)) },
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a header in mrkdwn',
      { type: 'header', text: mrkdwn('x') },
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text]',
    ],
    [
      'an eleventh context element',
      { type: 'context', elements: times(11, n => mrkdwn(`${n}`)) },
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a twenty-sixth action',
      actions(...times(26, n => button({ action_id: `${n}` }))),
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a button text over 75',
      actions(button({ text: plain(long(76)) })),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button value over 2000',
      actions(button({ value: long(2001) })),
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'an action id over 255',
      actions(button({ action_id: long(256) })),
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a block id over 255',
      { type: 'divider', block_id: long(256) },
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    ],
    [
      'a button in mrkdwn',
      actions(button({ text: mrkdwn('Go') })),
      'unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text]',
    ],
    [
      'a style that is none',
      actions(button({ style: 'blue' })),
      'invalid value [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'a confirm title over 100',
      actions(
        button({ confirm: { title: plain(long(101)), text: plain('t'), confirm: plain('y'), deny: plain('n') } }),
      ),
      'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
    ],
    [
      'a confirm button over 30',
      actions(button({ confirm: { title: plain('t'), text: plain('t'), confirm: plain(long(31)), deny: plain('n') } })),
      'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]',
    ],
    [
      'a hundred and first option',
      actions(select(times(101, n => option(n)))),
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'an option value over 150',
      actions(select([option(1, { value: long(151) })])),
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      'a sixth overflow option',
      actions({ type: 'overflow', action_id: 'o', options: times(6, n => option(n)) }),
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'an eleventh checkbox',
      actions({ type: 'checkboxes', action_id: 'c', options: times(11, n => option(n)) }),
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    ['an unknown block', { type: 'marquee' }, 'unsupported type: marquee [json-pointer:/blocks/0]'],
    [
      'an unknown property',
      { type: 'divider', colour: 'red' },
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
  ])('with %s is refused, saying where', async (_, block, problem) => {
    const answer = await say({ text: 'x', blocks: [block] });

    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks', errors: [problem] });
    expect(answer.response_metadata.messages).toEqual([`[ERROR] ${problem}`]);
  });

  test.each<[string, object, string]>([
    ['fifty-one blocks', { blocks: times(51, () => ({ type: 'divider' })) }, 'invalid_blocks'],
    ['a block id twice', { blocks: times(2, () => ({ type: 'divider', block_id: 'same' })) }, 'invalid_blocks'],
    [
      'more than its blocks may show together',
      { blocks: times(5, () => ({ type: 'section', text: mrkdwn(long(3000)) })) },
      'msg_blocks_too_long',
    ],
    ['a text over 40 000', { text: long(40_001) }, 'msg_too_long'],
    ['nothing to say', {}, 'no_text'],
    ['blocks that are no list', { blocks: 'nonsense' }, 'invalid_blocks_format'],
    ['no channel', { channel: undefined, text: 'x' }, 'invalid_arguments'],
  ])('with %s is refused', async (_, args, error) => {
    expect(await say(args)).toMatchObject({ ok: false, error });
  });

  test('of the largest allowed size is posted', async () => {
    const blocks = [
      ...times(4, () => ({ type: 'section', text: mrkdwn(long(3000)) })),
      actions(...times(25, n => button({ action_id: `${n}`, value: long(2000) }))),
      ...times(45, () => ({ type: 'divider' })),
    ];

    expect(await say({ text: long(40_000), blocks })).toMatchObject({ ok: true });
  });

  test('gets the ids that were left out', async () => {
    const { message } = await say({ text: 'x', blocks: [actions({ type: 'button', text: plain('Go') })] });

    expect(message.blocks[0]).toMatchObject({
      block_id: expect.stringMatching(/.+/),
      elements: [{ action_id: expect.stringMatching(/.+/) }],
    });
  });
});

describe('a modal', () => {
  const view = (more: object) => ({
    type: 'modal',
    title: plain('T'),
    submit: plain('Go'),
    blocks: [{ type: 'divider' }],
    ...more,
  });

  test.each<[string, object, string]>([
    ['a title over 24', { title: plain(long(25)) }, 'must be less than 25 characters [json-pointer:/view/title/text]'],
    ['no title', { title: undefined }, 'missing required field: title [json-pointer:/view]'],
    [
      'a hundred and one blocks',
      { blocks: times(101, () => ({ type: 'divider' })) },
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'private metadata over 3000',
      { private_metadata: long(3001) },
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a callback id over 255',
      { callback_id: long(256) },
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'an option text over 75',
      { blocks: [input(select([{ text: plain(long(76)), value: 'v' }]))] },
      'must be less than 76 characters [json-pointer:/view/blocks/0/element/options/0/text/text]',
    ],
    [
      'an input but no submit',
      { submit: undefined, blocks: [input({ type: 'plain_text_input', action_id: 'a' })] },
      'missing required field: submit [json-pointer:/view]',
    ],
    [
      'a block for messages only',
      { blocks: [{ type: 'markdown', text: 'x' }] },
      'unsupported type: markdown [json-pointer:/view/blocks/0]',
    ],
  ])('with %s is refused, saying where', async (_, more, problem) => {
    const answer = await post('views.open', { trigger_id: 'any', view: view(more) });

    expect(answer).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(answer.response_metadata.messages).toEqual([
      '[ERROR] failed to match all allowed schemas [json-pointer:/view]',
      `[ERROR] ${problem}`,
    ]);
  });
});
