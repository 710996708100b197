import { expect, test } from 'vitest';
import { readFormValues, suggestVms } from '../../../src/bot/command/form.ts';
import { readForm } from '../../../src/bot/slack/form-values.ts';
import { readFilled } from '../../../src/bot/teams/form.ts';
import { withoutControls } from '../../../src/hidden-characters.ts';
import { parseSettings } from '../../../src/jobs/request/settings.ts';
import { noon } from '../../support/captures.ts';

const typed = {
  vm: '\u200eweb\u201301',
  'definition-new': '\u2060web\u00ad',
  version: '1.0.0\ufe0f',
  regions: '(Europe) West\u00a0Europe, North\u202f\u200bEurope',
  publishers: '\u2066ann@contoso.example\u2069',
};
const asked = {
  is: 'request',
  request: {
    vm: 'web-01',
    definition: 'web',
    version: '1.0.0',
    regions: ['westeurope', 'northeurope'],
    publishers: ['ann@contoso.example'],
  },
};
const { data: settings } = parseSettings('scopes:\n  - subscription: 22222222-2222-2222-2222-222222222222\n');
if (!settings) throw new Error('These settings are in order.');

test('in a form of Slack what a phone puts in unseen is no part of a value', () => {
  const state = Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, { field: { value } }]));
  expect(readFormValues(readForm(state), noon, settings)).toMatchObject(asked);
});

test('in a form of Teams neither', () => {
  const { regions, ...others } = typed;
  expect(readFormValues(readFilled({ ...others, 'regions-new': regions }), noon, settings)).toMatchObject(asked);
});

test('nor in what is searched for', () => {
  expect(suggestVms(null, '\u200bweb\u201101')).toEqual([{ value: 'web-01', label: 'web-01' }]);
});

test('a text of others keeps its letters, emoji and lines, and loses what steers a terminal or a line', () => {
  expect(
    withoutControls('a\u202eb\u0000c\u001b[31md\u009b e\tf\r\ng\u2028h \u{1f469}\u200d\u{1f4bb} \u05d0\u200f'),
  ).toBe('abc[31md e\tf\r\ng\nh \u{1f469}\u200d\u{1f4bb} \u05d0');
});
