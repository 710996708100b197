import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/bot/command/commands.ts';
import { noon } from '../../support/captures.ts';

const parse = (text: string) => parseCommand(text, noon);
const id = 'aaaaaaaa-0000-4000-8000-000000000001';

test.each([
  ['<@U0BO>', 'slack:u0bo'],
  ['<@U0BO|bo>', 'slack:u0bo'],
  ['U0BO1', 'slack:u0bo1'],
  ['slack:U0BO', 'slack:u0bo'],
  ['<mailto:Bo@Contoso.example|Bo@Contoso.example>', 'mail:bo@contoso.example'],
  ['mail:bo@contoso.example', 'mail:bo@contoso.example'],
  [id.toUpperCase(), `entra:${id}`],
  [`entra:${id}`, `entra:${id}`],
])('%s is a person to delegate to', (typed, to) => {
  expect(parse(`delegate ${typed} 8`)).toEqual({ is: 'delegate', to, until: '2026-11-23T20:00:00.000Z' });
});

test('a date is meant to its end', () => {
  expect(parse('delegate bo@x.example 2026-11-30')).toMatchObject({ until: '2026-11-30T23:59:59.000Z' });
});

test.each(['0', '2161', '2026-11-22', '2026-02-30', '2027-11-30', 'soon', '-1'])(
  '“%s” is no time to delegate for',
  time => {
    expect(parse(`delegate bo@x.example ${time}`)).toMatchObject({
      is: 'unclear',
      problems: [expect.stringContaining('For how long')],
    });
  },
);

test.each([
  '',
  'bo 8',
  'everyone 8',
  'slack-group:S0OPS 8',
  `slack:${id} 8`,
  '@bo 8',
  'bo@x.example',
  'bo@x.example 8 9',
])('delegate %s is asked for a person and a time', rest => {
  expect(parse(`delegate ${rest}`)).toMatchObject({
    is: 'unclear',
    problems: [expect.stringContaining('who approves for you')],
  });
});

test('delegate off ends it', () => {
  expect(parse('delegate off')).toEqual({ is: 'delegate-off' });
});
