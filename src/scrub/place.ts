import { isNothing, type Meaning } from './names.ts';
import type { Part } from './part.ts';

/** Where a value begins, and how it is bound to its name. */
export interface Place {
  readonly text: string;
  readonly at: number;
  readonly meaning: Meaning;
  /** Whether nothing but the name stands before it on its line. */
  readonly alone: boolean;
  /** Whether the name is bound to it as in settings, and not as in a sentence. */
  readonly bound: boolean;
}

/** What a sticky pattern finds at a place. */
export function matchedAt(text: string, at: number, pattern: RegExp): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** A value, unless it only says that there is one or none. */
export const valued = (text: string, from: number, to: number): Part | null =>
  isNothing(text.slice(from, Math.min(to, from + 60))) ? null : { from, to };
