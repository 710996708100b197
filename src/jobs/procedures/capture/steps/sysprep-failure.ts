import type { SysprepCause } from '../../../../azure/guest/sysprep-cause.ts';
import { readSysprepLog } from '../../../../azure/guest/sysprep-log.ts';
import { type Plan, subjectName } from '../../../record/plan.ts';
import { type Failure, sameAgain } from '../../../record/refusal.ts';
import { mendInSource, newCopyOf } from '../ways-on.ts';
import { domainControllerFailure } from './domain-controller.ts';

/** The codes with which windows-sysprep.ps1 refuses before it changes anything: 12 where it shows no log. The last two it may also answer after an attempt that did. */
const refusals = { always: [3, 4, 5, 7, 9, 12, 13], atFirst: [6, 8] } as const;

const logBegins = /^== errors in .*$/m;

/** What it means that windows-sysprep.ps1 did not generalize the guest, and what mends it where it can be mended. */
export function sysprepFailure(
  plan: Plan,
  { rc, text, attempt }: { readonly rc: number | null; readonly text: string; readonly attempt: number },
): Failure {
  const [, domain] = rc === 13 ? (/ domain controller of (\S{1,255})\. /.exec(`${text} `) ?? []) : [];
  if (domain) return domainControllerFailure(plan, domain);
  const [words = '', log] = text.split(logBegins);
  if (log === undefined) return refused(plan, { rc, words, attempt });
  const known = explainSysprep(plan, log);
  if (known) return { code: 'guest-refused', ...known };
  const { lines } = readSysprepLog(log);
  const found = lines.length > 0 ? 'its logs name no cause that I know' : 'no log of it names an error';
  return {
    code: 'guest-refused',
    reason: `Sysprep did not generalize ${subjectName(plan)}, and ${found}. ${lastOf(words)}`.trim(),
    ...(lines.length > 0
      ? { remedy: wayOn(plan, 'Put right what the log names.'), log: lines.join('\n') }
      : { remedy: withoutLog(plan, rc) }),
  };
}

/** What the set-up logs of a guest say of a sysprep that failed or never ended; null where they name no known cause. */
export function explainSysprep(plan: Plan, log: string): Pick<Failure, 'reason' | 'remedy' | 'log' | 'command'> | null {
  const { cause, lines, command } = readSysprepLog(log);
  if (!cause) return null;
  return {
    reason: `Sysprep did not generalize ${subjectName(plan)}. ${cause.means}`,
    remedy: cause.final ? endOf(plan, cause) : wayOn(plan, cause.mend),
    log: lines.join('\n'),
    ...(command ? { command } : {}),
  };
}

/** The script looked and did not begin; its own words say why. */
function refused(
  plan: Plan,
  { rc, words, attempt }: { readonly rc: number | null; readonly words: string; readonly attempt: number },
): Failure {
  const untouched =
    refusals.always.some(one => one === rc) || (attempt === 1 && refusals.atFirst.some(one => one === rc));
  const left = untouched ? ` Nothing was changed in ${subjectName(plan)}.` : '';
  return {
    code: 'guest-refused',
    reason: `The sysprep script in ${subjectName(plan)} ended with ${rc ?? 'no answer'}: ${words.trim().slice(-400)}${left}`,
    remedy: rc === 6 ? afterOther(plan) : rc === 8 ? ofImageState(plan, words) : wayOn(plan, ''),
    ...(untouched ? { untouched: true } : {}),
  };
}

/** Nothing shows what stopped it: it ended (10), was not done in time (11), or the script itself met an error (12). */
function withoutLog(plan: Plan, rc: number | null): string {
  if (rc === 12) return wayOn(plan, 'Put right what that error names.');
  if (rc === 11)
    return plan.clone
      ? `${newCopyOf(plan)} If that one takes as long, have my operator raise timeouts.guestMinutes in capture-image.yaml.`
      : afterOther(plan);
  const { vm, clone } = plan;
  return clone
    ? `Restart ${vm.name} with all updates installed, abandon this capture, and ask for a new one: nobody gets into the copy, and ${sameAgain}`
    : `Restart ${vm.name} with all updates installed, then press Retry.`;
}

/** Nothing mends what was captured. What is half generalized in a copy is so of itself, or its source was so before. */
const endOf = (plan: Plan, { code, mend }: SysprepCause): string =>
  plan.clone && code === 'earlier-run' ? halfDone(plan) : `Abandon this capture. ${mend}`;

const halfDone = (plan: Plan): string =>
  plan.clone
    ? `${newCopyOf(plan)} If that one ends like this too, an earlier sysprep has left ${plan.vm.name} itself half generalized: build it anew then.`
    : 'Abandon this capture. What is half generalized does not get whole by another run: take a backup from before, or build the VM anew.';

/** Sysprep was started by somebody else, or by an attempt of which nothing more was heard; in a copy nobody else can have. */
const afterOther = (plan: Plan): string =>
  plan.clone
    ? `${newCopyOf(plan)} If that one ends like this too, look in ${plan.vm.name} for what starts sysprep by itself, such as a scheduled task.`
    : `Wait until that sysprep has ended. If ${subjectName(plan)} is still running then, press Retry. If it has shut down, it is generalized, and I cannot tell how well: abandon this capture.`;

/** Audit mode can be left, and set-up ends by itself; what is half generalized does not get whole by another run. */
function ofImageState(plan: Plan, words: string): string {
  if (/_TO_AUDIT\b/.test(words))
    return wayOn(
      plan,
      'Windows is in audit mode. Leave it: run sysprep.exe /oobe /reboot there, and finish the set-up.',
    );
  if (/IMAGE_STATE_(?:UNDEPLOYABLE|GENERALIZE)/.test(words)) return halfDone(plan);
  return wayOn(plan, 'Let the set-up of Windows end, and restart the VM.');
}

/** Nobody gets into a copy: it is mended in its source, of which a new copy is made. */
function wayOn(plan: Plan, mend: string): string {
  const { clone, vm } = plan;
  const way = clone
    ? mendInSource(plan, `Nobody gets into the copy, and ${sameAgain}`)
    : `Mend it in ${vm.name}, which is still running, then press Retry.`;
  return [mend, way].filter(Boolean).join(' ');
}

/** The last of what the script said before the log. */
const lastOf = (words: string): string => words.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
