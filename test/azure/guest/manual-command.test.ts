import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualCommand } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

describe.skipIf(noGuestRoot).each(shells)(`what a person types into Linux, under %s${reason}`, shell => {
  let guest: GuestRoot;
  const command = `${manualCommand('Linux')}\n`;
  beforeEach(() => {
    guest = guestRoot();
    guest.standIn('sudo', 'exec "$@"');
  });
  afterEach(() => guest.close());

  it('deprovisions, takes the histories away and powers off', async () => {
    guest.write('root/.bash_history', 'secret');
    guest.write('home/anna/.bash_history', 'secret');

    const { calls } = await guest.run(command, shell);

    expect(calls.slice(1)).toEqual(['cloud-init clean --logs', 'waagent -force -deprovision+user', 'shutdown -P now']);
    expect(guest.read('root/.bash_history')).toBeNull();
    expect(guest.read('home/anna/.bash_history')).toBeNull();
  });

  it('says so and stays up when waagent did not do its work', async () => {
    guest.remove('bin/cloud-init');
    guest.standIn('waagent');

    const { output, calls } = await guest.run(command, shell);

    expect(output).toContain('NOT deprovisioned');
    expect(calls.slice(1)).toEqual(['waagent -force -deprovision+user']);
  });
});
