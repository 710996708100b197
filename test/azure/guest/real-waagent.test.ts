import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

// Debian's package, unpacked there by the set-up, not installed.
const waagent = fileURLToPath(new URL('../../../.sandbox/waagent', import.meta.url));
const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });

const missing =
  noGuestRoot ?? (existsSync(`${waagent}/usr/sbin/waagent`) ? null : 'needs Debian, whose waagent the set-up unpacks');
const reason = missing ? ` (skipped: ${missing})` : '';

// Python finds its modules beside itself; the libraries that those load are the machine's.
const python = [
  'PYTHONDONTWRITEBYTECODE=1',
  'PYTHONPATH=/opt/debian/usr/lib/python3/dist-packages',
  `LD_LIBRARY_PATH=${['/lib', '/usr/lib'].map(dir => `/.machine${dir}/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`).join(':')}`,
].join(' ');

/** What must be the same on this machine before and after. */
const machine = () => ({
  passwd: readFileSync('/etc/passwd', 'utf8'),
  shadow: readFileSync('/etc/shadow', 'utf8'),
  machineId: readFileSync('/etc/machine-id', 'utf8'),
  hostname: hostname(),
  hostnameFile: readFileSync('/etc/hostname', 'utf8'),
  var: ['/var/lib', '/var/lib/dhcp', '/var/log', '/run', '/home', '/root'].map(
    dir => existsSync(dir) && readdirSync(dir),
  ),
  resolvConf: existsSync('/etc/resolv.conf') && readFileSync('/etc/resolv.conf', 'utf8'),
});

describe.skipIf(missing).each(shells)(`Debian's own waagent, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot({ tools: ['python3', 'userdel'], bring: { [waagent]: 'opt/debian' } });
    guest.standIn('waagent', `export ${python}; exec python3 /opt/debian/usr/sbin/waagent "$@"`);
    guest.write('etc/waagent.conf', readFileSync(`${waagent}/etc/waagent.conf`, 'utf8'));
    guest.write('etc/os-release', readFileSync('/etc/os-release', 'utf8'));
    guest.write('etc/login.defs', 'UID_MIN 1000\nMAIL_DIR /var/mail\n');
    guest.write('etc/group', 'root:x:0:\nazureuser:x:1000:\n');
    guest.write('etc/shadow', 'root:*:20000:0:99999:7:::\nazureuser:$6$x$y:20000:0:99999:7:::\n');
    guest.write('etc/hostname', 'web-01\n');
    guest.write('etc/resolv.conf', 'nameserver 168.63.129.16\n');
    guest.write('etc/ssh/ssh_host_rsa_key', 'secret');
    guest.write('home/azureuser/.bash_history', 'secret');
    guest.write('var/lib/dhcp/dhclient.eth0.leases', 'lease');
    guest.write('var/lib/waagent/Microsoft.CPlat.Core.RunCommandHandlerLinux/status/0.status', '[]');
  });
  afterEach(() => guest.close());

  it('removes the account and its traces, is proven to, and the VM powers off once', async () => {
    const before = machine();

    const { output, calls } = await guest.run(script, shell);

    const log = guest.read('run/capture-image/capture-1.log') ?? '';
    expect(output).toMatch(/CAPTURE_RC=0 scheduled\n$/);
    expect(log).toContain('WARNING! azureuser account and entire home directory will be deleted.');
    expect(log).not.toContain('FAILED');
    expect(guest.read('etc/passwd')).not.toContain('azureuser');
    expect(guest.read('etc/shadow')).not.toContain('azureuser');
    expect(existsSync(guest.at('home/azureuser'))).toBe(false);
    expect(readdirSync(guest.at('var/lib/waagent'))).toEqual([]);
    expect(guest.read('var/lib/dhcp/dhclient.eth0.leases')).toBeNull();
    expect(guest.read('etc/ssh/ssh_host_rsa_key')).toBeNull();
    expect(guest.read('etc/hostname')?.trim()).toBe('localhost.localdomain');
    expect(calls.filter(call => /^(shutdown|poweroff|FORBIDDEN)/.test(call))).toEqual(['shutdown -P now']);
    expect(machine()).toEqual(before);
  });

  it('keeps the VM up when it is called with the dash of a printed page', async () => {
    const { calls } = await guest.run(script.replace('-deprovision+user', '–deprovision+user'), shell);

    const log = guest.read('run/capture-image/capture-1.log') ?? '';
    expect(log).toContain('FAILED: waagent left ovf-env.xml');
    expect(guest.read('etc/passwd')).toContain('azureuser');
    expect(calls.filter(call => call.startsWith('shutdown'))).toEqual([]);
  });

  it('keeps the VM up when it cannot read ovf-env.xml, passes over the account and deletes the file', async () => {
    const whole = guest.read('var/lib/waagent/ovf-env.xml') ?? '';
    guest.write(
      'var/lib/waagent/ovf-env.xml',
      whole.replace(/<ns1:PlatformSettingsSection>.*<\/ns1:PlatformSettingsSection>/, ''),
    );

    const { calls } = await guest.run(script, shell);

    const log = guest.read('run/capture-image/capture-1.log') ?? '';
    expect(log).toContain('WARNING! Skip delete user.');
    expect(guest.read('var/lib/waagent/ovf-env.xml')).toBeNull();
    expect(log).toContain('FAILED: the provisioned account azureuser is still there');
    expect(calls.filter(call => call.startsWith('shutdown'))).toEqual([]);
  });

  it('keeps the VM up when userdel fails, which waagent does not tell', async () => {
    guest.standIn('userdel', 'exit 1');

    const { calls } = await guest.run(script, shell);

    const log = guest.read('run/capture-image/capture-1.log') ?? '';
    expect(log).toContain('FAILED: the provisioned account azureuser is still there');
    expect(calls.filter(call => call.startsWith('shutdown'))).toEqual([]);
  });
});
