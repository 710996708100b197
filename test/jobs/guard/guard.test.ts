import { describe, expect, test } from 'vitest';
import { retry } from '../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../src/jobs/request/request.ts';
import { rita } from '../../support/captures.ts';
import { failedWalk } from '../../support/failed.ts';
import { aPolicy } from '../../support/office.ts';
import { storeForEachTest } from '../../support/store.ts';
import { walkSettings } from '../../support/walk.ts';
import { wordsOf } from '../../support/words.ts';

const ground = storeForEachTest();
const as = ['slack:u0rita'];
const allow = 'rules:\n  - { name: all of us, allow: [plan, capture, in-place, grant], to: [everyone]';
const lax = aPolicy(`${allow} }`);
const deniesRita = aPolicy(`${allow} }\n  - { name: not her, deny: [capture], to: ['slack:u0rita'] }`);
const takesTwo = aPolicy(`${allow}, approvals: { count: 2, of: ['slack:u0olga', 'slack:u0otto'] } }`);
const keepsPrecious = aPolicy(
  `${allow} }\n  - { name: the precious stay, deny: [capture], to: [everyone], where: { tags: { tier: precious } } }`,
);
const withoutWeb = walkSettings('resourceGroups: [rg-web, rg-images]', 'resourceGroups: [rg-images]');

const inPlace: Request = { vm: 'web-01', definition: 'web', regions: ['westeurope'], mode: 'in-place', checks: 'off' };
const copy: Request = { ...inPlace, mode: 'clone' };

const firstCall = { method: 'PUT', path: 'runCommands' };
const firstOfCopy = { method: 'PUT', path: 'resourcegroups' };
const later = { method: 'POST', path: 'deallocate' };
const laterOfCopy = { method: 'PUT', path: 'networkSecurityGroups' };

const failed = (request: Request, match: { method: string; path: string }) =>
  failedWalk(ground, request, { match, policy: lax, as });
type Failed = Awaited<ReturnType<typeof failed>>;
type Change = (of: Failed) => void;
const changes: readonly (readonly [string, Change, RegExp])[] = [
  ['its requester is denied by name', ({ walk }) => walk.restart({ policy: deniesRita }), /not her/],
  [
    'its VM is tagged as one that stays',
    ({ walk, vm }) => {
      Object.assign(vm(), { tags: { tier: 'precious' } });
      walk.restart({ policy: keepsPrecious });
    },
    /the precious stay/,
  ],
  ['its group has left the scopes', ({ walk }) => walk.restart({ settings: withoutWeb }), /rg-web/],
];

describe.each([
  ['a copy', copy, firstOfCopy, laterOfCopy],
  ['in place', inPlace, firstCall, later],
])('%s', (_, request, first, afterwards) => {
  test.each(changes)('that has written nothing is refused on Retry where %s', async (_why, change, says) => {
    const one = await failed(request, first);
    change(one);
    const { status } = await one.retried();
    expect(status.is === 'refused' && status.refusals.map(one => wordsOf(one).reason).join()).toMatch(says);
    expect(await one.writes()).toEqual([]);
  });

  test.each(changes)(
    'that has written something fails again on Retry where %s, and says so',
    async (_why, change, says) => {
      const one = await failed(request, afterwards);
      change(one);
      for (let round = 0; round < 2; round += 1) {
        const { status } = await one.retried();
        if (status.is !== 'failed') throw new Error(`It is ${status.is}.`);
        expect(wordsOf(status.failure).reason).toMatch(says);
        expect(wordsOf(status.failure).remedy).toMatch(/Retry.*Abandon/s);
      }
      expect(await one.writes()).toEqual([]);
    },
  );

  test('that has written nothing asks anew on Retry where it takes two approvals now', async () => {
    const one = await failed(request, first);
    one.walk.restart({ policy: takesTwo });
    const { status, decision, needs } = await one.retried();
    expect([status.is, decision, needs?.[0]?.count]).toEqual(['waiting', null, 2]);
    expect(await one.writes()).toEqual([]);
  });

  test('that has written something fails again on Retry where it takes two approvals now', async () => {
    const one = await failed(request, afterwards);
    one.walk.restart({ policy: takesTwo });
    const { status } = await one.retried();
    expect(status.is === 'failed' && wordsOf(status.failure)).toMatchObject({
      code: 'policy-approvals',
      reason: expect.stringContaining('2 of slack:u0olga, slack:u0otto (it has 0)'),
    });
    expect(await one.writes()).toEqual([]);
  });

  test('goes on where nothing has moved', async () => {
    const one = await failed(request, afterwards);
    await one.walk.decide(capture => retry(capture, { by: rita, now: new Date() }), { event: 'retry' });
    expect((await one.walk.until(({ status }) => status.is !== 'running')).status.is).toBe('succeeded');
  });
});

describe('a VM that was made anew under the same name', () => {
  test('is asked about anew where nothing was written', async () => {
    const one = await failed(inPlace, firstCall);
    one.isMadeAnew();
    const { status, notices } = await one.retried();
    expect(status.is).toBe('waiting');
    expect(notices.at(-1)).toMatchObject({ moved: [{ code: 'vm-unique-id' }] });
    expect(await one.writes()).toEqual([]);
  });

  test('is not gone on with where something was', async () => {
    const one = await failed(inPlace, later);
    one.isMadeAnew();
    const { status } = await one.retried();
    expect(status.is === 'failed' && status.failure.code).toBe('vm-replaced');
    expect(await one.writes()).toEqual([]);
  });

  test('no longer matters to a copy that has its disks', async () => {
    const one = await failed(copy, laterOfCopy);
    one.isMadeAnew();
    await one.walk.decide(capture => retry(capture, { by: rita, now: new Date() }), { event: 'retry' });
    expect((await one.walk.until(({ status }) => status.is !== 'running')).status.is).toBe('succeeded');
  });
});

describe.each([
  ['in place', inPlace, later],
  ['as a copy', copy, firstOfCopy],
])('a capture %s that has failed and owns nothing', (_, request, match) => {
  test('expires in its time', async () => {
    const one = await failed(request, match);
    one.walk.restart({ settings: walkSettings('\npace:', '\nclone: { keepFailedHours: 0.000001 }\npace:') });
    const { status } = await one.walk.until(({ status: now }) => now.is !== 'failed');
    expect(status.is).toBe('expired');
    expect(await one.writes()).toEqual([]);
  });
});
