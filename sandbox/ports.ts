import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what systems give to connections that go out: nobody but a listener takes one of these between the look and the use. */
const [first, last] = [15_000, 30_000];
const tries = 50;

/** Answers a port of 127.0.0.1 that nobody listens on: the wanted one when it is free, else any. */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted && (await isFree(wanted))) return wanted;
  for (let count = 0; count < tries; count += 1) {
    const port = randomInt(first, last);
    if (await isFree(port)) return port;
  }
  throw new Error(`There is no free port: ${tries} between ${first} and ${last} were taken.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
