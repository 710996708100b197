import { describe, expect, it } from 'vitest';
import { tailOf, windowsSysprep } from '../../../src/azure/guest/scripts.ts';
import { panther, stateKey, sysprepFails } from '../../support/windows/guest.ts';
import { noPowerShell, skippedBecause } from '../../support/windows/powershell.ts';
import { type Arrange, guestWith, runInGuests } from '../../support/windows/run-guests.ts';
import { setKey } from './windows-fault.ts';
import { rebootKeys } from './windows-faults.ts';

const marker = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\CaptureImage';
const script = windowsSysprep({ captureId: 'win-01-abc-1', deadlineSeconds: 900 });

interface Refusal {
  readonly where: string;
  readonly rc: number;
  readonly says: RegExp;
  readonly arrange: Arrange;
}

const refusals: readonly Refusal[] = [
  {
    where: 'PowerShell is the one of 32 bits',
    rc: 3,
    says: /64-bit PowerShell/,
    arrange: guest => {
      guest.is64BitProcess = false;
    },
  },
  ...[4, 5].map(
    (DomainRole): Refusal => ({
      where: `it is a domain controller of role ${DomainRole}`,
      rc: 13,
      says: /domain controller of corp\.contoso\.com\. Sysprep does not support one/,
      arrange: guest => {
        guest.cim.Win32_ComputerSystem = [{ DomainRole, PartOfDomain: true, Domain: 'corp.contoso.com' }];
      },
    }),
  ),
  {
    where: 'nobody can tell whether it is a domain controller, while another capture works on it',
    rc: 12,
    says: /Win32_ComputerSystem failed/,
    arrange: guest => {
      guest.cim.Win32_ComputerSystem = 'AccessDenied';
      setKey(guest, marker, { CaptureId: 'win-01-xyz-1' });
    },
  },
  {
    where: 'there is no sysprep',
    rc: 3,
    says: /no sysprep here: C:\\Windows\\System32\\Sysprep\\sysprep\.exe/,
    arrange: guest => {
      delete guest.files['C:\\Windows\\System32\\Sysprep\\sysprep.exe'];
    },
  },
  {
    where: 'another capture has started sysprep',
    rc: 6,
    says: /Capture win-01-xyz-1 has already started sysprep/,
    arrange: guest => setKey(guest, marker, { CaptureId: 'win-01-xyz-1' }),
  },
  {
    where: 'somebody else runs sysprep',
    rc: 6,
    says: /Sysprep is already running on this VM/,
    arrange: guest => {
      guest.processes = ['sysprep'];
    },
  },
  {
    where: 'a service of the agent is not installed',
    rc: 4,
    says: /RdAgent is not installed/,
    arrange: guest => {
      delete guest.services.RdAgent;
    },
  },
  {
    where: 'a service of the agent does not run',
    rc: 4,
    says: /WindowsAzureGuestAgent is Stopped, not Running/,
    arrange: guest => {
      guest.services.WindowsAzureGuestAgent = { Status: 'Stopped', StartType: 'Automatic' };
    },
  },
  ...[1, 2, 3, 4, 5].map(
    (ConversionStatus): Refusal => ({
      where: `the conversion status of BitLocker is ${ConversionStatus}`,
      rc: 5,
      says: /BitLocker is on for C:.*manage-bde -off C:/,
      arrange: guest => {
        guest.cim.Win32_EncryptableVolume = [{ DriveLetter: 'C:', ConversionStatus }];
      },
    }),
  ),
  {
    where: 'nobody can tell whether BitLocker is on',
    rc: 5,
    says: /BitLocker is on could not be found out/,
    arrange: guest => {
      guest.cim.Win32_EncryptableVolume = 'AccessDenied';
    },
  },
  ...rebootKeys.map(
    ({ key, means }): Refusal => ({
      where: `a reboot is pending for ${means}`,
      rc: 7,
      says: new RegExp(`waits for a reboot: ${means}.*Restart the VM first`),
      arrange: guest => setKey(guest, key),
    }),
  ),
  {
    where: 'a new computer name waits for a reboot',
    rc: 7,
    says: /waits for a reboot: a change of the computer name/,
    arrange: guest =>
      setKey(guest, 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName', { ComputerName: 'NEW' }),
  },
  {
    where: 'a policy denies removable storage',
    rc: 9,
    says: /policy denies all removable storage/,
    arrange: guest =>
      setKey(guest, 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows\\RemovableStorageDevices', { Deny_All: 1 }),
  },
  ...['IMAGE_STATE_UNDEPLOYABLE', 'IMAGE_STATE_SPECIALIZE_RESEAL_TO_AUDIT', ''].map(
    (ImageState): Refusal => ({
      where: `the image state is ${JSON.stringify(ImageState)}`,
      rc: 8,
      says: new RegExp(`ImageState is '${ImageState}', not IMAGE_STATE_COMPLETE`),
      arrange: guest => setKey(guest, stateKey, { ImageState }),
    }),
  ),
  {
    where: 'WMI fails in an unforeseen way',
    rc: 12,
    says: /error that was not expected/,
    arrange: guest => {
      guest.cim.Win32_EncryptableVolume = [{}];
    },
  },
];

const runs = {
  'generalizes and shuts down': () => {},
  'was started by the same capture': guest => setKey(guest, marker, { CaptureId: 'win-01-abc-1' }),
  'has no BitLocker': guest => {
    guest.cim.Win32_EncryptableVolume = 'InvalidNamespace';
  },
  'ends without generalizing': guest => sysprepFails(guest, ['2026-06-01 12:00:09, Error SYSPRP the reason']),
  'ends before its work does': guest => {
    guest.sysprep = { ...guest.sysprep, exitsAfter: 10, exitCode: 0, imageStateAfter: 60, powersOffAfter: 300 };
  },
  hangs: guest => {
    guest.sysprep = { ...guest.sysprep, powersOffAfter: 1_000_000 };
  },
} as const satisfies Record<string, Arrange>;

describe.skipIf(noPowerShell)(`sysprep in a Windows guest${skippedBecause}`, () => {
  const of = runInGuests(script, [...Object.values(runs), ...refusals.map(({ arrange }) => arrange)]);

  it.each(refusals)('is refused, and the guest left as it was, where $where', ({ rc, says, arrange }) => {
    const { output, started, registry, removed, poweredOff, seconds } = of(arrange);

    expect(tailOf(output)).toEqual({ rc, text: expect.stringMatching(says) });
    expect(output, 'the logs of an earlier run say nothing of this one').not.toMatch(/of an earlier run|== errors/);
    expect({ started, registry, removed, poweredOff, seconds }).toEqual({
      started: null,
      registry: guestWith(arrange).registry,
      removed: [],
      poweredOff: false,
      seconds: 0,
    });
  });

  it('is called as it is, once what would spoil it is gone, and the VM shuts down', () => {
    const { started, poweredOff, registry, removed, errors } = of(runs['generalizes and shuts down']);

    expect(started).toMatchObject({
      file: 'C:\\Windows\\System32\\Sysprep\\sysprep.exe',
      arguments: '/oobe /generalize /mode:vm /quiet /shutdown',
      shell: false,
    });
    expect(started?.files).not.toContain('C:\\Windows\\Panther\\setupact.log');
    expect(started?.files).not.toContain(`${panther}\\setuperr.log`);
    expect(removed).toEqual(['C:\\Windows\\Panther\\setupact.log', `${panther}\\setuperr.log`]);
    expect(registry['HKLM:\\SYSTEM\\CurrentControlSet\\Services\\cdrom']).toEqual({ Start: 1 });
    expect({ poweredOff, errors }).toEqual({ poweredOff: true, errors: [] });
  });

  it('leaves a mark that only lives until the next start', () => {
    const { started, registry } = of(runs['generalizes and shuts down']);

    expect(started?.volatile).toEqual([marker]);
    expect(registry[marker]).toEqual({ CaptureId: 'win-01-abc-1' });
  });

  it('is not started twice by one capture', () => {
    const { output, started } = of(runs['was started by the same capture']);

    expect(tailOf(output)).toEqual({ rc: 0, text: 'Sysprep was already started for this capture.' });
    expect(started).toBeNull();
  });

  it('runs where there is no BitLocker at all', () => {
    expect(of(runs['has no BitLocker']).poweredOff).toBe(true);
  });

  it('that ends without generalizing shows its log, takes its mark back and leaves the VM on', () => {
    const { output, poweredOff, registry, seconds } = of(runs['ends without generalizing']);

    const { rc, text } = tailOf(output);
    expect(rc).toBe(10);
    expect(text).toContain('Sysprep ended with exit code 1');
    expect(text).toContain('the ImageState is still IMAGE_STATE_COMPLETE');
    expect(text).toContain('2026-06-01 12:00:09, Error SYSPRP the reason');
    expect(registry[marker]).toBeUndefined();
    expect(poweredOff).toBe(false);
    expect(seconds).toBeLessThan(90);
  });

  it('has until the deadline for work that goes on after it has ended', () => {
    expect(of(runs['ends before its work does'])).toMatchObject({ poweredOff: true, seconds: 300 });
  });

  it('that hangs is given up at the deadline', () => {
    const { output, seconds } = of(runs.hangs);

    expect(tailOf(output)).toEqual({ rc: 11, text: expect.stringMatching(/did not shut the VM down within 900 s/) });
    expect(seconds).toBe(900);
  });
});
