import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultWorld } from '../../../../sandbox/azure/default-world.ts';
import { galleryId } from '../../../../src/azure/names.ts';
import type { Plan } from '../../../../src/jobs/record/plan.ts';
import { confirm, retry, unlock } from '../../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../../src/jobs/request/request.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { until } from '../../../sandbox/azure/clients.ts';
import { rita } from '../../../support/captures.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { walkOf } from '../../../support/walk.ts';
import { wordsOf } from '../../../support/words.ts';

const ground = storeForEachTest();
const fresh = (gallery: string) => ({ gallery, galleryResourceGroup: 'rg-images', regions: ['westeurope'] });

const ofCopy = [
  'the group',
  'the security group',
  'the network',
  'the card',
  'a disk',
  'a snapshot',
  'the restore point',
];
const ofImage = ['the gallery', 'the definition', 'the version'];
const source = 'the source and its disk';

/** The write of each act that is refused, so that the capture stands still there; what is lost then; and what of it is made again at Retry. */
const losses: readonly Loss[] = [
  { act: 'take-snapshots', write: 'PUT .*/snapshots/[^/]*', lost: [source, ...ofCopy], again: ofCopy },
  { act: 'take-restore-point', write: 'PUT .*/restorePoints/[^/]*', lost: [source, ...ofCopy], again: ofCopy },
  { act: 'copy-disks', write: 'PUT .*/disks/[^/]*', lost: [source, ...ofCopy], again: ofCopy },
  { act: 'copy-disks', write: 'PUT .*/disks/[^/]*(?<!-os)', lost: ['a snapshot', 'a disk'], again: ['a disk'] },
  {
    act: 'isolate-clone',
    write: 'PUT .*/networkInterfaces/[^/]*',
    lost: [source, ...ofCopy],
    again: [source, ...ofCopy],
  },
  {
    act: 'create-clone',
    write: 'PUT .*/virtualMachines/capture-[^/]*',
    lost: [source, ...ofCopy],
    again: [source, ...ofCopy],
  },
  { act: 'deprovision-guest', write: 'PUT .*/runCommands/capture-[^/]*-1', lost: ['the copy', source], again: [] },
  { act: 'deallocate-vm', write: 'POST .*/deallocate', lost: ['the copy', source], again: [] },
  { act: 'generalize-vm', write: 'POST .*/generalize', lost: ['the group', source], again: [] },
  { act: 'create-definition', write: 'PUT .*/images/[^/]*', lost: ['the copy', source, ...ofImage], again: ofImage },
  { act: 'create-version', write: 'PUT .*/versions/[^/]*', lost: ['the copy', source, ...ofImage], again: ofImage },
  { act: 'grant-publisher', write: 'PUT .*/roleAssignments/[^/]*', lost: ofImage, again: ofImage },
];
interface Loss {
  readonly act: string;
  readonly write: string;
  readonly lost: readonly string[];
  readonly again: readonly string[];
}
const at = (...acts: readonly string[]) => losses.filter(({ act }) => acts.includes(act));
const inGuestAndAfter = losses.slice(losses.findIndex(({ act }) => act === 'deprovision-guest'));

const requests: readonly (readonly [what: string, Request, readonly Loss[]])[] = [
  [
    'a copy by snapshots',
    { vm: 'web-01', ...fresh('snapped') },
    [...at('isolate-clone', 'create-clone'), ...inGuestAndAfter],
  ],
  [
    'a copy of a stopped VM',
    { vm: 'shop-01', ...fresh('stopped'), consistency: 'stop' },
    at('take-snapshots', 'copy-disks'),
  ],
  [
    'a copy by a restore point',
    { vm: 'shop-01', ...fresh('pointed'), consistency: 'restore-point' },
    at('take-restore-point', 'copy-disks'),
  ],
  ['a VM in place', { vm: 'web-01', ...fresh('placed'), mode: 'in-place' }, inGuestAndAfter],
];

const virtualMachines = defaultWorld.virtualMachines.map(one =>
  one.name === 'shop-01' ? { ...one, dataDiskSizesGb: [8] } : one,
);
let real: Real;
beforeAll(async () => {
  real = await startReal({ speed: 4000, world: { virtualMachines } });
});
afterAll(() => real.close());

