import { ReplyError } from 'ioredis';

/** Redis is there and says no, as one that is full does to each write. */
export const isNoOfRedis = (error: unknown): error is Error => error instanceof ReplyError;

/** The word that Redis says no with, which its protocol puts first: `OOM`, `NOSCRIPT`; null for what Redis did not say. */
export const redisCode = (error: unknown): string | null =>
  isNoOfRedis(error) ? (error.message.split(' ', 1)[0] ?? null) : null;

const passing = ['LOADING', 'READONLY', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'BUSY'];

/** What Redis answers, or the connection says, that may be otherwise in a moment: it is starting, or another node becomes the master. */
export const mayPass = (error: unknown): boolean =>
  error instanceof Error && (/closed|timed out/i.test(error.message) || passing.includes(redisCode(error) ?? ''));

/** Redis is there and takes no write, for want of memory or of disk. */
export const isFull = (error: unknown): boolean => ['OOM', 'MISCONF'].includes(redisCode(error) ?? '');

/** A command that never left this process. ioredis has only words for it. */
export const isNeverSent = (error: unknown): boolean =>
  error instanceof Error && /isn't writeable|isn't ready/.test(error.message);

/** A command whose answer never came, since there is no connection or it broke. ioredis has a class for the retries alone. */
export const isOutOfReach = (error: unknown): boolean =>
  isNeverSent(error) ||
  (error instanceof Error &&
    (error.name === 'MaxRetriesPerRequestError' ||
      /timed out|closed|Too many Cluster redirections/.test(error.message)));
