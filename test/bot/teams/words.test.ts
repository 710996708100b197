import { expect, test } from 'vitest';
import { wordAskedFor } from '../../../chaos/thread.ts';
import { answers, toldInPrivate } from '../../../src/bot/notes/answers.ts';
import { captureNote } from '../../../src/bot/notes/capture-note.ts';
import { noticeNote } from '../../../src/bot/notes/notice-note.ts';
import { toCard } from '../../../src/bot/teams/card.ts';
import { askedAmongOthers, namedInTeams } from '../../../src/bot/teams/words.ts';
import type { ApprovalRequirement } from '../../../src/jobs/policy/policy.ts';
import { aPlan, aWaitingCapture, noon } from '../../support/captures.ts';

const context = { now: noon, portalUrl: 'https://portal.azure.com', links: new Map(), approvers: [] };
const drawn = (...of: Parameters<typeof askedAmongOthers>) => JSON.stringify(toCard(askedAmongOthers(...of)));
const at = noon.toISOString();

test('a command is shown as it is typed in Teams', () => {
  const card = JSON.stringify(toCard(answers.repeatBy('web-01 definition=web')));
  expect(card).toContain('@capture-image web-01 definition=web');
  expect(card).not.toContain('/capture-image');
  const lost = toldInPrivate(captureNote(aWaitingCapture(), context), 'mirror');
  expect(JSON.stringify(toCard(lost))).not.toContain('/capture-image');
});

test('a path that has the same letters stays as it is', () => {
  for (const path of ['/etc/capture-image/policy.yaml', 'docs/capture-image', '/capture-image.yaml', '/capture-images'])
    expect(namedInTeams(path)).toBe(path);
  expect(namedInTeams('“/capture-image help”, /capture-image')).toBe('“@capture-image help”, @capture-image');
});

const need = {
  rule: 'production',
  count: 1,
  of: ['slack:u0olga'],
  whom: 'platform-owners',
  ...{ self: false, breakGlass: false, delegate: false, hours: 24, remindHours: 4 },
};

const question = (clone: boolean, needs: readonly ApprovalRequirement[] = []) => {
  const plan = clone ? aPlan() : aPlan({ clone: null });
  return noticeNote(aWaitingCapture({ plan, needs }), { kind: 'question', planHash: plan.hash, at }, context);
};

test.each([
  ['a copy', true, '@capture-image Y'],
  ['in place', false, '@capture-image web-01'],
] as const)('in a channel the question (%s) says how to answer where the bot must be named', (_, clone, says) => {
  const channel = '19:images@thread.tacv2;messageid=1';
  expect(drawn(question(clone), channel)).toContain(says);
  expect(askedAmongOthers(question(clone), channel).text).toMatch(new RegExp(`^Reply ${says} to`));
  expect(drawn(question(clone), 'a:rita')).not.toContain('@capture-image');
  expect(drawn(captureNote(aWaitingCapture({ status: { is: 'running' } }), context), channel)).not.toContain(
    'Here I see',
  );
});

test.each([
  ['a copy', true, 'Y'],
  ['in place', false, 'web-01'],
] as const)(
  'the people of a chaos campaign find the word that a question (%s) asks for, in each chat',
  (_, clone, word) => {
    for (const asked of [question(clone), question(clone, [need])])
      for (const where of ['C0IMAGES', '19:images@thread.tacv2;messageid=1', '19:group@thread.v2', 'a:rita'])
        expect(wordAskedFor(askedAmongOthers(asked, where).text)).toBe(word);
    expect(wordAskedFor(captureNote(aWaitingCapture(), context).text)).toBeNull();
  },
);
