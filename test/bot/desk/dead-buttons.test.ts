import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Notice } from '../../../src/jobs/record/record.ts';
import { aWaitingCapture, noon, olga } from '../../support/captures.ts';
import { type Office, openOffice } from '../../support/office.ts';
import { confirmed, putIn, retried } from '../../support/told.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice({ pace: 0.1 });
});
afterAll(() => office.close());
beforeEach(() => {
  office.clock = noon;
});

const at = noon.toISOString();
const step = 'create-version';
const failure = { code: 'Conflict', reason: 'Azure is busy.', remedy: 'Press Retry.' };
const failed = { is: 'failed', failure, step, at } as const;
const notice: Notice = { kind: 'failed', failure, step, at };

/** The actions that the buttons of each message in the thread have, oldest first. */
const buttonsIn = (replies: readonly object[]) =>
  replies.map(reply =>
    [...JSON.stringify(reply).matchAll(/"action_id":"(retry|abandon|confirm)"/g)].map(([, it]) => it),
  );

async function aFailure() {
  const told = await putIn(office, aWaitingCapture());
  await told.change(({ notices }) => ({ status: failed, notices: [...notices, confirmed, notice] }));
  await told.settled();
  return told;
}

test('a failure has its buttons for as long as it waits for somebody', async () => {
  const told = await aFailure();
  expect(buttonsIn(told.replies())).toEqual([[], [], ['retry', 'abandon']]);
});

test('a failure that is retried has none any more, and the next one has them', async () => {
  const told = await aFailure();
  await told.change(({ notices }) => ({ status: { is: 'running' }, notices: [...notices, retried] }));
  await told.settled();
  expect(buttonsIn(told.replies()).flat()).toEqual([]);
  office.clock = new Date(noon.getTime() + 60_000); // edits keep a distance
  await told.change(({ notices }) => ({ status: failed, notices: [...notices, notice] }));
  await told.settled();
  expect(buttonsIn(told.replies())).toEqual([[], [], [], [], ['retry', 'abandon']]);
});

test('two failures that are told at once leave buttons on the newer alone', async () => {
  const told = await putIn(office, aWaitingCapture());
  await told.change(({ notices }) => ({ status: failed, notices: [...notices, notice, retried, notice] }));
  await told.settled();
  expect(buttonsIn(told.replies()).at(-1)).toEqual(['retry', 'abandon']);
  await told.change(() => ({ status: { is: 'abandoned', by: olga, at } }));
  await told.settled();
  expect(buttonsIn(told.replies()).at(-1)).toEqual([]);
});
