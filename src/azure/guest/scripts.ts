import { readFileSync } from 'node:fs';
import { scrub } from '../../scrub.ts';

export type GuestOs = 'Linux' | 'Windows';

/** What a script answered: the code of its last CAPTURE_RC line (null when it never came to print one) and the words around it. */
export type Tail = { readonly rc: number | null; readonly text: string };

/** One thing that stays in the image though it tells of the machine or of people. */
export type Stay = { readonly code: string; readonly detail: string };

/** The script that schedules the deprovision and the power-off after it, and says what stays in the image; staysOf reads that. */
export function linuxDeprovision({
  captureId,
  delaySeconds,
  watchSeconds = 0,
}: {
  captureId: string;
  delaySeconds: number;
  /** How long it stays to tell of a deprovision that gives up; none, and it returns at once. */
  watchSeconds?: number;
}): string {
  return shell(withParts('linux-deprovision.sh', deprovisionParts), [
    `CAPTURE_ID='${checkedId(captureId)}'`,
    `DELAY_SECONDS='${checkedSeconds('delaySeconds', delaySeconds)}'`,
    ...(watchSeconds > 0 ? [`WATCH_SECONDS='${checkedSeconds('watchSeconds', watchSeconds)}'`] : []),
  ]);
}

/** The script that shows why a deprovision did not end in a power-off. */
export function linuxReadLog({ captureId }: { captureId: string }): string {
  return shell(read('linux-read-log.sh'), [`CAPTURE_ID='${checkedId(captureId)}'`]);
}

/** The script that runs sysprep and stays until the VM goes down, or until the deadline. */
export function windowsSysprep({ captureId, deadlineSeconds }: { captureId: string; deadlineSeconds: number }): string {
  return powershell('windows-sysprep.ps1', [
    `$CaptureId = '${checkedId(captureId)}'`,
    `$DeadlineSeconds = ${checkedSeconds('deadlineSeconds', deadlineSeconds)}`,
  ]);
}

/** The script that shows sysprep's errors and how far it came. */
export function windowsReadLog({ captureId }: { captureId: string }): string {
  return powershell('windows-read-log.ps1', [`$CaptureId = '${checkedId(captureId)}'`]);
}

/** The script that looks whether a Linux guest may become a Marketplace image, and changes nothing; readFindings reads its answer. */
export function linuxChecks(): string {
  return withParts('linux-checks.sh', checksParts);
}

const sharedParts = [
  'agent',
  'units',
  'host-keys',
  'mounts',
  'homes',
  'sshd',
  'keys',
  'sudoers',
  'secrets',
  'network',
  'stays',
].map(name => `linux-shared/${name}.sh`);
const deprovisionParts = [
  ...sharedParts,
  ...['delete', 'homes', 'accounts', 'rules', 'network', 'identity', 'logs', 'tell'].map(
    name => `linux-deprovision/${name}.sh`,
  ),
];
const checksParts = [
  ...sharedParts,
  ...['agent', 'kernel', 'swap', 'disk', 'programs', 'people', 'network'].map(name => `linux-checks/${name}.sh`),
];

/** The same for Windows. */
export function windowsChecks(): string {
  const parts = ['setup', 'roles', 'access', 'network', 'disk', 'people', 'remains'].map(name =>
    read(`windows-checks/${name}.ps1`),
  );
  return read('windows-checks.ps1').replace('# -- the parts --\n', () => parts.join('\n'));
}

/** How long either may take: the slow parts are a search through large homes, and the list of Windows' features. */
export const checksTimeoutSeconds = 300;

