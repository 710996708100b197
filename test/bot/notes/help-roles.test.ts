import { expect, test } from 'vitest';
import { answers } from '../../../src/bot/notes/answers.ts';
import type { Action } from '../../../src/jobs/policy/policy.ts';

const verbsFor = (may: readonly Action[] | null): readonly string[] =>
  answers
    .help(may)
    .parts.flatMap(part => (part.is === 'facts' ? part.rows.map(({ name }) => name.split(' ')[0] ?? '') : []));

const always = ['whoami', 'help'];
const looking = ['status', 'list', 'history', 'review'];

test.each<[string, readonly Action[], readonly string[], readonly string[]]>([
  ['nobody', [], always, [...looking, '<vm>', 'cancel', 'unlock', 'delegate', 'mirror', 'cleanup', 'break-glass']],
  [
    'who plans',
    ['plan'],
    [...looking, '<vm>', 'repeat', 'cancel', 'mirror'],
    ['retry', 'unlock', 'delegate', 'break-glass'],
  ],
  ['who captures', ['plan', 'capture'], ['<vm>', 'retry', 'break-glass'], ['unlock', 'delegate']],
  [
    'who approves',
    ['approve'],
    [...looking, 'cancel', 'mirror', 'delegate'],
    ['<vm>', 'plan', 'retry', 'unlock', 'repeat'],
  ],
  ['who cancels', ['cancel'], [...looking, 'cancel', 'abandon', 'mirror'], ['<vm>', 'retry', 'unlock', 'delegate']],
  ['who cleans up', ['cleanup'], [...looking, 'clean', 'cleanup', 'unlock'], ['<vm>', 'retry', 'cancel', 'delegate']],
])('help shows %s what they may do, and nothing else', (_, may, shown, hidden) => {
  const verbs = verbsFor(may);
  expect(verbs).toEqual(expect.arrayContaining([...always, ...shown]));
  for (const verb of hidden) expect(verbs).not.toContain(verb);
});

test('without a policy help shows all but what only a policy gives a meaning', () => {
  expect(verbsFor(null)).toEqual(expect.arrayContaining(['<vm>', 'retry', 'unlock', 'cleanup']));
  for (const verb of ['break-glass', 'review', 'delegate']) expect(verbsFor(null)).not.toContain(verb);
});
