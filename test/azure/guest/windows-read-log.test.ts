import { beforeAll, describe, expect, it } from 'vitest';
import { windowsReadLog } from '../../../src/azure/guest/scripts.ts';
import { panther, type WindowsGuest, windowsGuest } from '../../support/windows/guest.ts';
import {
  type GuestAnswer,
  noPowerShell,
  patienceMs,
  runInWindows,
  skippedBecause,
} from '../../support/windows/powershell.ts';

const line = (level: string, text: string) => `2026-06-01 12:00:09, ${level.padEnd(10)} SYSPRP ${text}\r\n`;

const guests: Record<string, (guest: WindowsGuest) => void> = {
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
};

describe.skipIf(noPowerShell)(`the log of a Windows guest${skippedBecause}`, () => {
  const answers = new Map<string, GuestAnswer>();
  beforeAll(async () => {
    const script = windowsReadLog({ captureId: 'capture-1' });
    const names = Object.keys(guests);
    const said = await runInWindows(
      names.map(name => {
        const guest = windowsGuest();
        guests[name]?.(guest);
        return { script, guest };
      }),
    );
    for (const [at, name] of names.entries()) {
      const answer = said[at];
      if (answer) answers.set(name, answer);
    }
  }, patienceMs);
  const output = (name: string) => answers.get(name)?.output ?? '';

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

  it.each(Object.keys(guests))('is only read %s', name => {
    const { output, errors, removed, started } = answers.get(name) ?? { output: '' };

    expect(output.trimEnd().split('\n').at(-1)).toBe('CAPTURE_RC=0');
    expect({ errors, removed, started }).toEqual({ errors: [], removed: [], started: null });
  });
});
