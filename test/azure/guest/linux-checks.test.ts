import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRule, readFindings } from '../../../src/azure/guest/readiness.ts';
import { linuxRules } from '../../../src/azure/guest/readiness-linux.ts';
import { linuxChecks } from '../../../src/azure/guest/scripts.ts';
import { type LinuxRoot, linuxRoot, toolboxes } from '../../support/linux-root.ts';
import { faults, faultsAlone, faultsTogether } from './linux-faults.ts';

const script = linuxChecks();

describe.each(toolboxes)('a Linux guest looked over, with $name', toolbox => {
  let guest: LinuxRoot;
  beforeEach(() => {
    guest = linuxRoot();
  });
  afterEach(() => guest.close());
  const look = async () => readFindings(await guest.run(script, toolbox));

  it('is fine where there is nothing to find fault with', async () => {
    const { findings, complete, truncated } = await look();

    expect(findings.filter(({ level }) => level !== 'fine')).toEqual([]);
    expect(findings.length).toBeGreaterThan(28);
    expect({ complete, truncated }).toEqual({ complete: true, truncated: 0 });
  });

  it.each(['180\r\n', '"3m"\r\n', '=1m30s # soon\n', '\t60 \t\n'])(
    'has a ClientAliveInterval where sshd reads one: %j',
    async value => {
      guest.write('etc/ssh/sshd_config', `PermitRootLogin no\r\nClientAliveInterval ${value}`);

      const { findings } = await look();

      expect(findings.find(({ code }) => code === 'ssh-client-alive')?.level).toBe('fine');
    },
  );

  it('has everything found that is wrong at once, and nothing else', async () => {
    for (const { arrange } of faultsTogether) arrange(guest);

    const { findings, complete } = await look();

    const found = findings.flatMap(({ code, level }) => (level === 'fine' ? [] : [code]));
    expect(found.sort()).toEqual(faultsTogether.map(({ code }) => code).sort());
    expect(complete).toBe(true);
  });

  it.each(faultsAlone)('$code is $level where $where', async ({ code, level, detail, beside = [], arrange }) => {
    arrange(guest);

    const { findings, complete } = await look();

    const found = findings.filter(finding => finding.level !== 'fine' && !beside.includes(finding.code));
    expect(found).toEqual([{ code, level, detail }]);
    expect(complete).toBe(true);
  });

  it('is left as it was', async () => {
    for (const { arrange } of faultsTogether) arrange(guest);
    const before = hashOf(guest.at(''));

    await look();

    expect(hashOf(guest.at(''))).toBe(before);
  });

  it('tells nothing of what its files hold', async () => {
    for (const file of ['etc/shadow', 'etc/ssh/sshd_config', 'etc/waagent.conf', 'root/.ssh/authorized_keys'])
      guest.write(file, 'root:SECRET:SECRET\nSECRET SECRET\nProvisioning.Agent=auto # SECRET\n');
    guest.write('home/anna/.config/.bash_history', 'SECRET');

    expect(await guest.run(script, toolbox)).not.toContain('SECRET');
  });

  it('fits into what Run Command keeps, with the gravest first', async () => {
    const long = 'x'.repeat(200);
    const accounts = Array.from({ length: 300 }, (_, n) => `${long}${n}`);
    guest.write('etc/passwd', accounts.map(name => `${name}:hash:1000:1000::/home/${name}:/bin/bash\n`).join(''));
    for (const name of accounts.slice(0, 20)) {
      guest.write(`home/${name}/.ssh/authorized_keys`, 'ssh-rsa AAAA');
      guest.write(`home/${name}/${long}/.bash_history`, 'ls');
      guest.write(`etc/sudoers.d/${name}`, 'Defaults targetpw');
    }
    for (const name of ['waagent', 'openssl', 'python3', 'uname', 'getconf'])
      guest.program(`usr/bin/${name}`, `echo "WALinuxAgent-${'9'.repeat(300)}|\u00e9 glibc Python ${long}"`);

    const output = await guest.run(script, toolbox);

    const { findings, complete } = readFindings(output);
    const ranks = findings.map(({ level }) => ['must', 'should', 'fine'].indexOf(level));
    expect(Buffer.byteLength(output)).toBeLessThan(4096);
    expect(complete).toBe(true);
    expect(ranks).toEqual([...ranks].sort());
    expect(findings.find(({ code }) => code === 'password')?.detail).toMatch(/^300: x+$/);
    expect(output).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it('leaves out what is fine where the room ends, and counts it', async () => {
    guest.remove('usr/bin/openssl');

    const { findings, complete, truncated } = readFindings(
      await guest.run(script.replace('size <= 3900', 'size <= 100'), toolbox),
    );

    expect(findings[0]).toEqual({ code: 'openssl', level: 'must', detail: 'not installed' });
    expect(findings.length).toBeLessThan(6);
    expect(findings.length + truncated).toBeGreaterThan(28);
    expect(complete).toBe(true);
  });

  it('says so when it may not look', async () => {
    guest.program('usr/bin/id', 'echo 1000');

    expect(await guest.run(script, toolbox)).toBe('This must run as root.\nCAPTURE_RC=3\n');
  });

  it.each([
    ['nothing of a disk', 'sys/block', 'swap-on-os-disk'],
    ['no configuration of the kernel', 'boot', 'kernel-options'],
  ])('says what it could not look at where there is %s', async (_what, gone, code) => {
    guest.remove(gone);

    const { findings, complete } = await look();

    expect(findings.find(finding => finding.code === 'unchecked')?.detail).toContain(code);
    expect(findings.map(finding => finding.code)).not.toContain(code);
    expect(complete).toBe(true);
  });
});

describe('the faults of Linux guests', () => {
  it('are tried for every rule', () => {
    const tried = new Set(faults.map(({ code }) => code));

    expect(linuxRules.map(({ code }) => code).filter(code => !tried.has(code))).toEqual([]);
  });

  it('are never graver than their rule says', () => {
    const graver = faults.filter(({ code, level }) => level === 'must' && findRule(code)?.level !== 'must');

    expect(graver).toEqual([]);
  });
});

/** What tells two folders apart: names, contents, modes and times of change. */
function hashOf(dir: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(dir, name);
    const info = statSync(path, { throwIfNoEntry: false });
    hash.update(`${name} ${info?.mode} ${info?.mtimeMs}\n`);
    hash.update(info?.isFile() ? readFileSync(path) : info?.isDirectory() ? '' : readlinkSync(path));
  }
  return hash.digest('hex');
}
