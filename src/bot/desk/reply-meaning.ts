import type { Job } from '../../jobs/record/record.ts';
import type { CaptureAction } from '../actions.ts';
import type { Ignore, Reply } from '../command/replies.ts';
import { nearest } from '../command/tokenizer.ts';

/** What a question is about, and the word that it waits for in place of a yes. */
interface About {
  readonly subject: string;
  readonly word: string | null;
}

/** What a reply means to the question that a capture waits with; null when it is just talk. */
export function meant(
  reply: Reply | Ignore,
  capture: Job,
  { subject, word: whole }: About,
): 'yes' | 'no' | 'name' | 'almost' | 'other-name' | null {
  if (reply.is === 'ignore') return null;
  if (reply.is === 'yes' || reply.is === 'no') return reply.is;
  if (capture.status.is !== 'waiting') return null;
  const word = capture.status.for === 'confirm' ? whole : null;
  const name = reply.name?.toLowerCase();
  if (word && name === word.toLowerCase()) return 'name';
  if (reply.is === 'almost') return reply.about === null || isMachine(reply.about, subject) ? 'almost' : null;
  if (!isMachine(reply.name, subject)) return null;
  return word ? 'other-name' : isSame(reply.name, subject) ? 'almost' : null;
}

/** What a yes in its thread does. */
export const answerOf = ({ status }: Job): CaptureAction =>
  status.is === 'waiting' && status.for === 'guest' ? 'guest-done' : 'confirm';

/** Whether a word is there for a machine: the one in question, one that is called nearly so, or a name as only machines have. */
function isMachine(word: string, subject: string): boolean {
  const [typed, name] = [word.toLowerCase(), subject.toLowerCase()];
  return typed === name || /\d/.test(typed) || (typed.length > 2 && nearest(typed, [name]) !== null);
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
