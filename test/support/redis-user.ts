import { readFileSync } from 'node:fs';

const password = 'a-password';

/** The words of `ACL SETUSER`, as docs/operations.md has them. */
export const redisUser: readonly string[] = (
  /```\nuser (capture-image on [^`]*)```/.exec(readFileSync('docs/operations.md', 'utf8'))?.[1] ?? ''
)
  .replace('PASSWORD', password)
  .split(/\s+/)
  .filter(Boolean);

/** A Redis as that user sees it. */
export const userUrl = (url: string): string => url.replace('redis://', `redis://capture-image:${password}@`);
