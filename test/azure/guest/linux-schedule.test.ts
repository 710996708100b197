import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

describe.skipIf(noGuestRoot).each(shells)(`scheduling a deprovision, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());

  it('gives the work a unit of its own where systemd runs, and does none of it now', async () => {
    guest.write('run/systemd/system/.here', '');
    guest.standIn('systemd-run', 'echo Running timer as unit: capture-image.timer >&2');
    const later = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 45 });

    const { code, output, calls } = await guest.run(later, shell);

    expect({ code, last: output.trim().split('\n').at(-1) }).toEqual({ code: 0, last: 'CAPTURE_RC=0 scheduled' });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(
      /^systemd-run --unit=capture-image-capture-1-\d+ --on-active=45s .*\/bin\/sh \/run\/capture-image\/capture-1\.sh work$/,
    );
    expect(guest.read('run/capture-image/capture-1.sh')).toBe(later);
    expect(guest.read('var/lib/waagent/ovf-env.xml')).toContain('azureuser');
  });

  it('does the work when the unit starts', async () => {
    guest.write('run/systemd/system/.here', '');
    guest.standIn('systemd-run', 'while [ "$1" != /bin/sh ]; do shift; done; env -i "$@" >/dev/null 2>&1 &');
    guest.standIn('shutdown');

    const { calls } = await guest.run(script, shell);

    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  it('does not fall back to a child, which would end with the agent, when systemd refuses', async () => {
    guest.write('run/systemd/system/.here', '');
    guest.standIn('systemd-run', 'echo Failed to start transient timer unit >&2; exit 1');

    const { code, output, calls } = await guest.run(script, shell);

    expect(code).toBe(7);
    expect(output).toBe(
      'Failed to start transient timer unit\nThe deprovision could not be scheduled.\nCAPTURE_RC=7\n',
    );
    expect(calls).toHaveLength(1);
    expect(guest.read('run/capture-image/claim')).toBeNull();
  });

  it('answers before the work begins where there is no systemd', async () => {
    guest.standIn('sleep', 'until [ -e /answered ]; do /usr/bin/sleep 0.05; done');
    const later = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 1 });
    const answered = `${later}[ ! -e "$log" ] && echo answered first >>"$CALLS"\n: >/answered\n`;

    const { calls } = await guest.run(answered, shell);

    expect(calls.slice(0, 2).sort()).toEqual(['answered first', 'sleep 1']);
    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  it('is scheduled once when it is sent twice', async () => {
    const first = await guest.run(script, shell);
    const second = await guest.run(script, shell);

    expect(first.output).toBe('CAPTURE_RC=0 scheduled\n');
    expect(second).toEqual({ code: 0, output: 'CAPTURE_RC=0 already scheduled\n', calls: [] });
  });

  it('is scheduled once when it is sent twice at the same moment', async () => {
    guest.write('run/capture.sh', linuxDeprovision({ captureId: 'capture-1', delaySeconds: 1 }));

    const { output, calls } = await guest.run('sh /run/capture.sh & sh /run/capture.sh; wait $!\n', shell);

    expect(output.split('\n').sort()).toEqual(['', 'CAPTURE_RC=0 already scheduled', 'CAPTURE_RC=0 scheduled']);
    expect(calls.filter(call => call.startsWith('shutdown'))).toHaveLength(1);
  });
});
