import type { ZodSafeParseResult, z } from 'zod';

/** What is wrong with a value, a line each; `whole` is what the value is called. */
export const zodProblems = (read: ZodSafeParseResult<unknown>, whole: string): readonly string[] =>
  read.error?.issues.map(issue => `${issue.path.join('.') || whole}: ${wordsOf(issue)}`) ?? [];

/** What is wrong with a key stands within. */
const wordsOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join('; ') : issue.message;
