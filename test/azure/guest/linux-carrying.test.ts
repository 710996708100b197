import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

describe.skipIf(noGuestRoot).each(shells)(`a disk that the machine's own state is on, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());

  it('keeps the VM as it was, with the disk where it is', async () => {
    const mount = 'cp -a /var /kept; mount -t tmpfs none /var; cp -a /kept/. /var/';
    guest.standIn('systemctl', 'ls /var/lib/waagent >/seen');

    const { calls } = await guest.run(
      `[ "\${1:-}" = work ] || { ${mount}; }\n${script.replace('#!/bin/sh\n', '')}`,
      shell,
    );

    expect(guest.read('run/capture-image/capture-1.log')).toContain('FAILED: /var is on another file system');
    expect(guest.read('seen')).toContain('ovf-env.xml');
    expect(calls.filter(call => /^(shutdown|waagent|loginctl|cloud-init)/.test(call))).toEqual([]);
  });
});
