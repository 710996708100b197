import { isSameName } from '../../../azure/names.ts';
import type { Plan } from '../../record/plan.ts';
import type { Capture, Job } from '../../record/record.ts';
import type { RefusalData } from '../../record/refusal.ts';
import { wordOf } from '../../request/next-version.ts';
import type { Holder } from '../procedure.ts';
import { asCapture } from './capture-job.ts';
import { checkReason, type HeldBy } from './check-reasons.ts';

/** The version that is passed over: where another capture stands in the way by its version alone, and mine need not be that one. */
export function versionPassedOver({ request }: Capture, { target, vm }: Plan, other: Holder): string | null {
  return wordOf(request.version) !== null && !hasVm(other, vm) ? target.version : null;
}

/** Who has the VM or the version that a plan is for, since when, and what can be done. */
export function heldBy(plan: Plan, other: Holder | null, id: string): RefusalData {
  const sameVm = other !== null && hasVm(other, plan.vm);
  const job = other?.job;
  const held = {
    by: id,
    ...(job ? { requester: job.requester.name, since: heldSince(job), ...waitOf(job) } : {}),
  };
  const { definition, version } = plan.target;
  const reason = sameVm
    ? checkReason('vm-busy', { ...held, vm: plan.vm.name })
    : checkReason('version-reserved', { ...held, definition, version });
  return { ...reason, captureId: id };
}

/** What a job that does nothing by itself waits for, and from whom. */
function waitOf(job: Job): Pick<HeldBy, 'waits' | 'guestOf' | 'approvers' | 'counts'> {
  const { status, needs = [] } = job;
  if (status.is === 'failed') return { waits: 'failed' };
  if (status.is !== 'waiting') return {};
  if (status.for === 'guest') return { waits: 'guest', guestOf: asCapture(job)?.plan?.vm.name };
  return needs.length > 0
    ? { waits: 'approval', approvers: needs.map(({ whom }) => whom), counts: needs.map(({ count }) => String(count)) }
    : { waits: 'confirmation' };
}

const hasVm = ({ locks }: Holder, vm: Plan['vm']): boolean => locks.some(one => isSameName(one, vm.id));

/** The locks are taken with the first question, or when the one before let go. */
const heldSince = ({ notices, createdAt }: Job): string =>
  notices.find(({ kind }) => kind === 'question')?.at ?? createdAt;
