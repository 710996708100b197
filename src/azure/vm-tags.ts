import { scrub, scrubValue } from '../scrub.ts';

/** The tags of a VM as they are kept: people write anything into them, and what is a secret is not for a record. */
export const keptTags = (tags: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [scrub(name), scrubValue(name, value)]));
