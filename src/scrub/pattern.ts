/** What stands where a secret stood. */
export const cut = '[cut]';

/** Says what is left of what a pattern found, from the whole and its groups. */
export type Put = (found: string, ...parts: string[]) => string;

/** What a secret looks like, and what is left of it. It takes what it begins on or gives up within a fixed number of characters. */
export type Pattern = readonly [RegExp, Put];

export const all: Put = () => cut;

/** Leaves the first group. */
export const behindFirst: Put = (_found, first = '') => `${first}${cut}`;