const apiVersionOf = (id: string): string => {
  if (/\/Microsoft\.Network\//.test(id)) return '2024-05-01';
  if (/\/galleries\//.test(id)) return '2024-03-03';
  if (/\/(?:disks|snapshots)\//.test(id)) return '2024-03-02';
  return id.includes('/providers/') ? '2024-07-01' : '2021-04-01';
};
const ask = async (method: string, id: string): Promise<number> =>
  (await real.send(method, `${id}?api-version=${apiVersionOf(id)}`)).status;

/** Deletes it as a person would, with what Azure wants deleted before it; answers whether it was there. */
async function lose(id: string, before: readonly string[] = []): Promise<boolean> {
  if ((await ask('GET', id)) !== 200) return false;
  for (const one of before) await lose(one);
  await until(`${id} may be deleted`, async () => (await ask('DELETE', id)) < 400, 10_000);
  await until(`${id} is gone`, async () => (await ask('GET', id)) === 404, 20_000);
  return true;
}

/** What may be lost, each with what Azure wants deleted before it. */
function parts({ clone, target, vm }: Plan): Readonly<Record<string, readonly string[]>> {
  const gallery = galleryId(target);
  const definition = `${gallery}/images/${target.definition}`;
  const version = `${definition}/versions/${target.version}`;
  const disks = clone?.disks ?? [];
  const point = clone?.restorePoint;
  return {
    'the source': [vm.id],
    'the source and its disk': [vm.osDisk.id ?? '', vm.id],
    'the gallery': [gallery, version, definition],
    'the definition': [definition, version],
    'the version': [version],
    ...(clone && {
      'the group': [clone.group.id],
      'the copy': [clone.id],
      'the security group': [
        clone.securityGroupId,
        clone.id,
        clone.nicId,
        ...(clone.network ? [clone.network.id] : []),
      ],
      'the network': [clone.network?.id ?? '', clone.id, clone.nicId],
      'the card': [clone.nicId, clone.id],
      'a disk': [disks.at(0)?.diskId ?? '', clone.id],
      ...(point ? { 'the restore point': [point.id] } : { 'a snapshot': [disks.at(-1)?.snapshotId ?? ''] }),
    }),
  };
}

/** Goes to where an act is refused, loses a part there, and presses Retry as long as the thread says so: what it said each time. */
async function leadsOn(request: Request, { act, write }: Loss, part: string) {
  const [method = '', path = ''] = write.split(' ');
  await real.control('POST', '/reset');
  await real.control('POST', '/faults', {
    match: { method, path: `${path}$` },
    status: 409,
    code: 'Conflict',
    message: 'Not now.',
  });
  const walk = await walkOf(ground, real, request, `walk-${randomBytes(3).toString('hex')}`);
  await walk.until(({ status }) => status.is === 'waiting');
  await walk.decide(one => confirm(one, { by: rita, planHash: null, now: new Date() }), { event: 'confirm', by: rita });
  const pressRetry = () => walk.decide(one => retry(one, { by: rita, now: new Date() }), { event: 'retry', by: rita });

  const { status, plan } = await walk.until(one => one.status.is === 'failed' || one.status.is === 'succeeded');
  const [id = '', ...before] = (plan && parts(plan)[part]) ?? [];
  const isLost = status.is === 'failed' && status.step === act && id !== '' && (await lose(id, before));
  const said: string[] = [];
  while (isLost && said.length < 4) {
    await pressRetry();
    const now = (await walk.until(one => one.status.is === 'failed' || one.status.is === 'succeeded')).status;
    if (now.is !== 'failed') break;
    said.push(`${now.step}: ${now.failure.code}: ${wordsOf(now.failure).reason} ${wordsOf(now.failure).remedy}`);
    if (/^(?:Press )?Abandon/.test(wordsOf(now.failure).remedy) || said.at(-1) === said.at(-2)) break;
  }
  const end = await walk.now();
  if (end.status.is !== 'succeeded')
    await walk.decide(one => unlock(one, { by: rita, reason: 'lost', now: new Date() }), { event: 'unlock', by: rita });
  return { stoodAt: status.is === 'failed' ? status.step : '', isLost, said, end: end.status.is };
}

describe.each(requests)('%s', (_, request, cases) => {
  test.each(cases.map(one => [one.act, one] as const))(
    'leads on after what is lost at %s',
    async (act, one) => {
      const tried: string[] = [];
      for (const part of one.lost) {
        const { stoodAt, isLost, said, end } = await leadsOn(request, one, part);
        expect(stoodAt).toBe(act);
        if (!isLost) continue;
        tried.push(part);
        const isToBe = one.again.includes(part) || (part === source && request.mode !== 'in-place' && isCopied(act));
        if (isToBe) expect(end, `${part}: ${said.join(' ')}`).toBe('succeeded');
        else expect(said.at(-1), part).toMatch(/[.] (?:Press )?Abandon|If it comes to the same, abandon/);
      }
      expect(tried, 'what was lost').not.toHaveLength(0);
    },
    120_000,
  );
});

/** From there on nothing is taken from the source any more. */
const isCopied = (act: string): boolean => !['take-snapshots', 'take-restore-point', 'copy-disks'].includes(act);
