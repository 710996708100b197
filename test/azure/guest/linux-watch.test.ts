import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision, staysOf, tailOf } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0, watchSeconds: 30 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

describe.skipIf(noGuestRoot).each(shells)(`what Run Command hears of a deprovision, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());

  it('is that it gave up, why, and the end of its log', async () => {
    guest.standIn('waagent', 'echo Usage: waagent');

    const { code, output, calls } = await guest.run(script, shell);

    expect(code).toBe(9);
    expect(tailOf(output).rc).toBe(9);
    expect(output).toMatch(/^CAPTURE_RC=0 scheduled\nThe log ends with:\n/);
    expect(tailOf(output).text.split('\n').at(-1)).toBe(
      'waagent left ovf-env.xml, so it did not deprovision. The VM stays up and must not be captured.',
    );
    expect(output).toContain('Usage: waagent');
    expect(calls.filter(call => call.startsWith('shutdown'))).toEqual([]);
  });

  it('is the same once more where an agent that was wiped runs its command again, and nothing is begun', async () => {
    guest.standIn('waagent', 'rm -rf /var/lib/waagent/*');
    await guest.run(script, shell);

    const { code, output, calls } = await guest.run(script, shell);

    expect(code).toBe(9);
    expect(output).toContain('the provisioned account azureuser is still there. The VM stays up');
    expect(calls.filter(call => !call.startsWith('sleep'))).toEqual([]);
  });

  it('is nothing more of one that goes well, and of another attempt its own end', async () => {
    guest.standIn('waagent');
    await guest.run(script, shell);
    const next = linuxDeprovision({ captureId: 'capture-2', delaySeconds: 0, watchSeconds: 30 });
    guest.standIn('waagent', 'rm -rf /var/lib/waagent/*; sed -i /^azureuser:/d /etc/passwd');

    const { code, output, calls } = await guest.run(next, shell);

    expect({ code, output }).toEqual({ code: 0, output: 'CAPTURE_RC=0 scheduled\n' });
    expect(calls).toContain('shutdown -P now');
  });

  it('is what stays in the image, by the codes of the readiness checks, before the agent goes', async () => {
    guest.remove('bin/cloud-init');
    guest.write('etc/ssh/ssh_host_rsa_key', 'a private key');
    guest.write('etc/krb5.keytab', 'key');
    guest.write('home/contoso.example/jdoe/.ssh/authorized_keys', 'ssh-ed25519 AAAA somebody\n');
    guest.write('home/azureuser/.ssh/authorized_keys', 'ssh-ed25519 AAAA azureuser\n');
    guest.write('etc/shadow', 'root:$6$a$b:1::::::\nazureuser:$6$a$b:1::::::\n');

    const { output } = await guest.run(script, shell);

    expect(staysOf(output)).toEqual([
      { code: 'password', detail: '1: root' },
      { code: 'authorized-keys', detail: '1: /home/contoso.example/jdoe/.ssh/authorized_keys' },
      { code: 'domain-join', detail: '1: /etc/krb5.keytab' },
      { code: 'ssh-host-keys', detail: '1: /etc/ssh/ssh_host_rsa_key' },
    ]);
    expect(tailOf(output)).toEqual({ rc: 0, text: 'scheduled' });
  });
});
