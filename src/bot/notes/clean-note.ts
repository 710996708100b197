import { withoutControls } from '../../hidden-characters.ts';
import type { Note } from '../chat.ts';

/** A note as every chat is given it: no text of others in it turns a line around, hides or ends it. */
export const cleanNote = (note: Note): Note => cleaned(note);

function cleaned<T>(value: T): T {
  if (typeof value === 'string') return withoutControls(value) as T & string;
  if (Array.isArray(value)) return value.map(cleaned) as T & unknown[];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)])) as T;
}
