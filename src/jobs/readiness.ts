import type { Vm } from '../azure/azure.ts';
import { type Finding, findRule, type Reading } from '../azure/guest/readiness.ts';
import { diskFindings } from '../azure/guest/readiness-disks.ts';
import type { checkLevels } from './request.ts';

export type CheckLevel = (typeof checkLevels)[number];

/**
 * What the readiness check of one attempt found, bounded for the record: what must and what should be fixed, the gravest first.
 * `fine` and `leftOut` count the rest. Not `complete`: the guest's answer was cut off, or none came; `unmade` is why the guest was not even asked.
 */
export interface Readiness {
  readonly attempt: number;
  readonly findings: readonly Finding[];
  readonly fine: number;
  readonly leftOut: number;
  readonly complete: boolean;
  readonly unmade?: string;
}

const most = { findings: 40, detail: 200 } as const;

/** Puts what the guest said and what Azure says of the disks into one. */
export function judgeReadiness({
  attempt,
  reading,
  vm,
}: {
  attempt: number;
  reading: Reading;
  vm: Pick<Vm, 'osType' | 'osDisk' | 'dataDisks'>;
}): Readiness {
  const all = [...diskFindings(vm), ...reading.findings];
  const bad = (['must', 'should'] as const).flatMap(level => all.filter(finding => finding.level === level));
  return {
    attempt,
    findings: bad
      .slice(0, most.findings)
      .map(({ detail, ...finding }) => ({ ...finding, detail: detail.slice(0, most.detail) })),
    fine: all.length - bad.length,
    leftOut: Math.max(0, bad.length - most.findings) + reading.truncated,
    complete: reading.complete,
  };
}

/** What certification would refuse of the disks: Azure tells it before anything is copied. */
export function diskProblems(
  vm: Pick<Vm, 'osType' | 'osDisk' | 'dataDisks'>,
): readonly { says: string; mend: string }[] {
  return diskFindings(vm)
    .filter(({ level }) => level === 'must')
    .map(({ code, detail }) => {
      const { title = code, why = '', mend = '' } = findRule(code) ?? {};
      return { says: `${title}: ${detail}. ${why}`.trim(), mend };
    });
}

/** What certification or sysprep would refuse. */
export const mustFix = ({ findings }: Readiness): readonly Finding[] =>
  findings.filter(({ level }) => level === 'must');
