import { createServer } from 'node:http';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  RestError,
} from '@azure/core-rest-pipeline';
import { WebClient } from '@slack/web-api';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logConsole, openLog } from '../src/log.ts';
import { runScript } from './support/scripts.ts';

const secret = 'pLanTed7Secret9Value';
let port = 0;

/** Answers everybody with what they sent. */
const echo = createServer((request, response) => {
  let body = '';
  request.on('data', chunk => {
    body += chunk;
  });
  request.on('end', () => {
    response.writeHead(500, { 'content-type': 'application/json', 'x-said': request.headers.authorization ?? '' });
    response.end(JSON.stringify({ headers: request.headers, body }));
  });
});

beforeAll(async () => {
  await new Promise<void>(resolve => echo.listen(0, '127.0.0.1', resolve));
  const address = echo.address();
  port = address && typeof address === 'object' ? address.port : 0;
});
afterAll(() => echo.close());

/** A worker in which something throws that nobody catches, as soon as it listens for that. */
function uncaught() {
  const throws = `const wait = setInterval(() => {
    if (process.listenerCount('uncaughtException') === 0) return;
    clearInterval(wait);
    throw Object.assign(new Error('password=${secret}'), { request: { headers: { authorization: 'Bearer ${secret}' } } });
  }, 1);`;
  return runScript(['--import', `data:text/javascript,${encodeURIComponent(throws)}`, 'src/main.ts', 'worker'], {
    REDIS_URL: `redis://127.0.0.1:${port}`,
    CAPTURE_IMAGE_CONFIG: 'capture-image.example.yaml',
    CAPTURE_IMAGE_POLICY: '',
  });
}

async function thrown(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('Nothing was thrown.');
}

async function azureError(): Promise<Error> {
  const request = createPipelineRequest({
    url: `http://127.0.0.1:${port}/operations/1?t=1&s=${secret}`,
    method: 'POST',
    headers: createHttpHeaders({
      authorization: `Bearer ${secret}`,
      'x-ms-authorization-auxiliary': `Bearer ${secret}`,
    }),
    body: JSON.stringify({ properties: { adminPassword: secret } }),
    allowInsecureConnection: true,
  });
  const response = await createDefaultHttpClient().sendRequest(request);
  return new RestError(`POST ${request.url} failed`, { code: 'Oops', statusCode: 500, request, response });
}

const slackError = () =>
  thrown(() =>
    new WebClient(`xoxb-1-${secret}`, {
      slackApiUrl: `http://127.0.0.1:${port}/`,
      retryConfig: { retries: 0 },
    }).chat.postMessage({
      channel: 'C1',
      text: `password=${secret}`,
    }),
  );

const redisError = () =>
  thrown(async () => {
    const redis = new Redis(`redis://user:${secret}@127.0.0.1:${port}`, {
      lazyConnect: true,
      retryStrategy: null,
      maxRetriesPerRequest: 0,
    });
    redis.on('error', () => {});
    await redis.connect();
    await redis.auth('user', secret);
  });

const fetchError = () =>
  thrown(() => fetch(`http://user:${secret}@127.0.0.1:${port}/`, { headers: { authorization: `Bearer ${secret}` } }));

const kinds: readonly (readonly [string, () => Promise<Error>])[] = [
  ['Azure’s SDK', azureError],
  ['Slack’s SDK', slackError],
  ['Redis', redisError],
  ['fetch', fetchError],
  ['whatever wraps one', async () => new Error(`The call failed: token=${secret}`, { cause: await azureError() })],
  ['several at once', async () => new AggregateError([await azureError(), await slackError()], 'All failed')],
  [
    'somebody’s own fields',
    async () =>
      Object.assign(new Error('x', { cause: { token: secret, raw: `password: ${secret}` } }), {
        headers: { authorization: secret },
        code: `key=${secret}`,
      }),
  ],
];

function lines(say: (log: ReturnType<typeof openLog>) => void): string {
  const written: string[] = [];
  say(openLog('trace', { write: line => written.push(line) }));
  for (const line of written) JSON.parse(line);
  expect(written).not.toEqual([]);
  return written.join('');
}

test.each(kinds)(
  'no line of the log has a secret of an error of %s in it, however it is logged',
  async (_kind, make) => {
    const error = await make();
    const said = lines(log => {
      log.error({ err: error }, 'went wrong');
      log.error(error);
      log.fatal(error, 'went wrong');
      log.warn({ error, reason: { of: [error, { deep: error }] } }, 'went wrong');
      log.info({ ...error }, 'went wrong');
      log.debug('%o %s %j', error, error.message, error);
      log.trace({
        request: Reflect.get(error, 'request'),
        response: Reflect.get(error, 'response'),
        cause: error.cause,
      });
      log.info(`went wrong: password=${secret}`);
    });
    expect(said).not.toContain(secret);
    expect(said).not.toContain(Buffer.from(`user:${secret}`).toString('base64'));
    expect(said).toContain(`"name":${JSON.stringify(error.name)}`);
    expect(said).toContain('"stack":');
  },
);

test.each(kinds)('nor does what a library prints of one: %s', async (_kind, make) => {
  const error = await make();
  const library = globalThis.console;
  const own = { ...library };
  const said = lines(log => {
    logConsole(log);
    library.error(error);
    library.warn('it failed: %o', error);
    library.info({ error, authorization: `Bearer ${secret}`, list: [error] });
    Object.assign(library, own);
  });
  expect(said).not.toContain(secret);
});

test('what a line is about stays in it', () => {
  const fields = {
    capture: 'web-01-4f2a',
    channel: '19:0f1e2d3c4b5a69780f1e2d3c4b5a6978@thread.tacv2',
    conversation: 'a:1rVq8tXw2yZ3aB4cD5eF6gH7iJ8kL9mN0oP1qR2sT3uV4wX5yZ6',
    step: 'deallocate-vm',
    stumbles: 3,
    role: 'worker',
  };
  expect(JSON.parse(lines(log => log.info(fields, 'a tick stumbled')))).toMatchObject({
    ...fields,
    msg: 'a tick stumbled',
  });
});

test('what is no plain data, or has no end, is only named', () => {
  const round: Record<string, unknown> = { name: 'a' };
  round.self = round;
  const said = JSON.parse(
    lines(log =>
      log.info({
        round,
        map: new Map([['password', secret]]),
        bytes: Buffer.from(secret),
        token: secret,
        many: Array(999).fill(1),
      }),
    ),
  );
  expect(said).toMatchObject({ round: { name: 'a', self: '[…]' }, map: '[Map]', bytes: '[Buffer]', token: '[cut]' });
  expect(said.many).toHaveLength(50);
});

test('an error that nobody catches is a line of the log too, without its request', async () => {
  const { code, says } = await uncaught();
  expect(code).toBe(1);
  expect(says).toContain('an error that nobody expected');
  expect(says).not.toContain(secret);
});
