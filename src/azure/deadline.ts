import { AsyncLocalStorage } from 'node:async_hooks';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';

/** The call was not made: its time had passed before it could be sent, since the process stood still or had to wait. */
export class TooLate extends Error {
  constructor() {
    super('A call was not sent in time, so it is not sent at all.');
    this.name = 'TooLate';
  }
}

const deadlines = new AsyncLocalStorage<number>();

/** No call within `work` goes out, or is waited for, after that: whoever goes on in our place counts on it. By `performance.now()`. */
export const notAfter = <T>(untilMs: number, work: () => Promise<T>): Promise<T> => deadlines.run(untilMs, work);

/** The last look before a call goes out: it is given so long, and no longer than there is. */
export const deadlinePolicy = (timeoutMs: number): PipelinePolicy => ({
  name: 'captureImageDeadline',
  async sendRequest(request, next) {
    const leftMs = (deadlines.getStore() ?? Number.POSITIVE_INFINITY) - performance.now();
    if (leftMs <= 0) throw new TooLate();
    request.timeout = Math.ceil(Math.min(timeoutMs, leftMs));
    return await next(request);
  },
});
