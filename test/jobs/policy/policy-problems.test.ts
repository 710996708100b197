import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../src/jobs/policy/policy-file.ts';
import { warningsOf } from '../../../src/jobs/policy/policy-problems.ts';
import { aPolicy } from '../../support/office.ts';

const entra = (digit: number) => `entra:11111111-1111-4111-8111-11111111111${digit}`;
const problems = (text: string) => {
  const reading = parsePolicy(text);
  return reading.is === 'problems' ? reading.problems : [];
};

describe('a deny that names people of one chat alone', () => {
  const warned = (to: string, more = 'deny') => {
    const people = `people: { ana: [slack:U1, "${entra(1)}"], bob: [slack:U2, mail:b@b.c] }\n`;
    return warningsOf(aPolicy(`${people}rules: [{ name: bar, ${more}: [plan], to: [${to}] }]`));
  };
  const onlyIn = (here: string, there: string) => [
    `rule "bar": it names people of ${here} only. If you use ${there} too, it holds there only for whoever has the same mail address: name the accounts of each under people:`,
  ];

  test('is warned of, for people and for groups, of either chat', () => {
    expect(warned('slack:U9')).toEqual(onlyIn('Slack', 'Teams'));
    expect(warned('slack-group:S9')).toEqual(onlyIn('Slack', 'Teams'));
    expect(warned(`"${entra(9)}"`)).toEqual(onlyIn('Teams', 'Slack'));
    expect(warned(`"${entra(9).replace('entra', 'entra-group')}"`)).toEqual(onlyIn('Teams', 'Slack'));
  });
  test('is not where it names both chats, everyone or a mail address', () => {
    expect(warned(`slack:U9, "${entra(9)}"`)).toEqual([]);
    expect(warned('slack:U9, everyone')).toEqual([]);
    expect(warned('slack:U9, mail:x@y.z')).toEqual([]);
  });
  test('is not for somebody whose account in the other chat the policy names; of others it still is', () => {
    expect(warned('slack:U1')).toEqual([]);
    expect(warned('slack:U1, slack:U9')).toEqual(onlyIn('Slack', 'Teams'));
  });
  test('is not where it allows', () => {
    expect(warned('slack:U9', 'allow')).toEqual([]);
  });
  test('is nothing to a policy without people', () => {
    expect(warningsOf(aPolicy('rules: [{ name: bar, deny: [plan], to: [slack:U9] }]'))).toEqual(
      onlyIn('Slack', 'Teams'),
    );
  });
});

describe('approvals that nobody could ever give', () => {
  const rule = (actions: string, approvals: string, more = '') =>
    `rules:\n  - { name: r, allow: [${actions}], to: [slack:U1], approvals: { ${approvals} } }\n${more}`;

  test('are for what writes alone, and one such action is enough', () => {
    expect(problems(rule('plan, cancel', 'of: [slack:U2]'))).toEqual([
      'rule "r": approvals are for capture, in-place, grant, and it allows none of these',
    ]);
    for (const action of ['capture', 'in-place', 'grant'])
      expect(problems(rule(`plan, ${action}`, 'of: [slack:U2]'))).toEqual([]);
  });
  test('are reminded of before they expire', () => {
    const late = ['rule "r": the reminder would come after the question has expired'];
    expect(problems(rule('capture', 'of: [slack:U2], hours: 4, remindHours: 4'))).toEqual(late);
    expect(problems(rule('capture', 'of: [slack:U2], hours: 4, remindHours: 3.9'))).toEqual([]);
  });
  test('are counted over all whom a rule lets approve, where the rule names nobody', () => {
    const may = (who: string) => `  - { name: a, allow: [approve], to: [${who}] }\n`;
    const others =
      '  - { name: p, allow: [plan], to: [slack:U7, slack:U8] }\n  - { name: d, deny: [cancel], to: [slack:U6] }\n';
    expect(problems(rule('capture', 'count: 2', may('slack:U2, slack:U3')))).toEqual([]);
    expect(problems(rule('capture', 'count: 3', may('slack:U2, slack:U3') + others))).toEqual([
      'rule "r": it asks for 3 approvals, and only 2 could be given',
    ]);
  });
  test('leave out whom a rule bars everywhere, and not whom it bars in one place', () => {
    const bars = (more: string) => `  - { name: d, deny: [approve], to: [slack:U2]${more} }\n`;
    expect(problems(rule('capture', 'count: 2, of: [slack:U2, slack:U3]', bars('')))).toEqual([
      'rule "r": it asks for 2 approvals, and only 1 could be given',
    ]);
    expect(problems(rule('capture', 'count: 2, of: [slack:U2, slack:U3]', bars(', where: { vms: [x] }')))).toEqual([]);
    const plan = '  - { name: d, deny: [plan], to: [slack:U2] }\n  - { name: e, allow: [approve], to: [slack:U3] }\n';
    expect(problems(rule('capture', 'count: 2, of: [slack:U2, slack:U3]', plan))).toEqual([]);
    expect(problems(rule('capture', 'of: [slack:U2]', '  - { name: d, deny: [approve], to: [everyone] }\n'))).toEqual([
      'rule "r": it asks for 1 approvals, and only 0 could be given',
    ]);
  });
  test('need as many others as they ask for, unless the requester counts', () => {
    const short = ['rule "r": it asks for 2 approvals by others than the requester, and there are not so many'];
    expect(problems(rule('capture', 'count: 2, of: [slack:U1, slack:U2]'))).toEqual(short);
    expect(problems(rule('capture', 'count: 2, of: [slack:U1, slack:U2], self: true'))).toEqual([]);
    expect(problems(rule('capture', 'count: 2, of: [slack:U1, slack:U2, slack:U3]'))).toEqual([]);
  });
  test('may be asked for where one of the requesters has enough others', () => {
    const text = `rules: [{ name: r, allow: [capture], to: [slack:U1, slack:U4], approvals: { count: 2, of: [slack:U1, slack:U2] } }]`;
    expect(problems(text)).toEqual([]);
    expect(problems(text.replace('slack:U4', 'slack-group:S4'))).toEqual([]);
  });
  test('of people in a group whose name only holds an account’s sign cannot be counted', () => {
    expect(problems(rule('capture', 'count: 5, of: [slack:U2, slack-group:S1]'))).toEqual([]);
  });
});
