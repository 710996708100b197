import { describe, expect, it } from 'vitest';
import { readFindings } from '../../../src/azure/guest/readiness.ts';
import { linuxChecks } from '../../../src/azure/guest/scripts.ts';
import { linuxRoot, toolboxes } from '../../support/linux-root.ts';
import { faults, faultsAlone } from './linux-faults.ts';

const others = faults.filter(fault => !faultsAlone.includes(fault));

describe.each(toolboxes)('a Linux guest looked over, with $name', toolbox => {
  it.each(others)('$code is $level where $where', async ({ code, level, detail, beside = [], arrange }) => {
    const guest = linuxRoot();
    arrange(guest);

    const { findings, complete } = readFindings(await guest.run(linuxChecks(), toolbox));
    guest.close();

    const found = findings.filter(finding => finding.level !== 'fine' && !beside.includes(finding.code));
    expect(found).toEqual([{ code, level, detail }]);
    expect(complete).toBe(true);
  });
});
