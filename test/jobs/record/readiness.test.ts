import { expect, test } from 'vitest';
import { checkActivity } from '../../../sandbox/teams/limits.ts';
import { type Finding, readFindings } from '../../../src/azure/guest/readiness.ts';
import { linuxRules } from '../../../src/azure/guest/readiness-linux.ts';
import { diskRules, sharedRules } from '../../../src/azure/guest/readiness-shared.ts';
import { windowsRules } from '../../../src/azure/guest/readiness-windows.ts';
import { readinessNote } from '../../../src/bot/notes/readiness-note.ts';
import { toSlack } from '../../../src/bot/slack/blocks.ts';
import { toCard } from '../../../src/bot/teams/card.ts';
import { checkGuest } from '../../../src/jobs/procedures/capture/steps/check-guest.ts';
import { judgeReadiness, mustFix } from '../../../src/jobs/record/readiness.ts';
import { aPlan, aWaitingCapture } from '../../support/captures.ts';

const { vm } = aPlan();
const reading = (findings: readonly Finding[]) => ({ findings, truncated: 0, complete: true });

test('what Azure says of the disks counts beside what the guest says', () => {
  const huge = { ...vm, osDisk: { ...vm.osDisk, sizeGb: 2000 } };

  const found = judgeReadiness({
    attempt: 1,
    reading: reading([{ code: 'swap-on-os-disk', level: 'must', detail: '/swapfile' }]),
    vm: huge,
  });

  expect(mustFix(found).map(({ code }) => code)).toEqual(['os-disk-size', 'swap-on-os-disk']);
  expect(found.fine).toBeGreaterThan(0);
});

test('the record keeps a bounded list with the gravest first, and how much it left out', () => {
  const should = Array.from(
    { length: 200 },
    (_, at): Finding => ({ code: `c${at}`, level: 'should', detail: 'x'.repeat(999) }),
  );

  const found = judgeReadiness({
    attempt: 1,
    reading: reading([...should, { code: 'z', level: 'must', detail: '' }]),
    vm,
  });

  expect(found.findings).toHaveLength(40);
  expect(found.findings[0]?.code).toBe('z');
  expect(found.leftOut).toBe(161);
  expect(JSON.stringify(found).length).toBeLessThan(12_000);
});

test('whoever reads the thread learns how much there is, also of what the record and the guest had no room for', () => {
  const many = Array.from({ length: 45 }, (_, at): Finding => ({ code: `m${at}`, level: 'must', detail: 'x' }));
  const some = Array.from({ length: 3 }, (_, at): Finding => ({ code: `s${at}`, level: 'should', detail: 'x' }));
  const found = judgeReadiness({
    attempt: 1,
    reading: { findings: [...some, ...many], truncated: 7, complete: true },
    vm,
  });

  const said = JSON.stringify(readinessNote(aWaitingCapture(), found));

  expect(found.leftOut).toBe(15);
  expect(said).toContain('45 must be fixed, 3 should be');
  expect(said).toContain('and 33 more.');
  expect(said).toContain('and 3 more.');
  expect(said).toContain('7 more did not fit, the least grave');
});

test('a domain controller is known as one however much else is found', () => {
  const many = Array.from({ length: 60 }, (_, at): Finding => ({ code: `m${at}`, level: 'must', detail: 'x' }));

  const found = judgeReadiness({
    attempt: 1,
    reading: reading([...many, { code: 'domain-controller', level: 'must', detail: 'CONTOSO' }]),
    vm,
  });

  expect(found.findings[0]?.code).toBe('domain-controller');
});

test('a record of before is counted by what it kept', () => {
  const old = { attempt: 1, findings: [{ code: 'openssl', level: 'must', detail: '1.0.1' }], fine: 20 } as const;

  const said = JSON.stringify(readinessNote(aWaitingCapture(), { ...old, leftOut: 2, complete: true }));

  expect(said).toContain('1 must be fixed, 0 should be, 20 fine');
  expect(said).toContain('2 more did not fit, the least grave');
});

test.each([
  ['Linux', linuxRules],
  ['Windows', windowsRules],
])('a card of every finding that %s can make is one that Slack and Teams take', (_os, rules) => {
  const all = [...rules, ...sharedRules, ...diskRules].map(
    ({ code, level }): Finding => ({ code, level, detail: '<&*_'.repeat(50) }),
  );
  const note = readinessNote(aWaitingCapture(), judgeReadiness({ attempt: 1, reading: reading(all), vm }));

  const { blocks } = toSlack(note);
  const content = toCard(note);

  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(JSON.stringify(blocks)).toContain('Should be fixed');
  expect(() =>
    checkActivity({ attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] }),
  ).not.toThrow();
});

test('a finding is shown with its reason, its source and what mends it; an unknown one as it is', () => {
  const found = judgeReadiness({
    attempt: 1,
    reading: reading([
      { code: 'agent-version', level: 'must', detail: '2.2.30' },
      { code: 'from-the-future', level: 'should', detail: 'who knows' },
    ]),
    vm,
  });

  const said = JSON.stringify(readinessNote(aWaitingCapture(), found));

  for (const words of [
    '2.2.30',
    'apt-get install --only-upgrade walinuxagent',
    'https://',
    'from-the-future',
    'who knows',
  ])
    expect(said).toContain(words);
});

test.each(['', 'CAPTURE_CHECKS=1\nkernel|mu', 'Segmentation fault', 'a|must|b\nCAPTURE_RC=0 9 findings, 0 left out'])(
  'an answer that is none of a check (%j) is incomplete, and no error',
  output => {
    expect(judgeReadiness({ attempt: 1, reading: readFindings(output), vm }).complete).toBe(false);
  },
);

test('it is left out when checks are off, or nothing can look into the guest', () => {
  const byHand = { by: 'person', because: '', command: '' } as const;

  expect(checkGuest.applies(aPlan({ checks: 'strict' }))).toBe(true);
  expect(checkGuest.applies(aPlan({ checks: 'off' }))).toBe(false);
  expect(checkGuest.applies(aPlan({ checks: 'strict', guest: byHand }))).toBe(false);
});

test('a confirmation is for one way to check', () => {
  expect(aPlan({ checks: 'strict' }).hash).not.toBe(aPlan({ checks: 'warn' }).hash);
});
