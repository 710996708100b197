import type { Job } from '../../jobs/record/record.ts';
import { isFull, isNeverSent } from '../../jobs/store/redis-errors.ts';
import type { Store } from '../../jobs/store/store.ts';
import type { Answer, Note } from '../chat.ts';

/** Redis did not answer a write: nobody knows whether it was done. */
export class RecordUnsure extends Error {}

/** Runs a write; when its answer is lost, says that nobody knows. One that was never sent, or that a full Redis did not take, fails as it is. */
export async function writing<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isNeverSent(error) || isFull(error)
      ? error
      : new RecordUnsure('The record did not answer a write', { cause: error });
  }
}

/** Saves a person's decision, if the capture is still as they saw it. */
export const savingIn =
  (store: Store<Job>): Store<Job>['decide'] =>
  (...decision) =>
    writing(store.decide(...decision));

export const replyWith = (note: Note): Answer => ({ is: 'tell', note });
export const nothing: Answer = { is: 'nothing' };
