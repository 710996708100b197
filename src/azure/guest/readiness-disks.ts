import type { Vm } from '../azure.ts';
import type { Finding } from './readiness.ts';
import type { Level } from './readiness-rule.ts';

/** Judges the disks of a VM by the rules for Marketplace images, from what Azure says of them. Azure's GiB are held against the rules' GB as they are. */
export function diskFindings({ osType, osDisk, dataDisks }: Pick<Vm, 'osType' | 'osDisk' | 'dataDisks'>): Finding[] {
  const luns = dataDisks.map(disk => disk.lun).sort((a, b) => a - b);
  const tooBig = dataDisks.filter(disk => (disk.sizeGb ?? 0) > 1023);
  const unknown = dataDisks.filter(disk => disk.sizeGb === null);
  return [
    ...osDiskFindings(osType, osDisk.sizeGb),
    tooBig.length > 0
      ? finding('data-disk-size', 'must', tooBig.map(({ lun, sizeGb }) => `LUN ${lun}: ${sizeGb} GiB`).join(', '))
      : unknown.length > 0
        ? finding('unchecked', 'should', `data-disk-size: LUN ${unknown.map(disk => disk.lun).join(', ')}`)
        : finding('data-disk-size', 'fine', dataDisks.length > 0 ? 'at most 1023 GiB' : 'no data disks'),
    finding('data-disk-count', dataDisks.length > 16 ? 'must' : 'fine', String(dataDisks.length)),
    finding(
      'data-disk-luns',
      luns.every((lun, at) => lun === at) ? 'fine' : 'must',
      luns.join(', ') || 'no data disks',
    ),
  ];
}

function osDiskFindings(osType: Vm['osType'], sizeGb: number | null): Finding[] {
  if (sizeGb === null) return [finding('unchecked', 'should', 'os-disk-size: Azure does not tell it')];
  const [least, most] = osType === 'Windows' ? [30, 250] : [1, 1023];
  const size = `${sizeGb} GiB`;
  if (sizeGb < least || sizeGb > most) return [finding('os-disk-size', 'must', size)];
  const recommended = sizeGb >= 30 && sizeGb <= 50;
  return [finding('os-disk-size', 'fine', size), finding('os-disk-recommended', recommended ? 'fine' : 'should', size)];
}

const finding = (code: string, level: Level, detail: string): Finding => ({ code, level, detail });
