import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { layTools, shells, toolNames } from './guest-tools.ts';

export { shells };

/** What a run in the throw-away root left: the script's answer, and the calls of its stand-ins in order. */
type Run = { readonly code: number; readonly output: string; readonly calls: readonly string[] };

/** A Linux VM's files in a folder of their own, in which scripts run as root; nothing of this machine is among them. */
export type GuestRoot = {
  /** Where a path of the guest lies on this machine. */
  readonly at: (path: string) => string;
  readonly write: (path: string, text: string) => void;
  /** The text of a guest's file, or null where there is none. */
  readonly read: (path: string) => string | null;
  /** Puts a command first on the guest's PATH; its calls are recorded, then the body runs. */
  readonly standIn: (name: string, body?: string) => void;
  readonly remove: (name: string) => void;
  /** Runs a script under one of `shells`, which then is the guest's /bin/sh. */
  readonly run: (script: string, shell?: string) => Promise<Run>;
  readonly close: () => void;
};

/** What a guest gets beside the tools that every Linux has. */
type Extras = {
  /** Programs of this machine, by name. */
  readonly tools?: readonly string[];
  /** Folders of this machine, read-only, by their place in the guest. */
  readonly bring?: Readonly<Record<string, string>>;
};

const NAMESPACES = [
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  '--uts',
  '--net',
  '--ipc',
  '--propagation',
  'private',
];
const driver = fileURLToPath(new URL('guest-root.sh', import.meta.url));

/** Why no throw-away root can be made here, for the title of what is skipped; null where it can. */
export const noGuestRoot: string | null =
  process.platform !== 'linux' || process.getuid?.() !== 0
    ? 'needs root on Linux'
    : spawnSync('unshare', [...NAMESPACES, 'true']).status !== 0
      ? 'namespaces cannot be made here'
      : null;

/** Makes a guest as Azure's cloud-init images are: provisioned for azureuser, with an agent whose stand-in does what waagent does. */
export function guestRoot({ tools = [], bring = {} }: Extras = {}): GuestRoot {
  const root = mkdtempSync(join(tmpdir(), 'guest-root-'));
  const at = (path: string) => join(root, path);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  const read = (path: string) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : null);
  const standIn = (name: string, body = '') => {
    write(join('bin', name), `#!/bin/sh\necho "${name} $*" >>/calls\n${body}\n`);
    chmodSync(at(join('bin', name)), 0o755);
  };
  const remove = (name: string) => rmSync(at(name), { recursive: true });

  for (const dir of [...empty, ...Object.values(bring)]) mkdirSync(at(dir), { recursive: true });
  chmodSync(at('tmp'), 0o1777);
  for (const file of ['.throw-away', 'console', ...devices]) write(file, '');
  symlinkSync('/console', at('dev/console'));
  symlinkSync('/.tools/sh', at('bin/sh'));
  for (const name of [...toolNames, ...tools]) symlinkSync(`/.tools/${name}`, at(join('usr/bin', name)));
  write('etc/passwd', PASSWD);
  write('etc/machine-id', '0123456789abcdef0123456789abcdef\n');
  write('var/lib/waagent/ovf-env.xml', OVF_ENV);
  write('var/log/waagent.log', 'agent log\n');
  for (const name of ['shutdown', 'poweroff', 'systemctl', 'loginctl', 'service', 'cloud-init']) standIn(name);
  standIn('waagent', WAAGENT);

  const run = async (script: string, shell = 'dash'): Promise<Run> => {
    layTools(at, shell, tools);
    write('script.sh', script);
    write('calls', '');
    const brought = Object.entries(bring).flat();
    // The ceiling only ends a script that hangs.
    const options = { env: { PATH: process.env.PATH }, timeout: 100_000, killSignal: 'SIGKILL' } as const;
    await promisify(execFile)('unshare', [...NAMESPACES, 'sh', driver, root, ...brought], options);
    const calls = (read('calls') ?? '').split('\n').filter(line => line !== '');
    return { code: Number(read('code')), output: read('stdout') ?? '', calls };
  };
  return { at, write, read, standIn, remove, run, close: () => rmSync(root, { recursive: true, force: true }) };
}

const devices = ['dev/null', 'dev/zero', 'dev/random', 'dev/urandom'];
const empty = [
  '.machine',
  '.old',
  '.tools',
  'bin',
  'dev',
  'etc',
  'home',
  'proc',
  'root',
  'run',
  'sys',
  'tmp',
  'usr/bin',
  'var',
];

/** What waagent does to the guest's files, for stand-ins that do part of it. */
export const WAAGENT =
  'rm -rf /var/lib/waagent/* /var/log/waagent.log; sed -i /^azureuser:/d /etc/passwd; rm -rf /home/azureuser';

const PASSWD = `root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65534:nobody:/:/usr/sbin/nologin
azureuser:x:1000:1000::/home/azureuser:/bin/bash
`;

// One line, as Azure writes it; waagent wants every one of these sections, or takes the file for missing.
const OVF_ENV = [
  '<ns0:Environment xmlns:ns0="http://schemas.dmtf.org/ovf/environment/1" xmlns:ns1="http://schemas.microsoft.com/windowsazure">',
  '<ns1:ProvisioningSection><ns1:Version>1.0</ns1:Version><ns1:LinuxProvisioningConfigurationSet>',
  '<ns1:HostName>web-01</ns1:HostName><ns1:UserName>azureuser</ns1:UserName>',
  '<ns1:DisableSshPasswordAuthentication>true</ns1:DisableSshPasswordAuthentication>',
  '</ns1:LinuxProvisioningConfigurationSet></ns1:ProvisioningSection>',
  '<ns1:PlatformSettingsSection><ns1:Version>1.0</ns1:Version><ns1:PlatformSettings>',
  '<ns1:ProvisionGuestAgent>true</ns1:ProvisionGuestAgent></ns1:PlatformSettings></ns1:PlatformSettingsSection>',
  '</ns0:Environment>',
].join('');
