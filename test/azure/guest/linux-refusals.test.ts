import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

describe.skipIf(noGuestRoot).each(shells)(`what cannot be deprovisioned, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());

  it.each<[string, number, string, (guest: GuestRoot) => void]>([
    ['without root', 3, 'This must run as root.', guest => guest.standIn('id', 'echo 1000')],
    [
      'without the agent',
      4,
      'The Azure Linux agent (waagent) is not installed here.',
      guest => guest.remove('bin/waagent'),
    ],
    [
      'where the agent never ran',
      5,
      '/var/lib/waagent does not exist: the Azure Linux agent never ran here.',
      guest => guest.remove('var/lib/waagent'),
    ],
    [
      'while another capture is scheduled',
      6,
      'Capture capture-0 is already scheduled on this VM.',
      guest => guest.write('run/capture-image/claim', 'capture-0\n'),
    ],
  ])('is refused %s, with a sentence and its code', async (_where, code, sentence, arrange) => {
    arrange(guest);

    const run = await guest.run(script, shell);

    expect({ code: run.code, output: run.output }).toEqual({ code, output: `${sentence}\nCAPTURE_RC=${code}\n` });
    expect(run.calls.filter(call => !call.startsWith('id '))).toEqual([]);
    expect(guest.read('run/capture-image/capture-1.sh')).toBeNull();
  });

  it.each([
    ['CAPTURE_ID', "CAPTURE_ID='capture-1'", "CAPTURE_ID='../x'"],
    ['DELAY_SECONDS', "DELAY_SECONDS='0'", "DELAY_SECONDS='1d'"],
  ])('is refused with a %s that did not come from here', async (name, good, bad) => {
    const run = await guest.run(script.replace(good, bad), shell);

    expect(run.code).toBe(2);
    expect(run.output).toMatch(new RegExp(`^${name} .*\nCAPTURE_RC=2\n$`));
    expect(run.calls).toEqual([]);
  });

  it('is refused when the script cannot keep a copy of itself', async () => {
    guest.write('run/capture.sh', script);

    const run = await guest.run('sh </run/capture.sh\n', shell);

    expect(run.output).toContain('not started from a file');
    expect(run.output).toMatch(/\nCAPTURE_RC=8\n$/);
  });
});
