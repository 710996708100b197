import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Capture } from '../../src/jobs/record/record.ts';
import { confirm, retry } from '../../src/jobs/record/transitions.ts';
import type { Request } from '../../src/jobs/request/request.ts';
import { startReal } from '../azure/real.ts';
import { rita } from './captures.ts';
import type { Ground } from './store.ts';
import { walkOf } from './walk.ts';

const isAsked = ({ status }: Capture) => status.is === 'waiting';
const hasFailed = ({ status }: Capture) => status.is === 'failed';
const isStill = (capture: Capture) => capture.status.is !== 'running' && capture.status.is !== 'planning';

/** A capture under way whose next call of that kind Azure refuses, so that it has failed. */
export async function failedWalk(
  ground: Ground,
  request: Request,
  { match, id, ...tools }: { match: { method: string; path: string }; id?: string } & Parameters<typeof walkOf>[4],
) {
  const real = await startReal();
  onTestFinished(() => real.close());
  const walk = await walkOf(ground, real, request, id, tools);
  await walk.until(isAsked);
  await walk.decide(one => confirm(one, { by: rita, planHash: null, now: new Date(), own: true }), {
    event: 'confirm',
  });
  await real.control('POST', '/faults', { match, status: 403, code: 'AuthorizationFailed', times: 1 });
  await walk.until(hasFailed);
  const { body } = await real.control('GET', '/log');
  const before = (body as unknown[]).length;
  return {
    real,
    walk,
    /** Retries it, and answers where it comes to rest. */
    async retried(): Promise<Capture> {
      await walk.decide(one => retry(one, { by: rita, now: new Date() }), { event: 'retry' });
      return await walk.until(isStill);
    },
    /** What was asked of Azure since that changes anything. */
    async writes() {
      const answer = await real.control('GET', '/log');
      const calls = (answer.body as { method: string; path: string }[]).slice(before);
      return calls.filter(({ method, path }) => method !== 'GET' && path.startsWith('/subscriptions/'));
    },
    vm() {
      const vm = [...real.world.virtualMachines.values()].find(({ name }) => name === 'web-01');
      if (!vm) throw new Error('There is no web-01.');
      return vm;
    },
    /** Somebody deletes the VM and makes another of that name. */
    isMadeAnew() {
      const vm = this.vm();
      Object.assign(vm, { properties: { ...vm.properties, vmId: randomUUID() } });
    },
  };
}
