import { expect, test } from 'vitest';
import { z } from 'zod';
import { listAll, type Rest } from '../../src/azure/rest.ts';

const pages: Readonly<Record<string, unknown>> = {
  '/first': { value: [{ name: 'a' }, { name: 'b' }], nextLink: '/second' },
  '/second': { value: [], nextLink: '/third' },
  '/third': { value: [{ name: 'c' }] },
};
const rest: Rest = async (_method, url) => ({
  status: 200,
  body: pages[url],
  started: { operation: null, retryAfterMs: null },
});

test('a list is read to its last page, an empty page in between included', async () => {
  expect(await listAll(rest, '/first', z.object({ name: z.string() }))).toEqual([
    { name: 'a' },
    { name: 'b' },
    { name: 'c' },
  ]);
});

test('a list that is no list is an error, not an empty list', async () => {
  await expect(listAll(rest, '/nowhere', z.unknown())).rejects.toThrow();
});
