import { describe, expect, test } from 'vitest';
import type { Button, Note, Span } from '../../../src/bot/chat.ts';
import { answers, toldInPrivate } from '../../../src/bot/notes/answers.ts';
import { captureNote } from '../../../src/bot/notes/capture-note.ts';
import { took } from '../../../src/bot/notes/elements.ts';
import { noticeNote } from '../../../src/bot/notes/notice-note.ts';
import type { Capture, Notice, Status } from '../../../src/jobs/record/record.ts';
import { aCapture, aPlan, aWaitingCapture, noon, olga, rita, someSteps } from '../../support/captures.ts';

const at = noon.toISOString();
const context = {
  now: noon,
  portalUrl: 'https://portal.azure.com',
  links: new Map([['other-1', 'https://x.example/other']]),
  approvers: [],
};
const failure = {
  code: 'OperationNotAllowed',
  reason: 'Azure says no.',
  remedy: 'Look at the VM.',
  requestId: 'req-1',
};
const words = (note: Note): string => JSON.stringify(note);
const buttons = (note: Note): readonly Button[] =>
  note.parts.flatMap(part => (part.is === 'buttons' ? part.buttons : []));
const actions = (note: Note) => buttons(note).map(({ action }) => action);
const shown = (change: Partial<Capture>) => captureNote(aWaitingCapture(change), context);
const told = (notice: Notice, change: Partial<Capture> = {}) => noticeNote(aWaitingCapture(change), notice, context);

describe('the message of a capture', () => {
  const failed: Status = { is: 'failed', failure, step: 'generalize-vm', at };
  test.each<[Status, string, string[]]>([
    [{ is: 'planning' }, 'working out the plan', ['cancel']],
    [{ is: 'waiting', for: 'confirm', until: at }, 'to confirm the plan', ['cancel']],
    [{ is: 'waiting', for: 'guest', until: at }, 'to run the command in the VM', ['cancel']],
    [{ is: 'running' }, 'Running: Deprovision web-01', ['cancel']],
    [failed, 'Azure says no.', ['retry', 'abandon']],
    [{ is: 'refused', refusals: [], at }, 'Refused', ['repeat']],
    [{ is: 'expired', at }, 'Expired', ['repeat']],
    [{ is: 'planned', at }, 'Planned', ['repeat']],
    [{ is: 'succeeded', at }, 'Done', ['repeat']],
    [{ is: 'cancelled', by: rita, at }, 'Cancelled by', ['repeat']],
    [{ is: 'abandoned', by: rita, at }, 'Abandoned by', ['repeat']],
  ])('says where it stands, and has the buttons that make sense: %o', (status, says, expected) => {
    const note = shown({ status });
    expect(words(note)).toContain(says);
    expect(actions(note)).toEqual(expected);
  });

  test('has no Cancel once somebody has cancelled', () => {
    const note = shown({ status: { is: 'running' }, cancel: { by: olga, at } });
    expect(actions(note)).toEqual([]);
    expect(words(note)).toContain('stops after this step');
  });

  test('has a bar for each region while the version is copied', () => {
    const progress = [
      { region: 'westeurope', state: 'Completed', percent: 100 },
      { region: 'eastus', state: 'Replicating', percent: 37.4, details: 'copying' },
    ];
    const steps = someSteps({ done: 3, doing: true }).map(step =>
      step.name === 'create-version' ? { ...step, progress } : step,
    );
    expect(shown({ status: { is: 'running' }, steps }).parts).toContainEqual({
      is: 'bars',
      bars: [
        { label: 'westeurope', percent: 100, says: 'Completed' },
        { label: 'eastus', percent: 37, says: 'Replicating: copying' },
      ],
    });
  });

  test('says when each step began and how long it took', () => {
    expect(words(shown({ status: { is: 'running' }, steps: someSteps({ done: 1, doing: true }) }))).toContain(
      '12:00 UTC, took 45 s',
    );
  });

  test('ends as the summary: version id, regions, who has access, times, and the portal', () => {
    const note = words(shown({ status: { is: 'succeeded', at }, steps: someSteps({ done: 5 }) }));
    for (const part of [
      '/galleries/golden/images/web/versions/1.0.2',
      'eastus × 2',
      'Ann Publisher',
      'took 45 s',
      'https://portal.azure.com/#@1111',
    ])
      expect(note).toContain(part);
  });

  test('says at the end how long each step took, a line each', () => {
    const note = told({ kind: 'succeeded', at }, { status: { is: 'succeeded', at }, steps: someSteps({ done: 5 }) });
    expect(words(note)).toContain('Create web 1.0.2: 45 s\\nGive access: 45 s');
  });

  test('names the VM before anything is found', () => {
    expect(
      captureNote(aCapture({}, { vm: 'rg-web/web-01', gallery: 'golden', definition: 'web' }), context).text,
    ).toContain('Capture web-01 → golden/web');
  });
});

