import { readFileSync } from 'node:fs';
import { scrub } from '../../scrub.ts';

export type GuestOs = 'Linux' | 'Windows';

/** What a script answered: the code of its last CAPTURE_RC line (null when it never came to print one) and the words around it. */
export type Tail = { readonly rc: number | null; readonly text: string };

/** The script that schedules the deprovision and the power-off after it, and returns at once. */
export function linuxDeprovision({ captureId, delaySeconds }: { captureId: string; delaySeconds: number }): string {
  return shell('linux-deprovision.sh', [
    `CAPTURE_ID='${checkedId(captureId)}'`,
    `DELAY_SECONDS='${checkedSeconds('delaySeconds', delaySeconds)}'`,
  ]);
}

/** The script that shows why a deprovision did not end in a power-off. */
export function linuxReadLog({ captureId }: { captureId: string }): string {
  return shell('linux-read-log.sh', [`CAPTURE_ID='${checkedId(captureId)}'`]);
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
  const parts = ['agent', 'kernel', 'disk', 'programs', 'people', 'network'].map(name =>
    read(`linux-checks/${name}.sh`),
  );
  return read('linux-checks.sh').replace('# -- the checks --\n', () => parts.join('\n'));
}

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
  return [
    "sudo sh -c 'if command -v cloud-init >/dev/null; then cloud-init clean --logs; fi",
    'waagent -force -deprovision+user',
    'if [ -e /var/lib/waagent/ovf-env.xml ]; then echo "NOT deprovisioned: ovf-env.xml is still there"',
    "else rm -f /root/.*history /home/*/.*history; sync; shutdown -P now; fi'",
  ].join('; ');
}

/** Reads a script's answer from the output that Run Command reports, whose beginning may have been cut off. */
export function tailOf(output: string): Tail {
  let rc: number | null = null;
  let remark = '';
  const words: string[] = [];
  for (const line of output.split(/\r?\n/)) {
    const sentinel = /^CAPTURE_RC=(\d{1,3})(?:\s+(.*))?$/.exec(line);
    if (!sentinel) words.push(line);
    else [rc, remark] = [Number(sentinel[1]), sentinel[2] ?? ''];
  }
  return { rc, text: scrub([...words, remark].join('\n')).trim() };
}

// The parameters go below the first line, which must stay the one that names the interpreter.
function shell(name: string, parameters: readonly string[]): string {
  const [first, ...rest] = read(name).split('\n');
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
