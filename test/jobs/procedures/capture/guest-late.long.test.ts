import { afterAll, beforeAll, expect, test } from 'vitest';
import { confirm, retry } from '../../../../src/jobs/record/transitions.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { rita } from '../../../support/captures.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { walkOf, walkSettings } from '../../../support/walk.ts';
import { inWords } from '../../../support/words.ts';

const ground = storeForEachTest();
let real: Real;

beforeAll(async () => {
  real = await startReal({ speed: 4000 });
});
afterAll(() => real.close());

async function inPlace(vm: string) {
  await real.control('POST', '/reset');
  const settings = walkSettings('\npace:', '\ntimeouts:\n  guestMinutes: 0.1\npace:');
  const request = { vm, definition: vm, regions: ['westeurope'], mode: 'in-place' as const, checks: 'off' as const };
  const walk = await walkOf(ground, real, request, undefined, { settings });
  await walk.until(({ status }) => status.is === 'waiting');
  return {
    ...walk,
    confirm: () =>
      walk.decide(one => confirm(one, { by: rita, planHash: null, now: new Date() }), { event: 'confirm', by: rita }),
    retry: () => walk.decide(one => retry(one, { by: rita, now: new Date() }), { event: 'retry', by: rita }),
    fails: () => walk.until(({ status }) => status.is === 'failed'),
  };
}

test('a guest that never powers off shows its log apart from the reason', async () => {
  const capture = await inPlace('web-01');
  await real.control('POST', '/faults', { vm: 'web-01', guest: 'deprovision-leaves-ovf' });
  await capture.confirm();
  await capture.fails();
  await real.control('POST', '/faults', { vm: 'web-01', guest: 'hangs' });
  await capture.retry();

  const { status } = await capture.fails();

  expect(status).toMatchObject({
    failure: { code: 'step-timed-out', log: expect.stringContaining('ovf-env.xml is still there') },
  });
  expect(JSON.stringify(status).match(/ovf-env/g)).toHaveLength(1);
});

test('a sysprep that never ends is explained by the log that it has left', async () => {
  const capture = await inPlace('win-01');
  await real.control('POST', '/faults', { vm: 'win-01', guest: 'sysprep-fails' });
  await capture.confirm();
  await capture.fails();
  await real.control('POST', '/faults', { vm: 'win-01', guest: 'hangs' });
  await capture.retry();

  const { status } = await capture.fails();

  expect(inWords(status)).toMatchObject({
    failure: {
      code: 'step-timed-out',
      reason: expect.stringMatching(/was not done after 0\.1 minutes\. .*An app is installed for one user/),
      remedy: expect.stringContaining('Remove the app for every user. Mend it in win-01'),
      log: expect.stringContaining('Microsoft.Contoso.Tools_1.4.2.0_x64__8wekyb3d8bbwe'),
      command: expect.stringContaining("-Name 'Microsoft.Contoso.Tools'"),
    },
  });
});
