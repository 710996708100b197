import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entry } from '../../../src/jobs/record/cleanup-ledger.ts';
import {
  type Capture,
  cancel,
  cleanAgain,
  confirm,
  retry,
  type Transition,
  unlock,
} from '../../../src/jobs/record/record.ts';
import { checkSeal, type SealKeys, sealed } from '../../../src/jobs/record/seal.ts';
import { noon, olga, rita } from '../../support/captures.ts';
import { spoilt } from '../../support/properties.ts';
import { aSoundCapture } from '../../support/sound.ts';

const keys: SealKeys = { keys: ['a key of thirty-two characters...'], from: null };
const other: SealKeys = { keys: ['another one of just as many chars'], from: null };
const look = (capture: Capture, by = keys) => checkSeal(capture, by, noon);

/** A copy under way: its group is made, its snapshots could not be taken. */
function aSealedCapture(change: Partial<Capture> = {}): Capture {
  const capture = aSoundCapture({ vm: 'web-01', consistency: 'stop' });
  const states = ['done', 'done', 'failed'] as const;
  const steps = capture.steps.map((step, index) => ({ ...step, state: states[index] ?? ('todo' as const) }));
  const ledger = [entry('group', capture.plan?.clone?.group.id ?? '')];
  const status = {
    is: 'failed',
    failure: { code: 'x', reason: 'x', remedy: 'x' },
    step: 'x',
    at: noon.toISOString(),
  } as const;
  const decision = { by: rita, at: noon.toISOString(), planHash: capture.plan?.hash ?? '' };
  return sealed({ ...capture, steps, ledger, status, decision, as: ['slack:u0rita'], ...change }, keys, {
    isFresh: true,
  });
}
const yes = (ruling: Transition): Capture => {
  if (ruling.is === 'no') throw new Error(ruling.reason);
  return ruling.capture;
};
const stored = (capture: Capture): Capture => JSON.parse(JSON.stringify(capture));

test('a seal fits the record that it was put on, before and after it was stored', () => {
  const capture = aSealedCapture();
  expect([look(capture), look(stored(capture))]).toEqual(['sound', 'sound']);
});

describe('what a bot does leaves the seal whole:', () => {
  const by = { by: olga, now: noon };
  test.each<[string, (capture: Capture) => Capture]>([
    ['a Retry', capture => yes(retry(capture, by))],
    ['a cancellation', capture => yes(cancel({ ...capture, status: { is: 'running' } }, by))],
    ['a lock taken away', capture => yes(unlock(capture, { ...by, reason: 'x' }))],
    [
      'a confirmation',
      capture =>
        yes(
          confirm({ ...capture, status: { is: 'waiting', for: 'confirm', until: '2027' } }, { ...by, planHash: null }),
        ),
    ],
    ['another look at who asked', capture => ({ ...capture, as: ['slack:u0rita', 'mail:rita@contoso.example'] })],
    [
      'leftovers that are to be tried again',
      capture => {
        const ledger = (capture.ledger ?? []).map(one => ({ ...one, state: 'left', tries: 8 }) as const);
        return yes(cleanAgain({ ...capture, ledger }, by));
      },
    ],
    ['a place that it is shown in, and a stumble', capture => ({ ...capture, mirrors: [], stumbles: 3, notices: [] })],
  ])('%s', (_, change) => {
    expect(look(stored(change(aSealedCapture())))).toBe('sound');
  });
});

describe('nobody else', () => {
  const theirs = ['id', 'createdAt', 'requester', 'request', 'plan'] as const;
  test.each(theirs)('changes anything in the %s of a record without breaking its seal', field => {
    const capture = stored(aSealedCapture());
    fc.assert(
      fc.property(spoilt(capture[field]), value => {
        fc.pre(JSON.stringify(value) !== JSON.stringify(capture[field]));
        expect(look({ ...capture, [field]: value } as Capture)).toBe('broken');
      }),
    );
  });

  test.each<[string, (capture: Capture) => Partial<Capture>]>([
    ['says that a step is done', ({ steps }) => ({ steps: steps.map(step => ({ ...step, state: 'done' })) })],
    [
      'says that a step is not done',
      ({ steps }) => ({ steps: steps.map((step, at) => (at === 0 ? { ...step, state: 'todo' } : step)) }),
    ],
    [
      'opens a step that is done',
      ({ steps }) => ({ steps: steps.map((step, at) => (at === 0 ? { ...step, state: 'todo', attempt: 2 } : step)) }),
    ],
    ['says that something was asked', ({ steps }) => ({ steps: steps.map(step => ({ ...step, phase: 'asked' })) })],
    ['counts attempts up', ({ steps }) => ({ steps: steps.map(step => ({ ...step, attempt: step.attempt + 1 })) })],
    ['takes a step out', ({ steps }) => ({ steps: steps.slice(1) })],
    ['takes all steps out', () => ({ steps: [] })],
    ['turns steps around', ({ steps }) => ({ steps: steps.toReversed() })],
    [
      'makes a step one that can be undone',
      ({ steps }) => ({ steps: steps.map(step => ({ ...step, irreversible: !step.irreversible })) }),
    ],
    ['puts something on the ledger', ({ ledger = [] }) => ({ ledger: [...ledger, entry('disk', '/x')] })],
    ['takes something off the ledger', () => ({ ledger: [] })],
    ['writes another seal', ({ seal }) => ({ seal: { mac: 'x', steps: seal?.steps ?? '' } })],
    [
      'says that the requester was judged as somebody else',
      ({ seal }) => ({ seal: { mac: '', steps: '', ...seal, as: ['mail:boss@x.example'] } }),
    ],
  ])('%s', (_, change) => {
    const capture = aSealedCapture();
    expect(look(stored({ ...capture, ...change(capture) }))).toBe('broken');
  });

  test('puts the seal of one capture on another', () => {
    const [one, another] = [aSealedCapture(), aSealedCapture()];
    expect(look({ ...one, seal: another.seal } as Capture)).toBe('broken');
    expect(look({ ...another, id: one.id })).toBe('broken');
  });

  test('takes the seal off unseen', () => {
    const { seal: _seal, ...bare } = aSealedCapture();
    expect(look(bare)).toBe('missing');
  });
});

describe('a key', () => {
  test('that is not ours makes no seal of ours', () => {
    expect(look(aSealedCapture(), other)).toBe('broken');
  });

  test('is changed by adding the new one, then by putting it first', () => {
    const capture = aSealedCapture();
    const both: SealKeys = { keys: [other.keys[0], keys.keys[0]], from: null };
    expect(look(capture, both)).toBe('sound');
    expect(look(sealed(capture, both, { isFresh: false }), other)).toBe('sound');
  });

  test('that comes to captures under way lets pass what has no good seal, until the time that its operator says and no longer', () => {
    const { seal: _seal, ...bare } = aSealedCapture();
    const from = new Date(noon.getTime() + 1);
    expect(checkSeal(bare, { ...keys, from }, noon)).toBe('passed');
    expect(checkSeal(bare, { ...keys, from }, from)).toBe('missing');
    expect(checkSeal(aSealedCapture(), { ...other, from }, from)).toBe('broken');
  });
});
