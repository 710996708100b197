import { describe, expect, test } from 'vitest';
import { readRedisUrl, redisAddress } from '../../../src/jobs/store/redis-url.ts';

const problemOf = (url: string) => {
  const reading = readRedisUrl(url);
  return reading.is === 'problem' ? reading.problem : null;
};

describe('a Redis URL', () => {
  test('names one server, with its user, password and database', () => {
    expect(redisAddress('redis://127.0.0.1:6379')).toEqual({
      kind: 'server',
      nodes: [{ host: '127.0.0.1', port: 6379 }],
      tls: null,
    });
    expect(redisAddress('rediss://bot:p%40ss:word@redis.example/2?servername=cache')).toEqual({
      kind: 'server',
      nodes: [{ host: 'redis.example', port: 6379 }],
      username: 'bot',
      password: 'p@ss:word',
      db: 2,
      tls: { servername: 'cache' },
    });
    expect(redisAddress('redis://:secret@[::1]:7000/')).toMatchObject({
      nodes: [{ host: '::1', port: 7000 }],
      password: 'secret',
    });
  });

  test('names Sentinels and what they call the master', () => {
    expect(
      redisAddress('rediss+sentinel://u:p@h1,h2:26380/my%20master/1?sentinelUsername=su&sentinelPassword=s%26p'),
    ).toEqual({
      kind: 'sentinel',
      nodes: [
        { host: 'h1', port: 26379 },
        { host: 'h2', port: 26380 },
      ],
      username: 'u',
      password: 'p',
      db: 1,
      master: 'my master',
      sentinelUsername: 'su',
      sentinelPassword: 's&p',
      tls: {},
    });
  });

  test('names nodes of a Cluster', () => {
    expect(redisAddress('redis+cluster://h1:7000,h2:7001')).toEqual({
      kind: 'cluster',
      nodes: [
        { host: 'h1', port: 7000 },
        { host: 'h2', port: 7001 },
      ],
      tls: null,
    });
  });

  test.each([
    ['http://h1', 'must be redis://'],
    ['redis://', 'must be redis://'],
    ['redis://h1:70000', 'must be redis://'],
    ['redis://u:p#w@h1', 'must be redis://'],
    ['redis://%zz@h1', 'must be redis://'],
    ['redis://h1,h2', 'names several hosts'],
    ['redis+sentinel://h1', 'does not name the master'],
    ['redis+cluster://h1/2', 'no numbered databases'],
    ['redis://h1/two', 'not the number of a database'],
    ['redis://h1?tls=yes', 'unknown word'],
    ['redis://h1?servername=cache', 'servername with rediss alone'],
    ['redis://h1?sentinelPassword=x', 'unknown word'],
  ])('%s is refused with what is wrong', (url, why) => {
    expect(problemOf(url)).toContain(why);
  });

  test('that is refused is not repeated: it may hold a password', () => {
    for (const url of ['redis://u:hush#hush@h1', 'redis://u:hush@h1,h2', 'redis+cluster://u:hush@h1/3'])
      expect(problemOf(url)).not.toContain('hush');
  });
});
