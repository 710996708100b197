import { DelayedError, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

/** BullMQ alone: so many jobs that delay themselves and do nothing else. Prints what it has come to each second. */
const [url = '', count = '0', pollSeconds = '0'] = process.argv.slice(2);
const pollMs = Number(pollSeconds) * 1000;
const connect = () => new Redis(url, { maxRetriesPerRequest: null });
const queue = new Queue('bare', { connection: connect(), prefix: '{bare}' });
const due = new Map<string, number>();
const late: number[] = [];
let looks = 0;

for (let from = 0; from < Number(count); from += 500)
  await queue.addBulk(
    Array.from({ length: Math.min(500, Number(count) - from) }, (_, index) => {
      const delay = (pollMs * (from + index)) / Number(count);
      return { name: 'tick', data: { id: `bench-${from + index}` }, opts: { jobId: `bench-${from + index}`, delay } };
    }),
  );
const worker = new Worker(
  'bare',
  async (job, token) => {
    const at = due.get(job.id ?? '');
    if (at !== undefined) late.push(Date.now() - at);
    looks += 1;
    due.set(job.id ?? '', Date.now() + pollMs);
    await job.moveToDelayed(Date.now() + pollMs, token);
    throw new DelayedError();
  },
  { connection: connect(), prefix: '{bare}', concurrency: 50 },
);
await worker.waitUntilReady();
setInterval(() => {
  const { user, system } = process.cpuUsage();
  console.log(
    JSON.stringify({ looks, cpuSeconds: (user + system) / 1e6, rss: process.memoryUsage().rss, late: late.splice(0) }),
  );
}, 1000);
