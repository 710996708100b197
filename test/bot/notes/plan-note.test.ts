import { describe, expect, test } from 'vitest';
import type { Note } from '../../../src/bot/chat.ts';
import { plain } from '../../../src/bot/notes/capture-note.ts';
import { noticeNote } from '../../../src/bot/notes/notice-note.ts';
import type { ApprovalRequirement } from '../../../src/jobs/policy/policy.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { aClone, aPlan, aWaitingCapture, noon, olga, rita, someSteps } from '../../support/captures.ts';

const at = noon.toISOString();
const context = { now: noon, portalUrl: 'https://portal.azure.com', links: new Map(), approvers: [] };
const need: ApprovalRequirement = {
  rule: 'production',
  count: 1,
  of: ['slack:u0olga'],
  whom: 'platform-owners',
  self: false,
  breakGlass: false,
  delegate: false,
  hours: 24,
  remindHours: 4,
};
const channel = { platform: 'teams', workspace: 'T', channel: '19:images@thread.tacv2;messageid=1' } as const;

const asked = (change: Partial<Capture> = {}, moved: readonly string[] = []): Note => {
  const capture = aWaitingCapture(change);
  return noticeNote(capture, { kind: 'question', planHash: capture.plan?.hash ?? '', moved, at }, context);
};
const spoken = ({ text, parts }: Note): string =>
  [text, ...parts.map(part => (part.is === 'text' || part.is === 'small' ? plain(part.spans) : ''))].join('\n');

describe('the steps of a plan', () => {
  const ledger = [{ id: 'x', kind: 'disk', state: 'left' }] as unknown as NonNullable<Capture['ledger']>;
  const steps = someSteps({ done: 2, doing: true });

  test.each([
    ['question', { status: { is: 'running' } }],
    ['planned', { status: { is: 'planned', at } }],
    ['question', { status: { is: 'succeeded', at }, ledger, plan: aPlan({ clone: aClone() }) }],
  ] as const)('have no state, whenever the %s is drawn', (kind, change) => {
    const capture = aWaitingCapture({ steps, ...change });
    const note = noticeNote(capture, { kind, planHash: capture.plan?.hash ?? '', at }, context);
    const items = note.parts.flatMap(part => (part.is === 'checklist' ? part.items : []));
    expect(items.length).toBeGreaterThanOrEqual(steps.length);
    for (const item of items) expect(item).toMatchObject({ state: 'todo', says: '' });
  });
});

describe('the question', () => {
  test('without approvals asks the requester', () => {
    expect(spoken(asked())).toContain('Rita Requester: Type Y to capture web-01, or press the button. I wait until');
  });

  test('under approvals asks those who approve, and nobody else', () => {
    const says = spoken(asked({ needs: [need] }));
    expect(says).toContain('Approvers: Type Y to capture web-01, or press the button. N refuses it.');
    expect(says).toContain('Rita Requester asked for it and does not count.');
    expect(says).not.toMatch(/look it over|^Type|Requester: Type/m);
  });

  test('in place says once what it costs', () => {
    const plan = aPlan({ clone: null });
    expect(spoken(asked({ plan }))).toContain('Type web-01 to deprovision web-01 and capture it. That spends it.');
  });

  test.each([
    ['a copy', aPlan(), 'Y'],
    ['in place', aPlan({ clone: null }), 'web-01'],
  ])('in a channel of Teams (%s) says to type what is heard there', (_, plan, word) => {
    for (const needs of [[], [need]]) {
      const lines = spoken(asked({ plan, needs, place: channel }))
        .split('\n')
        .slice(1)
        .join('\n');
      expect(lines).toContain(`Type @capture-image ${word} to `);
      expect(lines).not.toMatch(/Type (Y|web-01)/);
    }
  });

  test('in a channel of Teams about the guest step does so too', () => {
    const capture = aWaitingCapture({ place: channel, status: { is: 'waiting', for: 'guest', until: at } });
    const says = spoken(noticeNote(capture, { kind: 'guest', command: 'x', because: 'So.', at }, context));
    expect(says).toContain('then type @capture-image Y when it is done');
    expect(says).toContain('Type @capture-image Y when it is done');
  });
});

describe('a plan that has moved', () => {
  const moved = ['version: 1 → 2'];

  test('after the requester’s yes asks the requester again', () => {
    expect(spoken(asked({}, moved))).toContain('Since your confirmation this has changed in Azure');
  });

  test('after approvals asks the approvers again', () => {
    const notices = [{ kind: 'confirmed', by: olga, at }] as const;
    const says = spoken(asked({ needs: [need], notices }, moved));
    expect(says).toContain('Since it was approved this has changed in Azure');
    expect(says).toContain('who approves is asked again');
    expect(says).not.toContain('your confirmation');
  });

  test('after the glass was broken tells of no approval', () => {
    const notices = [{ kind: 'glass-broken', by: rita, reason: 'down', at }] as const;
    expect(spoken(asked({ needs: [need], notices }, moved))).not.toContain('Since it was approved');
  });
});
