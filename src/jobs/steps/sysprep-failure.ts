import type { Plan } from '../plan.ts';
import type { Failure } from '../refusal.ts';
import { domainControllerFailure } from './domain-controller.ts';

/** What it means that windows-sysprep.ps1 ended in this way; null where there is no more to say than its own words. */
export function sysprepFailure(plan: Plan, rc: number | null, text: string): Failure | null {
  const [, domain] = rc === 13 ? (/ domain controller of (\S{1,255})\. /.exec(`${text} `) ?? []) : [];
  return domain ? domainControllerFailure(plan, domain) : null;
}
