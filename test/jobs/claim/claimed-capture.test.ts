import { expect, test } from 'vitest';
import { openClaim } from '../../../src/jobs/claim/claimed-capture.ts';
import { plainRecord } from '../../../src/jobs/record/record-codec.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { startReal } from '../../azure/real.ts';
import { aCapture, noon } from '../../support/captures.ts';
import { storeForEachTest } from '../../support/store.ts';
import { walkTools } from '../../support/walk.ts';

const ground = storeForEachTest();

test('a save keeps the place in line, and null takes it away', async () => {
  const real = await startReal();
  const queued = { behind: 'web-01-aaaaa', place: 1, since: noon.toISOString() };
  const capture = aCapture({ queued });
  await ground.store.accept(capture.id, capture);
  const claim = await ground.store.claim(capture.id);
  if (!claim || !('capture' in claim)) throw new Error('nothing to claim');
  const claimed = openClaim(walkTools(ground, real), claim);
  const stored = async () =>
    JSON.parse(plainRecord(String(await ground.redis.hget(keysOf(ground.prefix).capture(capture.id), 'record'))));

  await claimed.save({ cancel: null }, { dueInMs: 0 });
  expect([await stored(), claimed.capture()]).toMatchObject([{ queued }, { queued }]);
  await claimed.save({ queued: null }, { dueInMs: 0 });
  for (const record of [await stored(), claimed.capture()]) expect(record).not.toHaveProperty('queued');
  await real.close();
});
