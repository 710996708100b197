import type { Vm } from '../../azure/azure.ts';
import type { Finding, Reading } from '../../azure/guest/readiness.ts';
import { diskFindings } from '../../azure/guest/readiness-disks.ts';
import type { checkLevels } from '../request/request.ts';
import type { Failure } from './refusal.ts';

export type CheckLevel = (typeof checkLevels)[number];

/**
 * What the readiness check of one attempt found, bounded for the record: what must and what should be fixed, the gravest first.
 * `must` and `should` count all of them, kept or not (older records do not tell); `fine` and `leftOut` count the rest. Not `complete`: the guest's answer was cut off, or none came; `unmade` is why the guest was not even asked.
 */
export interface Readiness {
  readonly attempt: number;
  readonly findings: readonly Finding[];
  readonly must?: number;
  readonly should?: number;
  readonly fine: number;
  readonly leftOut: number;
  readonly complete: boolean;
  readonly unmade?: Failure | string;
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
  const must = all.filter(({ level }) => level === 'must').sort((one, other) => weightOf(other) - weightOf(one));
  const should = all.filter(({ level }) => level === 'should');
  const bad = [...must, ...should];
  return {
    attempt,
    findings: bad
      .slice(0, most.findings)
      .map(({ detail, ...finding }) => ({ ...finding, detail: detail.slice(0, most.detail) })),
    must: must.length,
    should: should.length,
    fine: all.length - bad.length,
    leftOut: Math.max(0, bad.length - most.findings) + reading.truncated,
    complete: reading.complete,
  };
}

// What stops a capture however strict the checks are is never among what is cut.
const weightOf = ({ code }: Finding): number => (code === 'domain-controller' ? 1 : 0);

/** How many findings there are of each level, those too that the record has no room for. */
export function countFindings({ findings, must, should, fine }: Readiness): {
  must: number;
  should: number;
  fine: number;
} {
  const kept = (wanted: Finding['level']) => findings.filter(({ level }) => level === wanted).length;
  return { must: must ?? kept('must'), should: should ?? kept('should'), fine };
}

/** How many findings nobody counts by level: the guest had no room for them. */
export const unsaidOf = (readiness: Readiness): number => {
  const { must, should } = countFindings(readiness);
  return Math.max(0, readiness.leftOut - (must + should - readiness.findings.length));
};

/** What certification would refuse of the disks: Azure tells it before anything is copied. */
export const mustFixOfDisks = (vm: Pick<Vm, 'osType' | 'osDisk' | 'dataDisks'>): readonly Finding[] =>
  diskFindings(vm).filter(({ level }) => level === 'must');

/** What certification or sysprep would refuse. */
export const mustFix = ({ findings }: Readiness): readonly Finding[] =>
  findings.filter(({ level }) => level === 'must');
