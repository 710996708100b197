import { sizes } from '../sandbox/azure/sizes.ts';
import type { WorldFile } from '../sandbox/azure/world-file.ts';

type Machine = NonNullable<WorldFile['virtualMachines']>[number];

const large = 'Standard_D4s_v5';

/** What a VM is like, and how many of its kind there are. */
const kinds = {
  linux: { count: 14, is: {} },
  trusted: { count: 6, is: { securityType: 'TrustedLaunch' } },
  disks: { count: 6, is: { size: large, dataDiskSizesGb: [64, 128] } },
  first: { count: 3, is: { generation: 'V1', size: 'Standard_B2s' } },
  windows: { count: 10, is: { osType: 'Windows', size: large } },
  stopped: { count: 3, is: { power: 'stopped' } },
  mute: { count: 3, is: { agent: 'Not Ready' } },
  hangs: { count: 2, is: { guest: 'hangs' } },
  restarts: { count: 2, is: { guest: 'restarts-after-stop' } },
  refuses: { count: 2, is: { osType: 'Windows', size: large, guest: 'sysprep-fails' } },
} as const satisfies Readonly<Record<string, { readonly count: number; readonly is: Partial<Machine> }>>;
export type Kind = keyof typeof kinds;

const names = Object.keys(kinds) as Kind[];

/** The VMs of a kind, by name. */
export const testVmsOf = (kind: Kind): readonly string[] =>
  Array.from({ length: kinds[kind].count }, (_, index) => `${kind}-${String(index + 1).padStart(2, '0')}`);

const resourceGroup = 'rg-web';
const enough = 100_000;

/** A simulated Azure with enough VMs of every kind for one seed, and room for a copy of each. */
export const testVmWorld: WorldFile = {
  resourceGroups: [{ name: resourceGroup }, { name: 'rg-images' }],
  virtualMachines: names.flatMap((kind): Machine[] =>
    testVmsOf(kind).map(name => ({ ...(kinds[kind].is as Partial<Machine>), name, resourceGroup })),
  ),
  quotas: Object.fromEntries(['cores', ...sizes.map(({ family }) => family)].map(name => [name, enough])),
};
