import type { ZodSafeParseResult } from 'zod';

/** What is wrong with a value, a line each; `whole` is what the value is called. */
export const whatIsUnfit = (read: ZodSafeParseResult<unknown>, whole: string): readonly string[] =>
  read.error?.issues.map(({ path, message }) => `${path.join('.') || whole}: ${message}`) ?? [];
