import { describe, expect, it } from 'vitest';
import { findRule } from '../../../src/azure/guest/readiness.ts';
import { diskFindings } from '../../../src/azure/guest/readiness-disks.ts';

const unnamed = { id: null, storage: 'Premium_LRS', encryptionSetId: null };

const disks = (
  osType: 'Linux' | 'Windows',
  sizeGb: number | null,
  dataDisks: readonly [lun: number, sizeGb: number | null][] = [],
) =>
  diskFindings({
    osType,
    osDisk: { ...unnamed, sizeGb, managed: true, ephemeral: false },
    dataDisks: dataDisks.map(([lun, size]) => ({ ...unnamed, lun, sizeGb: size })),
  });
const seventeen = Array.from({ length: 17 }, (_, lun): [number, number] => [lun, 64]);

describe('the disks of a VM', () => {
  it.each([
    ['Linux', 30],
    ['Linux', 50],
    ['Windows', 50],
  ] as const)('of %s with %d GiB have nothing to find fault with', (osType, sizeGb) => {
    const findings = disks(osType, sizeGb, [
      [1, 1023],
      [0, 64],
    ]);

    expect(findings.filter(({ level }) => level !== 'fine')).toEqual([]);
    expect(findings.map(({ code }) => findRule(code)?.code)).toEqual(findings.map(({ code }) => code));
  });

  it.each([
    ['a Linux OS disk over 1023 GiB', disks('Linux', 1024), 'os-disk-size', 'must', '1024 GiB'],
    ['a Windows OS disk under 30 GiB', disks('Windows', 29), 'os-disk-size', 'must', '29 GiB'],
    ['a Windows OS disk over 250 GiB', disks('Windows', 251), 'os-disk-size', 'must', '251 GiB'],
    ['a Windows OS disk of 127 GiB', disks('Windows', 127), 'os-disk-recommended', 'should', '127 GiB'],
    ['a small Linux OS disk', disks('Linux', 8), 'os-disk-recommended', 'should', '8 GiB'],
    ['an OS disk of unknown size', disks('Linux', null), 'unchecked', 'should', 'os-disk-size: Azure does not tell it'],
    ['a data disk over 1023 GiB', disks('Linux', 30, [[0, 1024]]), 'data-disk-size', 'must', 'LUN 0: 1024 GiB'],
    ['a data disk of unknown size', disks('Linux', 30, [[0, null]]), 'unchecked', 'should', 'data-disk-size: LUN 0'],
    ['more than 16 data disks', disks('Linux', 30, seventeen), 'data-disk-count', 'must', '17'],
    [
      'a gap between the LUNs',
      disks('Linux', 30, [
        [0, 64],
        [2, 64],
      ]),
      'data-disk-luns',
      'must',
      '0, 2',
    ],
    ['LUNs that begin at 1', disks('Linux', 30, [[1, 64]]), 'data-disk-luns', 'must', '1'],
  ] as const)('with %s', (_what, findings, code, level, detail) => {
    expect(findings.filter(finding => finding.level !== 'fine')).toEqual([{ code, level, detail }]);
  });
});