/** The command for a person to run over SSH or RDP (in PowerShell) where Run Command cannot; it ends with the VM stopped. */
export function manualCommand(osType: GuestOs): string {
  if (osType === 'Windows')
    return [
      'if ((Get-CimInstance -ClassName Win32_ComputerSystem).DomainRole -ge 4) { "NOT generalized: this is a domain controller" }',
      'else { & "$env:windir\\System32\\Sysprep\\sysprep.exe" /oobe /generalize /mode:vm /quiet /shutdown }',
    ].join(' ');
  const lines = read('linux-manual.sh')
    .replace(/^#.*\n/gm, '')
    .trimEnd()
    .split('\n');
  return `sudo sh -c '${lines.join(' ')}'`;
}

/** What that command leaves in the image of what Run Command's script takes away, for whoever runs it; nothing for Windows. */
export const manualLeaves = (osType: GuestOs): string =>
  osType === 'Windows'
    ? ''
    : [
        'The command by hand takes away less than I would through Run Command.',
        'These stay: what is mounted below homes and logs; rules of doas; rules of sudo over several lines, in lists or in files elsewhere;',
        'keys of the account outside of its home; mail that waits to be sent;',
        'jobs of cron and at, and what userdel leaves of the account; histories outside of /root and /home, and rarer ones inside;',
        'network settings of cloud-init; seeds of boot loaders; iSCSI, NVMe and LVM ids; dumps of crashes; files that are immutable.',
        'Shells that are open write their history when they end, so let nobody else be signed in.',
        'Nothing tells afterwards what stayed.',
      ].join(' ');

/** Reads a script's answer from the output that Run Command reports, whose beginning may have been cut off. */
export function tailOf(output: string): Tail {
  let rc: number | null = null;
  let remark = '';
  const words: string[] = [];
  for (const line of output.split(/\r?\n/)) {
    if (staysMark.test(line)) continue;
    const sentinel = /^CAPTURE_RC=(\d{1,3})(?:\s+(.*))?$/.exec(line);
    if (!sentinel) words.push(line);
    else [rc, remark] = [Number(sentinel[1]), sentinel[2] ?? ''];
  }
  return { rc, text: scrub([...words, remark].join('\n')).trim() };
}

/** What a deprovision leaves in the image, by the codes of the readiness checks; empty where it said nothing of it. */
export function staysOf(output: string): readonly Stay[] {
  return output.split(/\r?\n/).flatMap(line => {
    const [, code, detail] = staysMark.exec(line) ?? [];
    return code && detail ? [{ code, detail: scrub(detail) }] : [];
  });
}

const staysMark = /^CAPTURE_STAYS ([a-z0-9][a-z0-9-]{0,39})\|(.{1,200})$/;

// A script is one text in the guest: its parts stand where its mark is, without what would only take room: comments and indents.
function withParts(name: string, parts: readonly string[]): string {
  const text = read(name).replace('# -- the parts --\n', () => parts.map(read).join('\n'));
  return text
    .replace(/^[ \t]+/gm, '')
    .replace(/^# (?!shellcheck disable).*\n/gm, '')
    .replace(/^([a-z_]+\(\) [({].*) # [a-z_]+ .*$/gm, '$1')
    .replace(/\n{2,}/g, '\n');
}

// The parameters go below the first line, which must stay the one that names the interpreter.
function shell(text: string, parameters: readonly string[]): string {
  const [first, ...rest] = text.split('\n');
  return [first, ...parameters, ...rest].join('\n');
}

function powershell(name: string, parameters: readonly string[]): string {
  const text = read(name).replace('# -- the errors of set-up --\n', () => read('windows-errors.ps1'));
  return [...parameters, text].join('\n');
}

const texts = new Map<string, string>();

function read(name: string): string {
  const text = texts.get(name) ?? readFileSync(new URL(name, import.meta.url), 'utf8');
  texts.set(name, text);
  return text;
}

// Nothing that could end a quotation gets past these two.
function checkedId(captureId: string): string {
  if (/^[a-z0-9-]{1,64}$/.test(captureId)) return captureId;
  throw new Error(`captureId must be 1 to 64 characters of a-z, 0-9 and dashes, not ${JSON.stringify(captureId)}.`);
}

function checkedSeconds(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= 86_400) return value;
  throw new Error(`${name} must be a whole number of seconds from 0 to 86400, not ${value}.`);
}
