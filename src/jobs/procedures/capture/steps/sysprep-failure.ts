import { readSysprepLog } from '../../../../azure/guest/sysprep-log.ts';
import type { Plan } from '../../../record/plan.ts';
import type { Failure } from '../../../record/refusal.ts';
import { ofPlan, type SysprepWay, stepReason } from '../step-reasons.ts';
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
  if (known) return known;
  const { lines } = readSysprepLog(log);
  const hasLog = lines.length > 0;
  const way = hasLog ? 'log' : wayWithoutLog(rc);
  return {
    ...stepReason('sysprep-unexplained', { ...ofPlan(plan), hasLog, says: lastOf(words), way }, guestRefused),
    ...inVain(plan, way),
    ...(hasLog ? { log: lines.join('\n') } : {}),
  };
}

const guestRefused = 'guest-refused';

/** What the set-up logs of a guest say of a sysprep that failed or never ended; null where they name no known cause. */
export function explainSysprep(plan: Plan, log: string): Failure | null {
  const { cause, lines, command } = readSysprepLog(log);
  if (!cause) return null;
  return {
    ...stepReason('sysprep-explained', { ...ofPlan(plan), known: cause.code }, guestRefused),
    ...(cause.final ? {} : inVain(plan, 'mend')),
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
  const way = rc === 6 ? 'other' : rc === 8 ? wayOfImageState(words) : 'mend';
  return {
    ...stepReason(
      'sysprep-refused',
      { ...ofPlan(plan), exitCode: rc ?? undefined, says: words.trim().slice(-400), untouched, way },
      guestRefused,
    ),
    ...inVain(plan, way),
    ...(untouched ? { untouched: true } : {}),
  };
}

/** Nothing shows what stopped it: it ended (10), was not done in time (11), or the script itself met an error (12). */
function wayWithoutLog(rc: number | null): SysprepWay {
  if (rc === 12) return 'error';
  return rc === 11 ? 'slow' : 'restart';
}

/** Audit mode can be left, and set-up ends by itself; what is half generalized does not get whole by another run. */
function wayOfImageState(words: string): SysprepWay {
  if (/_TO_AUDIT\b/.test(words)) return 'audit-mode';
  return /IMAGE_STATE_(?:UNDEPLOYABLE|GENERALIZE)/.test(words) ? 'half-done' : 'set-up';
}

/** Nobody gets into a copy: what must be mended in it is there again at a Retry. */
const inVain = ({ clone }: Plan, way: SysprepWay): Pick<Failure, 'inVain'> =>
  clone && !['slow', 'other', 'half-done'].includes(way) ? { inVain: true } : {};

/** The last of what the script said before the log. */
const lastOf = (words: string): string => words.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
