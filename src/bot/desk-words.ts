import type { Answer, Note } from './chat.ts';

/** Redis did not answer a write: nobody knows whether it was done. */
export class RecordUnsure extends Error {}

/** Runs a write; when its answer is lost, says that nobody knows. A command that was never sent fails as it is. */
export async function writing<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const neverSent = error instanceof Error && /isn't writeable|isn't ready|ECONNREFUSED/.test(error.message);
    throw neverSent ? error : new RecordUnsure('The record did not answer a write', { cause: error });
  }
}

export const tell = (note: Note): Answer => ({ is: 'tell', note });
export const nothing: Answer = { is: 'nothing' };
