import { expect, test } from 'vitest';
import { openFor, remindersOf } from '../../../src/jobs/guard/approval-deadline.ts';
import { noon } from '../../support/captures.ts';
import { settingsWith } from '../../support/survey.ts';

const settings = settingsWith('timeouts: { confirmMinutes: 20 }\n');
const hour = 3_600_000;
const at = noon.toISOString();

test('a question stands for the shortest time of all the rules that want an approval', () => {
  expect(openFor({ settings }, [{ hours: 8 }, { hours: 2 }, { hours: 24 }])).toBe(2 * hour);
});

test('where nobody must approve, it stands for the time of the settings', () => {
  expect(openFor({ settings }, [])).toBe(20 * 60_000);
});

test('reminders come after the shortest time of the rules, and a quarter of an hour before the end', () => {
  const needs = [{ remindHours: 4 }, { remindHours: 1 }];
  const until = noon.getTime() + 8 * hour;
  expect(remindersOf(at, until, needs)).toEqual([noon.getTime() + hour, until - hour / 4]);
});

test('the last call is left out where it would come within a quarter of an hour of the first', () => {
  const until = noon.getTime() + hour;
  expect(remindersOf(at, until, [{ remindHours: 0.6 }])).toEqual([noon.getTime() + 0.6 * hour]);
  expect(remindersOf(at, until, [{ remindHours: 0.5 }])).toHaveLength(2);
});
