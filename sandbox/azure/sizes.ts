import { same } from './context.ts';

export type Size = {
  readonly name: string;
  readonly family: string;
  readonly familyTitle: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly maxDataDisks: number;
  readonly architecture: 'x64' | 'Arm64';
  readonly generations: string;
  readonly diskControllers: string;
};

const size = (
  name: string,
  [family, familyTitle]: readonly [string, string],
  [cores, memoryGb, maxDataDisks]: readonly [number, number, number],
  more: Partial<Size> = {},
): Size => ({
  name,
  family,
  familyTitle,
  cores,
  memoryGb,
  maxDataDisks,
  architecture: 'x64',
  generations: 'V1,V2',
  diskControllers: 'SCSI',
  ...more,
});

const [burstable, general, nvme, arm] = [
  ['standardBSFamily', 'Standard BS Family vCPUs'],
  ['standardDSv5Family', 'Standard DSv5 Family vCPUs'],
  ['StandardDsv6Family', 'Standard Dsv6 Family vCPUs'],
  ['standardDPSv5Family', 'Standard DPSv5 Family vCPUs'],
] as const;

/** The sizes of machines that the simulated regions have. */
export const sizes: readonly Size[] = [
  size('Standard_B2s', burstable, [2, 4, 4]),
  size('Standard_D2s_v5', general, [2, 8, 4]),
  size('Standard_D4s_v5', general, [4, 16, 8]),
  size('Standard_D8s_v5', general, [8, 32, 16]),
  size('Standard_D2s_v6', nvme, [2, 8, 4], { generations: 'V2', diskControllers: 'NVMe' }),
  size('Standard_D2ps_v5', arm, [2, 8, 4], { architecture: 'Arm64', generations: 'V2' }),
];

/** The size of that name, or null. */
export function findSize(name: string): Size | null {
  return sizes.find(one => same(one.name, name)) ?? null;
}
