import { isSameName } from '../../../azure/names.ts';
import type { Plan } from '../../record/plan.ts';
import type { Capture, Job } from '../../record/record.ts';
import type { RefusalData } from '../../record/refusal.ts';
import { wordOf } from '../../request/next-version.ts';
import type { Holder } from '../procedure.ts';
import { asCapture } from './capture-job.ts';

/** The version that is passed over: where another capture stands in the way by its version alone, and mine need not be that one. */
export function versionPassedOver({ request }: Capture, { target, vm }: Plan, other: Holder): string | null {
  return wordOf(request.version) !== null && !hasVm(other, vm) ? target.version : null;
}

/** Who has the VM or the version that a plan is for, since when, and what can be done. */
export function heldBy(plan: Plan, other: Holder | null, id: string): RefusalData {
  const sameVm = other !== null && hasVm(other, plan.vm);
  const job = other?.job;
  const what = sameVm ? plan.vm.name : `${plan.target.definition} ${plan.target.version}`;
  const waits = job && waitOf(job);
  const begun = sameVm ? 'is being captured already' : 'is being made already';
  return {
    code: sameVm ? 'vm-busy' : 'version-reserved',
    reason: [
      `${what} ${waits ? 'is taken already' : begun}, by ${id} of ${job?.requester.name ?? 'somebody'}${job ? `, since ${minuteOf(heldSince(job))}` : ''}.`,
      ...(waits ? [`That capture ${waits}.`] : []),
    ].join(' '),
    remedy: sameVm
      ? 'Follow that one in its thread, or ask again with queue=yes to wait in line.'
      : 'Name another version, or ask again with queue=yes to wait in line.',
    captureId: id,
  };
}

/** What a job that does nothing by itself waits for, and from whom; null for any other. */
function waitOf(job: Job): string | null {
  const { status, requester, needs = [] } = job;
  if (status.is === 'failed') return 'has failed and waits for Retry or Abandon';
  if (status.is !== 'waiting') return null;
  if (status.for === 'guest')
    return `waits for ${requester.name} to prepare ${asCapture(job)?.plan?.vm.name ?? 'the VM'} by hand`;
  if (needs.length > 0)
    return `waits for the approval of ${needs.map(({ count, whom }) => `${count} of ${whom}`).join('; ')}`;
  return `waits for ${requester.name} to confirm its plan`;
}

const hasVm = ({ locks }: Holder, vm: Plan['vm']): boolean => locks.some(one => isSameName(one, vm.id));

/** The locks are taken with the first question, or when the one before let go. */
const heldSince = ({ notices, createdAt }: Job): string =>
  notices.find(({ kind }) => kind === 'question')?.at ?? createdAt;

const minuteOf = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
