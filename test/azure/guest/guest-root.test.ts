import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import quick from '../../../vitest.config.ts';
import { besideChaos as long } from '../../../vitest.long.config.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';
const lines = (text: string) => text.split('\n').filter(line => line !== '');

it.skipIf(!existsSync('/usr/bin/dpkg'))(
  'guests are tried with dash, bash and busybox, with the first here and with all in the long run',
  () => {
    expect(shells).toEqual(process.env.GUEST_SHELLS?.split(' '));
    expect([quick, long].map(({ test }) => test?.env?.GUEST_SHELLS)).toEqual(['dash', 'dash bash busybox']);
  },
);

describe.skipIf(noGuestRoot).each(shells)(`the root that guest scripts are tried in, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());

  it('holds no program of this machine that no test put there', async () => {
    const { output } = await guest.run('ls /bin /sbin /usr/bin /usr/sbin /usr/local/bin /opt 2>/dev/null\n', shell);

    const own = [...'cloud-init loginctl poweroff service sh shutdown systemctl waagent'.split(' ')];
    const listed = lines(output).filter(line => !line.endsWith(':'));
    expect(listed.filter(name => existsSync(`/usr/sbin/${name}`) && !own.includes(name))).toEqual([]);
    expect(listed).not.toContain('python3');
    expect(listed).toEqual(expect.arrayContaining(own));
  });

  it('holds no file of this machine, and lets nobody write to one', async () => {
    const { output } = await guest.run(
      'ls -A /etc /home /root /run /var /sys /tmp; cat /etc/hostname; echo x >/.machine/etc/hostname || echo refused',
      shell,
    );

    expect(output).toMatch(/^\/etc:\nmachine-id\npasswd\n\n\/home:\n\n\/root:\n\n\/run:\n\n/);
    expect(output).toMatch(/\nrefused\n$/);
  });

  it('asks the stand-in before any tool of that name', async () => {
    for (const name of ['id', 'uname', 'df', 'sleep', 'awk']) guest.standIn(name, `echo stand-in of ${name}`);

    const { output } = await guest.run('id -u; uname -m; df; sleep 0; awk 1; find / -maxdepth 0 -exec id {} +', shell);

    expect(lines(output)).toEqual(['id', 'uname', 'df', 'sleep', 'awk', 'id'].map(name => `stand-in of ${name}`));
  });

  it('lives until what was started detached is over', async () => {
    const { calls } = await guest.run('(sleep 0.3; echo later >>"$CALLS") </dev/null >/dev/null 2>&1 &\n', shell);

    expect(calls).toEqual(['later']);
  });
});
