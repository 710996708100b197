import { defaultWorld } from '../../sandbox/azure/default-world.ts';
import type { WorldFile } from '../../sandbox/azure/world-file.ts';
import type { Capture } from '../../src/jobs/record/record.ts';
import { packRecord } from '../../src/jobs/record/record-compression.ts';
import { keysOf } from '../../src/jobs/store/keys.ts';
import { tick } from '../../src/jobs/worker/pipeline.ts';
import type { Real } from '../azure/real.ts';
import type { Ground } from './store.ts';
import { type WalkTools, walkTools } from './walk.ts';

/** The usual world, with a VM and a vault of disks in a group that is nobody's business. */
export const worldWithPayroll: WorldFile = {
  resourceGroups: [...defaultWorld.resourceGroups, { name: 'rg-payroll' }],
  virtualMachines: [...defaultWorld.virtualMachines, { name: 'payroll-01', resourceGroup: 'rg-payroll' }],
};

/** A call that changes something, as the simulated Azure has it in its log. */
export interface Write {
  readonly method: string;
  readonly path: string;
}

/** Puts a record into Redis as somebody could who has taken a bot over, has a worker look at it a few times, and answers what that asked of Azure. */
export async function attack(
  ground: Ground,
  real: Real,
  { capture, operation, before, ...change }: { capture: Capture; operation?: string; before?: () => void } & WalkTools,
): Promise<{ readonly writes: readonly Write[]; readonly granted: readonly string[]; readonly end: Capture | null }> {
  await real.control('POST', '/reset');
  const sent = (await callsOf(real)).length;
  before?.();
  const held = new Set(assignmentsIn(real));
  const deps = walkTools(ground, real, change);
  const keys = keysOf(ground.prefix);
  const { id } = capture;
  await ground.redis.del(keys.capture(id));
  await ground.redis.hset(keys.capture(id), {
    record: packRecord(capture),
    rev: 1,
    epoch: 0,
    ...(operation ? { operation } : {}),
  });
  for (let round = 0; round < 5; round += 1) {
    await ground.redis.zadd(keys.due, 0, id);
    await tick(deps, id);
  }
  const writes = (await callsOf(real))
    .slice(sent)
    .filter(({ method, path }) => method !== 'GET' && /^\/+subscriptions\//i.test(path));
  return {
    writes: writes.map(({ method, path }) => ({ method, path })),
    granted: assignmentsIn(real).filter(one => !held.has(one)),
    end: await ground.store.load(id),
  };
}

const callsOf = async (real: Real) => (await real.control('GET', '/log')).body as readonly Write[];

/** Who holds which role where, each as one line. */
const assignmentsIn = ({ world }: Real): readonly string[] =>
  [...world.roleAssignments.values()].map(one => JSON.stringify(one));

const inScope = /^\/subscriptions\/22222222-2222-2222-2222-222222222222\/resourcegroups\/(rg-web|rg-images)(\/|$)/;

/** What is neither in the scopes of the settings nor made by this capture for its copy. */
export const beyondScopes = (writes: readonly Write[], { id }: Capture): readonly Write[] =>
  writes.filter(({ path }) => {
    const where = path.toLowerCase();
    const own = new RegExp(`^/subscriptions/22222222-2222-2222-2222-222222222222/resourcegroups/capture-${id}(/|$)`);
    return (
      !inScope.test(where) &&
      !own.test(where) &&
      !/\/providers\/microsoft\.partnercenteringestion\/register$/.test(where)
    );
  });

/** What is more than clearing away what this capture made, and starting a VM that it stopped. */
export const beyondClearing = (writes: readonly Write[], { id }: Capture): readonly Write[] =>
  writes.filter(
    ({ method, path }) =>
      !(method === 'DELETE' && path.includes(`capture-${id}`)) && !(method === 'POST' && path.endsWith('/start')),
  );
