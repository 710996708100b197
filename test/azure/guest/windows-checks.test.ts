import { describe, expect, it } from 'vitest';
import { findRule, readFindings } from '../../../src/azure/guest/readiness.ts';
import { windowsRules } from '../../../src/azure/guest/readiness-windows.ts';
import { windowsChecks } from '../../../src/azure/guest/scripts.ts';
import { noPowerShell, skippedBecause } from '../../support/windows/powershell.ts';
import { type Arrange, guestWith, runInGuests } from '../../support/windows/run-guests.ts';
import { windowsFaults } from './windows-faults.ts';

const others = {
  healthy: () => {},
  'a client system': guest => {
    guest.features = null;
  },
  'a system without apps': guest => {
    guest.provisioned = null;
    guest.appx = null;
  },
  'a system without BitLocker': guest => {
    guest.cim.Win32_EncryptableVolume = 'InvalidNamespace';
  },
  'a system whose WMI is broken': guest => {
    guest.cim.Win32_EncryptableVolume = 'Failed';
    guest.cim.Win32_ComputerSystem = 'AccessDenied';
  },
  'a system without a file server': guest => {
    delete guest.files['C:\\Windows\\System32\\drivers\\srv2.sys'];
  },
  'long names': guest => {
    guest.services = Object.fromEntries(
      Array.from({ length: 90 }, (_, at) => [`MSSQL$é|${at}${'x'.repeat(300)}`, { Status: 'Running', StartType: '' }]),
    );
  },
} as const satisfies Record<string, Arrange>;

describe.skipIf(noPowerShell)(`a Windows guest looked over${skippedBecause}`, () => {
  const arrangements = [...Object.values(others), ...windowsFaults.map(({ arrange }) => arrange)];
  const of = runInGuests(windowsChecks(), arrangements);
  const look = (arrange: Arrange) => readFindings(of(arrange).output);

  it.each(['healthy', 'a client system', 'a system without apps', 'a system without BitLocker'] as const)(
    'is fine where there is nothing to find fault with: %s',
    name => {
      const { findings, complete, truncated } = look(others[name]);

      expect(findings.filter(({ level }) => level !== 'fine')).toEqual([]);
      expect(findings.length).toBeGreaterThan(20);
      expect({ complete, truncated }).toEqual({ complete: true, truncated: 0 });
    },
  );

  it.each(windowsFaults)('$code is $level where $where', ({ code, level, detail, arrange }) => {
    const { findings, complete } = look(arrange);

    expect(findings.filter(finding => finding.level !== 'fine')).toEqual([{ code, level, detail }]);
    expect(complete).toBe(true);
  });

  it('is left as it was, with no error on the way', () => {
    for (const arrange of arrangements) {
      const { registry, removed, errors, started } = of(arrange);
      const guest = guestWith(arrange);
      expect({ registry, removed, errors, started }).toEqual({
        registry: guest.registry,
        removed: [],
        errors: [],
        started: null,
      });
    }
  });

  it('tells nothing of what its files and values hold', () => {
    for (const arrange of arrangements) expect(of(arrange).output).not.toContain('SECRET');
  });

  it('says what could not be looked at, and looks at the rest', () => {
    const { findings, complete } = look(others['a system whose WMI is broken']);

    const unchecked = findings.filter(({ code }) => code === 'unchecked').map(({ detail }) => detail);
    expect(unchecked).toEqual([
      expect.stringMatching(/^Test-BitLocker, Win32_EncryptableVolume failed/),
      expect.stringMatching(/^Test-Domain, Win32_ComputerSystem failed/),
    ]);
    expect(findings.map(({ code }) => code)).toContain('rdp');
    expect(complete).toBe(true);
  });

  it('needs no file server', () => {
    expect(look(others['a system without a file server']).findings).toContainEqual({
      code: 'wannacry',
      level: 'fine',
      detail: 'no file server',
    });
  });

  it('fits into what Run Command keeps, in plain letters, with the gravest first', () => {
    const output = of(others['long names']).output;
    const { findings, complete } = readFindings(output);
    const ranks = findings.map(({ level }) => ['must', 'should', 'fine'].indexOf(level));

    expect(Buffer.byteLength(output)).toBeLessThan(4000);
    expect(output).toMatch(/^[\n\x20-\x7e]*$/);
    expect(ranks).toEqual([...ranks].sort());
    expect(findings.find(({ code }) => code === 'sql-server')?.detail).toMatch(/^90: MSSQL\$\?\/\d+x+$/);
    expect(complete).toBe(true);
  });
});

describe('the faults of Windows guests', () => {
  it('are tried for every rule', () => {
    const tried = new Set(windowsFaults.map(({ code }) => code));

    expect(windowsRules.map(({ code }) => code).filter(code => !tried.has(code))).toEqual([]);
  });

  it('are never graver than their rule says', () => {
    expect(windowsFaults.filter(({ code, level }) => level === 'must' && findRule(code)?.level !== 'must')).toEqual([]);
  });
});
