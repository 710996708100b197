import { describe, expect, it } from 'vitest';
import { windowsReadLog } from '../../../src/azure/guest/scripts.ts';
import { panther } from '../../support/windows/guest.ts';
import { noPowerShell, skippedBecause } from '../../support/windows/powershell.ts';
import { type Arrange, runInGuests } from '../../support/windows/run-guests.ts';

const line = (level: string, text: string) => `2026-06-01 12:00:09, ${level.padEnd(10)} SYSPRP ${text}\r\n`;

const guests = {
  'with both logs': guest => {
    guest.files[`${panther}\\setupact.log`] = line('Info', 'all is well') + line('Error', 'of setupact');
    guest.files[`${panther}\\setuperr.log`] = line('Error', 'of setuperr') + line('Error', 'of setupact');
  },
  'with huge logs': guest => {
    const many = Array.from({ length: 3000 }, (_, at) => line('Error', `${at}${'y'.repeat(500)}`)).join('');
    guest.files[`${panther}\\setuperr.log`] = line('Error', 'of setuperr, the first') + many.slice(0, 100_000);
    guest.files[`${panther}\\setupact.log`] = many.slice(0, 100_000) + line('Error', 'the last one');
  },
  'without logs': guest => {
    guest.files = {};
    guest.registry = {};
  },
} as const satisfies Record<string, Arrange>;

describe.skipIf(noPowerShell)(`the log of a Windows guest${skippedBecause}`, () => {
  const of = runInGuests(windowsReadLog({ captureId: 'capture-1' }), Object.values(guests));
  const output = (name: keyof typeof guests) => of(guests[name]).output;

  it('is shown with the image state and the errors of both files', () => {
    expect(output('with both logs')).toContain('Capture capture-1, ImageState IMAGE_STATE_COMPLETE');
    expect(output('with both logs')).toContain('of setupact');
    expect(output('with both logs')).toContain('of setuperr');
    expect(output('with both logs')).not.toContain('all is well');
    expect(output('with both logs').match(/of setupact/g)).toHaveLength(1);
  });

  it('stays under what Run Command keeps, and shows its beginning and its end', () => {
    expect(Buffer.byteLength(output('with huge logs'))).toBeLessThan(4000);
    expect(output('with huge logs')).toContain('of setuperr, the first');
    expect(output('with huge logs')).toContain('the last one');
  });

  it('may not be there', () => {
    expect(output('without logs')).toContain('ImageState (unknown)');
    expect(output('without logs')).toContain('(none)');
  });

  it.each(Object.entries(guests))('is only read %s', (_, arrange) => {
    const { output, errors, removed, started } = of(arrange);

    expect(output.trimEnd().split('\n').at(-1)).toBe('CAPTURE_RC=0');
    expect({ errors, removed, started }).toEqual({ errors: [], removed: [], started: null });
  });
});
