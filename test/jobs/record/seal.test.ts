import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entry } from '../../../src/jobs/record/cleanup-ledger.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { checkSeal, type SealKeys, sealed } from '../../../src/jobs/record/seal.ts';
import {
  cancel,
  cleanAgain,
  cleanSeen,
  confirm,
  retry,
  type Transition,
  unlock,
} from '../../../src/jobs/record/transitions.ts';
import { noon, olga, rita } from '../../support/captures.ts';
import { spoilt } from '../../support/properties.ts';
import { aSoundCapture } from '../../support/sound.ts';

const keys: SealKeys = { keys: ['a key of thirty-two characters...'], from: null };
const other: SealKeys = { keys: ['another one of just as many chars'], from: null };
const look = (capture: Capture, by = keys) => checkSeal(capture, by, noon, { 'stop-source': 'take-snapshots' });

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
const yes = (transition: Transition): Capture => {
  if (transition.is === 'no') throw new Error(transition.code);
  return transition.capture;
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
    ['says that it is a job of another procedure', () => ({ procedure: 'rest' })],
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

describe('a capture that a worker has ended', () => {
  const at = noon.toISOString();
  const power = (state: 'left' | 'closed') => ({ ...entry('source-power', '/vm'), state });
  const ended = (change: Partial<Capture> = {}) => {
    const { seal: _seal, ...capture } = aSealedCapture();
    const steps = capture.steps.map(step => ({ ...step, state: 'done' as const }));
    const over = { ...capture, steps, status: { is: 'succeeded', at } as const, ledger: [power('closed')], ...change };
    return sealed(over, keys, { isFresh: false });
  };

  test.each<[string, Partial<Capture>]>([
    ['run', { status: { is: 'running' } }],
    ['be planned', { status: { is: 'planning' } }],
    ['have failed', { status: { is: 'failed', failure: { code: 'x', reason: 'x', remedy: 'x' }, step: 'x', at } }],
    ['have come to another end', { status: { is: 'abandoned', by: rita, at } }],
    ['have a VM to start again', { ledger: [entry('source-power', '/vm')] }],
  ])('is not said to %s without breaking its seal', (_, change) => {
    expect(look(ended())).toBe('sound');
    expect(look(stored({ ...ended(), ...change }))).toBe('broken');
  });

  test('keeps what its seal says of the end', () => {
    const { seal, ...capture } = ended();
    const { final: _final, ...less } = seal ?? { mac: '', steps: '' };
    expect(look({ ...capture, seal: less, status: { is: 'running' } })).toBe('broken');
  });

  test('may have what it left deleted, and a VM that was not started tried again', () => {
    const disk = { ...entry('disk', '/x'), state: 'closed' } as const;
    const left = ended({ ledger: [power('left'), disk] });
    const again = yes(cleanAgain(left, { by: olga, now: noon }));
    expect(look(stored(yes(cleanSeen(left, { by: olga, now: noon, seen: ['/x'] }))))).toBe('sound');
    expect(look(stored(again))).toBe('sound');
  });

  test('was sealed in another form by an older worker, and that is good still', () => {
    const { capture, key } = JSON.parse(readFileSync('test/fixtures/sealed-over.json', 'utf8'));
    expect(checkSeal(capture, { keys: [key], from: null }, noon)).toBe('sound');
  });
});

test('a source that was seen to after a failure is not said to be stopped still', () => {
  const failed = aSealedCapture({ ledger: [{ ...entry('source-power', '/vm'), state: 'closed' }] });
  expect(look(stored(yes(retry(failed, { by: olga, now: noon }))))).toBe('sound');
  expect(look({ ...failed, ledger: [entry('source-power', '/vm')] })).toBe('broken');
});

test('a source is stopped anew only while its snapshots are needed', () => {
  const failed = (done: readonly string[]) => {
    const capture = aSealedCapture();
    const steps = capture.steps.map(step => ({ ...step, state: done.includes(step.name) ? 'done' : 'todo' }) as const);
    return sealed({ ...capture, steps }, keys, { isFresh: false });
  };
  const stopAnew = (capture: Capture) => {
    const again = { state: 'todo', attempt: 2 } as const;
    return {
      ...capture,
      steps: capture.steps.map(step => (step.name === 'stop-source' ? { ...step, ...again } : step)),
    };
  };
  expect(look(stopAnew(failed(['create-clone-group', 'stop-source'])))).toBe('sound');
  expect(look(stopAnew(failed(['create-clone-group', 'stop-source', 'take-snapshots'])))).toBe('broken');
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
