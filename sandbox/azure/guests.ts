import { findRule } from '../../src/azure/guest/readiness.ts';
import type { Azure } from './context.ts';
import { readinessOf } from './readiness.ts';
import type { ScriptEffect } from './scripts.ts';
import type { VirtualMachine } from './world.ts';

/** How a script ended, or null when nobody will ever hear of it. */
export type ScriptEnd = { readonly exitCode: number; readonly output: string; readonly error: string };
/** `said` is what can be read of a script that still runs; of one whose `end` is null no more is ever heard. */
export type ScriptRun = {
  readonly said?: { readonly afterMs: number; readonly output: string };
  readonly afterMs: number;
  readonly end: ScriptEnd | null;
} | null;

// What the recordings and the field reports say, on a machine of everyday size.
const quickScriptMs = 8_000;
const linuxDeprovisionMs = 20_000;
const sysprepMs = 240_000;
const slowFactor = 5;

/** Begins a script in the guest of a running machine, and answers when and how its end is reported. */
export function runInGuest(azure: Azure, vm: VirtualMachine, effect: ScriptEffect): ScriptRun {
  const pace = vm.disk.behaviour === 'slow' ? slowFactor : 1;
  const report = (afterMs: number, output: string, exitCode = 0, error = ''): ScriptRun => ({
    afterMs: afterMs * pace,
    end: { exitCode, output, error },
  });
  if (vm.disk.behaviour === 'hangs' && (effect.kind === 'deprovision' || effect.kind === 'sysprep')) return null;
  switch (effect.kind) {
    case 'deprovision': {
      vm.disk.generalizations += 1;
      if (vm.disk.behaviour === 'sysprep-fails') return report(quickScriptMs, 'CAPTURE_RC=3 waagent not found\n', 3);
      const startsMs = (effect.detached ? effect.delayMs : 1_000) * pace;
      azure.clock.after(startsMs, () => deprovision(azure, vm, effect.powersOff, linuxDeprovisionMs * pace));
      // Deprovisioning from within stops the agent that would have reported the end.
      if (!effect.detached || vm.disk.behaviour === 'agent-dies') return null;
      const said = `${staysIn(vm)}CAPTURE_RC=0 scheduled\n`;
      if (!effect.watches) return report(quickScriptMs, said);
      const givesUp = vm.disk.behaviour === 'deprovision-leaves-ovf';
      const end = givesUp ? { exitCode: 9, output: `${said}${alsoSaid(vm)}${gaveUp}`, error: '' } : null;
      return {
        said: { afterMs: quickScriptMs * pace, output: said },
        afterMs: startsMs + (linuxDeprovisionMs + 1_000) * pace,
        end,
      };
    }
    case 'sysprep': {
      if (effect.sparesDomainControllers && isDomainController(vm))
        return report(quickScriptMs, 'This is a domain controller of corp.contoso.com.\nCAPTURE_RC=13\n', 13);
      vm.disk.generalizations += 1;
      if (vm.disk.behaviour === 'sysprep-fails') {
        vm.disk.log = `${failedSysprepLog}${alsoSaid(vm)}`;
        return report(60_000, failedSysprep(vm.disk.log), 10);
      }
      azure.clock.after(sysprepMs * pace, () => finishSysprep(azure, vm, effect.powersOff));
      return effect.powersOff ? null : report(sysprepMs, 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE\n');
    }
    case 'read-log':
      return report(quickScriptMs, `${vm.disk.log}CAPTURE_RC=0\n`);
    case 'readiness':
      return report(quickScriptMs, vm.disk.behaviour === 'check-cut-off' ? 'CAPTURE_CHECKS=1\n64-b' : readinessOf(vm));
    case 'other':
      vm.disk.files = [...new Set([...vm.disk.files, ...effect.touched])];
      return report(quickScriptMs, effect.output);
  }
}

const alsoSaid = ({ disk }: VirtualMachine): string => (disk.says ? `${disk.says}\n` : '');

const gaveUp = `waagent left ovf-env.xml, so it did not deprovision. The VM stays up and must not be captured.\nCAPTURE_RC=9\n`;

/** What the script finds that stays in the image, out of what is wrong with the guest. */
const staysIn = ({ disk }: VirtualMachine): string =>
  disk.findings
    .filter(({ code, level }) => level !== 'fine' && findRule(code)?.stays)
    .map(({ code, detail }) => `CAPTURE_STAYS ${code}|${detail}\n`)
    .join('');

const isDomainController = ({ disk }: VirtualMachine): boolean =>
  disk.findings.some(({ code, level }) => code === 'domain-controller' && level === 'must');

function deprovision(azure: Azure, vm: VirtualMachine, powersOff: boolean, workMs: number): void {
  if (vm.power !== 'running') return;
  vm.agent = 'Not Ready';
  azure.clock.after(workMs, () => {
    if (vm.power !== 'running') return;
    if (vm.disk.behaviour === 'deprovision-leaves-ovf') {
      vm.agent = 'Ready';
      vm.disk.log = `${alsoSaid(vm)}deprovision: /var/lib/waagent/ovf-env.xml is still there: the machine stays up\n`;
      return;
    }
    vm.disk.guest = 'deprovisioned';
    if (powersOff) shutDown(azure, vm);
  });
}

function finishSysprep(azure: Azure, vm: VirtualMachine, powersOff: boolean): void {
  if (vm.power !== 'running') return;
  vm.disk.guest = 'deprovisioned';
  if (!powersOff) return;
  vm.agent = 'Not Ready';
  shutDown(azure, vm);
}

/** The guest turns itself off: stopped, still allocated, unless somebody meddles. */
function shutDown({ clock }: Azure, vm: VirtualMachine): void {
  if (vm.disk.behaviour === 'deallocated-by-hand') {
    vm.power = 'deallocating';
    clock.after(15_000, () => {
      vm.power = 'deallocated';
    });
    return;
  }
  vm.power = 'stopped';
  if (vm.disk.behaviour === 'restarts-after-stop') clock.after(4_000, () => startAgain());

  function startAgain(): void {
    if (vm.generalized) return;
    if (vm.power === 'deallocating') {
      clock.after(2_000, startAgain);
      return;
    }
    boot(vm, clock.date());
  }
}

/** The machine runs; a guest that was deprovisioned sets itself up anew and is no image any more. */
export function boot(vm: VirtualMachine, at: Date): void {
  vm.power = 'running';
  vm.provisioning = { state: 'Succeeded', at };
  if (vm.disk.guest === 'deprovisioned') vm.disk.guest = 'ruined';
  if (vm.disk.guest !== 'provisioned') vm.agent = 'Ready';
}

const packageName = 'Microsoft.Contoso.Tools_1.4.2.0_x64__8wekyb3d8bbwe';

const failedSysprepLog = [
  `2026-01-12 09:14:31, Error                 SYSPRP Package ${packageName} was installed for a user, but not provisioned for all users. This package will not function properly in the sysprep image.`,
  '2026-01-12 09:14:31, Error                 SYSPRP Failed to remove apps for the current user: 0x80073cf2.',
  '2026-01-12 09:14:31, Error                 SYSPRP Exit code of RemoveAllApps thread was 0x3cf2.',
  "2026-01-12 09:14:31, Error                 SYSPRP ActionPlatform::LaunchModule: Failure occurred while executing 'SysprepGeneralizeValidate' from C:\\Windows\\System32\\AppxSysprep.dll; dwRet = 0x3cf2",
  '2026-01-12 09:14:31, Error      [0x0f0070] SYSPRP RunDlls:An error occurred while running registry sysprep DLLs, halting sysprep execution. dwRet = 0x3cf2',
  '2026-01-12 09:14:31, Error      [0x0f00d8] SYSPRP WinMain:Hit failure while pre-validate sysprep generalize internal providers; hr = 0x80073cf2',
  '',
].join('\n');

/** What windows-sysprep.ps1 prints when sysprep ends without generalizing. */
const failedSysprep = (log: string): string =>
  [
    'Sysprep ended with exit code 0; the ImageState is IMAGE_STATE_COMPLETE.',
    'Sysprep ended without generalizing: the ImageState is still IMAGE_STATE_COMPLETE.',
    '== errors in setuperr.log and setupact.log',
    `${log}CAPTURE_RC=10`,
    '',
  ].join('\n');

/** What `setuperr.log` holds on a machine where sysprep never failed. */
export const quietSysprepLog = 'ImageState: IMAGE_STATE_COMPLETE\nsetuperr.log is empty\n';
