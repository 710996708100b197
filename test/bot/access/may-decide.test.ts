import { describe, expect, test } from 'vitest';
import { mayDecide } from '../../../src/bot/access/may-decide.ts';
import { aCapture, aWaitingCapture, olga, rita } from '../../support/captures.ts';

const waiting = aWaitingCapture();
const asked = { for: 'confirm', planHash: waiting.plan?.hash ?? '' } as const;
const attempt = { by: rita, captureAction: 'confirm', edited: false, asked } as const;

describe('who may decide', () => {
  test('the requester may', () => {
    expect(mayDecide(waiting, attempt)).toEqual({ is: 'yes' });
  });
  test.each(['confirm', 'guest-done', 'cancel', 'retry', 'abandon'] as const)('nobody else may %s', action => {
    expect(mayDecide(waiting, { ...attempt, by: olga, captureAction: action })).toMatchObject({
      code: 'not-requester',
    });
  });
  test('the same id in another workspace is somebody else', () => {
    expect(mayDecide(waiting, { ...attempt, by: { ...rita, workspace: 'T1' } })).toMatchObject({ is: 'no' });
  });
  test('a name is no identity', () => {
    expect(mayDecide(waiting, { ...attempt, by: { ...olga, name: rita.name } })).toMatchObject({ is: 'no' });
  });
});

describe('what counts', () => {
  test('an edited message never does', () => {
    expect(mayDecide(waiting, { ...attempt, edited: true })).toMatchObject({ code: 'edited' });
  });
  test('an answer before the question does not', () => {
    expect(mayDecide(waiting, { ...attempt, asked: null })).toMatchObject({ code: 'not-asked' });
  });
  test('an answer to the plan does not say that the guest step is done', () => {
    const status = { is: 'waiting', for: 'guest', until: '2026-11-23T13:00:00.000Z' } as const;
    const guest = aWaitingCapture({ status });
    expect(mayDecide(guest, attempt)).toMatchObject({ code: 'not-asked' });
    const askedGuest = { ...asked, for: 'guest' } as const;
    expect(mayDecide(guest, { ...attempt, asked: askedGuest })).toMatchObject({ code: 'other-question' });
    expect(mayDecide(guest, { ...attempt, captureAction: 'guest-done', asked: askedGuest })).toEqual({ is: 'yes' });
  });
  test('cancelling needs no question', () => {
    expect(mayDecide(aCapture(), { ...attempt, captureAction: 'cancel', asked: null })).toEqual({ is: 'yes' });
  });
});