describe('what must be noticed', () => {
  test('the question asks for Windows in Windows’ words', () => {
    const plan = aPlan({ vm: { ...aPlan().vm, osType: 'Windows' }, clone: null });
    const note = told({ kind: 'question', planHash: plan.hash, at }, { plan });
    expect(words(note)).toContain('Type web-01 to sysprep');
    expect(buttons(note)[0]).toMatchObject({
      action: 'confirm',
      label: 'Sysprep and capture',
      tone: 'danger',
      value: expect.stringContaining(plan.hash),
    });
    expect(buttons(note)[0]?.confirm?.title).toContain('web-01');
  });

  test('the question says what is made, what is held already, and what to mind', () => {
    const grants = aPlan().grants.map(grant => ({ ...grant, held: true }));
    const plan = aPlan({
      galleryExists: false,
      definitionExists: false,
      grants,
      partnerCenter: true,
      warnings: ['The VM has a public address.'],
    });
    const note = words(told({ kind: 'question', planHash: plan.hash, at }, { plan }));
    for (const part of [
      'will be created in westeurope',
      'contoso/web/web',
      'already',
      'Partner Center',
      'The VM has a public address.',
    ])
      expect(note).toContain(part);
  });

  test('a question about a plan that has moved since is closed', () => {
    const note = told({ kind: 'question', planHash: 'another', at });
    expect(actions(note)).toEqual([]);
    expect(words(note)).toContain('no longer open');
  });

  test('a question that is answered has no buttons any more', () => {
    const note = told({ kind: 'question', planHash: aPlan().hash, at }, { status: { is: 'running' } });
    expect(actions(note)).toEqual([]);
    expect(words(note)).toContain('no longer open');
  });

  test('a VM that Azure has as generalized already is asked for as what it is', () => {
    const plan = aPlan({ guest: { by: 'nobody', because: 'It is generalized.' } });
    const note = words(told({ kind: 'question', planHash: plan.hash, at }, { plan }));
    expect(note).toContain('Type Y to capture web-01');
    expect(note).not.toMatch(/deprovision web-01 and|exact command/);
  });

  test('a plan that has moved says what moved', () => {
    expect(words(told({ kind: 'question', planHash: aPlan().hash, moved: ['version: 1 → 2'], at }))).toContain(
      'version: 1 → 2',
    );
  });

  test('the guest step shows the exact command and asks for Y', () => {
    const status = { is: 'waiting', for: 'guest', until: at } as const;
    const note = told(
      { kind: 'guest', command: "sudo sh -c 'a && b'", because: 'The agent is not ready.', at },
      { status },
    );
    expect(note.parts).toContainEqual({ is: 'command', text: "sudo sh -c 'a && b'" });
    expect(words(note)).toContain('Type Y when it is done');
    expect(actions(note)).toEqual(['guest-done', 'cancel']);
  });

  test('a refusal has each reason with its way out, and leads to the capture in the way', () => {
    const refusals = [
      { code: 'a', reason: 'There is no VM web-09.', remedy: 'Check the name.' },
      { code: 'b', reason: 'web-01 is being captured.', remedy: 'Wait for it.', captureId: 'other-1' },
    ];
    const note = words(told({ kind: 'refused', refusals, at }));
    for (const part of ['There is no VM web-09.', 'Check the name.', 'Wait for it.', 'https://x.example/other'])
      expect(note).toContain(part);
  });

  test('a failure before anything was planned says that nothing was changed', () => {
    const note = told(
      { kind: 'failed', failure, step: 'planning', at },
      { steps: [], plan: null, status: { is: 'failed', failure, step: 'planning', at } },
    );
    expect(words(note)).toContain('Nothing was changed in Azure.');
    expect(actions(note)).toEqual(['retry', 'abandon']);
  });

  test('a cancellation after the point of no return says what it means', () => {
    const note = words(
      told(
        { kind: 'cancelling', by: rita, at },
        { status: { is: 'running' }, steps: someSteps({ done: 1, doing: true }) },
      ),
    );
    expect(note).toContain('Do not start it again');
    expect(note).toContain('Deprovision web-01');
  });

  test.each(['confirmed', 'retried', 'cancelled', 'abandoned'] as const)('%s names who did it', kind => {
    expect(words(told({ kind, by: rita, at }))).toContain('Rita Requester');
  });
});

test('a capture that is told in private says why, and how to have it in the channel', () => {
  const note = toldInPrivate(answers.help(null), 'not_in_channel');
  expect(words(note)).toContain('/invite @capture-image');
});

test('times are said as people say them', () => {
  const spans = [0, 59, 60, 130, 3600, 3900].map(seconds =>
    took(at, new Date(noon.getTime() + seconds * 1000).toISOString()),
  );
  expect(spans).toEqual(['0 s', '59 s', '1 min', '2 min 10 s', '1 h', '1 h 5 min']);
});

test('nothing that a person or Azure names is put where it could be markup', () => {
  const evil = '<!channel>';
  const note = captureNote(aCapture({}, { vm: evil }), context);
  const spans: Span[] = note.parts.flatMap(part => (part.is === 'text' ? part.spans : []));
  expect(spans.every(span => typeof span !== 'object' || !('link' in span))).toBe(true);
});
