import { expect, test } from 'vitest';
import { scrub } from '../src/log.ts';

test('a signed URL loses its signature, a token everything', () => {
  const text = scrub(
    'GET https://management.azure.com/x/operations/1?t=1&s=SIGNATURE failed with xoxb-1-abc and eyJhbGciOi.eyJzdWIi.c2ln at redis://user:pw@host and rediss+sentinel://h1,h2/m?sentinelPassword=hush',
  );
  expect(text).toContain('https://management.azure.com/x/operations/1?[cut]');
  for (const secret of ['SIGNATURE', 'xoxb', 'eyJ', 'pw@', 'hush']) expect(text).not.toContain(secret);
});
