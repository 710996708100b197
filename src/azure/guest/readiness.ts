import { scrub } from '../../scrub.ts';
import { linuxRules } from './readiness-linux.ts';
import type { Level, Rule } from './readiness-rule.ts';
import { diskRules, sharedRules } from './readiness-shared.ts';
import { windowsRules } from './readiness-windows.ts';

/** One check's outcome; `detail` is as the guest said it: names, paths and numbers. */
export type Finding = { readonly code: string; readonly level: Level; readonly detail: string };

/** What a guest answered. Not `complete`: the answer was cut off, or is none. `truncated` is how many findings it left out for want of room. */
export type Reading = {
  readonly findings: readonly Finding[];
  readonly truncated: number;
  readonly complete: boolean;
};

/** Every rule there is, of the guests and of the disks. */
export const rules: readonly Rule[] = [...linuxRules, ...windowsRules, ...sharedRules, ...diskRules];

const byCode = new Map(rules.map(rule => [rule.code, rule]));

/** The rule of a finding; null for a code that nobody here knows, which is shown as it is. */
export const findRule = (code: string): Rule | null => byCode.get(code) ?? null;

/** Reads what linux-checks.sh or windows-checks.ps1 printed, whatever became of it on the way. */
export function readFindings(output: string): Reading {
  const lines = output.split(/\r?\n/);
  const begin = lines.indexOf('CAPTURE_CHECKS=1');
  const end = lines.findIndex((line, at) => at > begin && endMark.test(line));
  const [, shown, left] = endMark.exec(lines[end] ?? '') ?? [];
  const findings = lines.slice(begin + 1, end < 0 ? undefined : end).flatMap(readFinding);
  return {
    findings,
    truncated: Number(left ?? 0),
    complete: begin >= 0 && Number(shown) === findings.length,
  };
}

const endMark = /^CAPTURE_RC=0 (\d{1,4}) findings, (\d{1,4}) left out$/;

function readFinding(line: string): Finding[] {
  const [, code, level, detail] = /^([a-z0-9][a-z0-9-]{0,39})\|(must|should|fine)\|(.*)$/.exec(line) ?? [];
  return code && isLevel(level) ? [{ code, level, detail: scrub(detail ?? '') }] : [];
}

const isLevel = (text: string | undefined): text is Level => text === 'must' || text === 'should' || text === 'fine';
