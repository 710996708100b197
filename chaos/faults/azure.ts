import type { RequestFault } from '../../sandbox/azure/faults.ts';
import type { Draw, Fault } from '../fault.ts';
import type { Rng } from '../rng.ts';

/** What can be asked of Azure, by how it is asked. */
const writes = {
  PUT: [
    'resourceGroups/capture-[^/]+$',
    'snapshots/',
    'restorePointCollections/',
    'disks/capture-',
    'networkSecurityGroups/',
    'virtualNetworks/',
    'networkInterfaces/',
    'virtualMachines/capture-[^/]+$',
    'runCommands/',
    'galleries/[^/]+$',
    'images/[^/]+$',
    'versions/',
    'roleAssignments/',
  ],
  POST: ['powerOff$', 'virtualMachines/[^/]+/start$', 'deallocate$', 'generalize$'],
  DELETE: [
    'resourceGroups/capture-[^/]+$',
    'snapshots/',
    'restorePointCollections/',
    'disks/',
    'networkSecurityGroups/',
    'virtualNetworks/',
    'networkInterfaces/',
    'virtualMachines/',
  ],
} as const;

const reads = [
  'virtualMachines/',
  'galleries/',
  'snapshots/',
  'disks/',
  'operations/',
  'Microsoft\\.Authorization',
  'Microsoft\\.Network/',
] as const;

const fault = (says: string, fault: RequestFault): Fault => ({
  says,
  begin({ azure }) {
    azure.faults.add(fault);
  },
});

const someWrite = (rng: Rng) => {
  const method = rng.weigh({ PUT: 5, POST: 3, DELETE: 3 });
  return { method, path: rng.pick<string>(writes[method]) };
};

const anything = (rng: Rng) => (rng.happens(0.6) ? someWrite(rng) : { method: 'GET', path: rng.pick(reads) });

const shown = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

export const azureTroubles = {
  throttled: {
    weight: 4,
    draw: (rng: Rng) => {
      const [match, times] = [anything(rng), rng.between(1, 4)];
      const withAfter = rng.happens(0.5);
      return fault(`429 ${withAfter ? 'with' : 'without'} Retry-After to ${times} × ${shown(match)}`, {
        match,
        times,
        status: 429,
        ...(withAfter ? { retryAfterSeconds: 1 } : {}),
      });
    },
  },
  'server-error': {
    weight: 4,
    draw: (rng: Rng) => {
      const [match, times, status] = [anything(rng), rng.between(1, 4), rng.pick([500, 502, 503] as const)];
      return fault(`${status} to ${times} × ${shown(match)}`, { match, times, status });
    },
  },
  'dropped-before': {
    weight: 4,
    draw: (rng: Rng) => {
      const [match, times] = [anything(rng), rng.between(1, 3)];
      return fault(`${times} × ${shown(match)} never arrives`, { match, times, drop: 'before' });
    },
  },
  'dropped-after': {
    weight: 6,
    draw: (rng: Rng) => {
      const [match, times] = [someWrite(rng), rng.between(1, 4)];
      return fault(`the answer to ${times} × ${shown(match)} is lost`, { match, times, drop: 'after' });
    },
  },
  slow: {
    weight: 2,
    draw: (rng: Rng) => {
      const [match, times, delayMs] = [anything(rng), rng.between(1, 4), rng.between(500, 2_500)];
      return fault(`${times} × ${shown(match)} takes ${delayMs} ms`, { match, times, delayMs });
    },
  },
  'operation-fails': {
    weight: 4,
    draw: (rng: Rng) => {
      const [match, times] = [someWrite(rng), rng.between(1, 2)];
      return fault(`the operation of ${times} × ${shown(match)} fails`, { match, times, operation: 'fail' });
    },
  },
  'operation-hangs': {
    weight: 0.7,
    draw: (rng: Rng) => {
      const match = someWrite(rng);
      return fault(`the operation of ${shown(match)} never ends`, { match, times: 1, operation: 'hang' });
    },
  },
} as const satisfies Readonly<Record<string, { weight: number; draw: Draw }>>;
