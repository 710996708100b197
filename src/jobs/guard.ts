import type { VmFacts } from '../azure/azure.ts';
import { isCovered } from './approval-time.ts';
import { atOdds } from './at-odds.ts';
import { boundsOf } from './bounds.ts';
import type { Broken } from './broken.ts';
import { consentTo } from './consent.ts';
import { strangers } from './grants-known.ts';
import { type Hand, planOf } from './hand.ts';
import type { Plan } from './plan.ts';
import type { Capture } from './record.ts';
import type { RefusalData } from './refusal.ts';

/**
 * Stands in front of every first call of a tick: the plan is within today's settings, the VM is still the one that was planned, and
 * today's policy, with the tags that the VM has now, lets this requester have it done. Answers what has moved, and the way out; null when
 * nothing has.
 */
export async function guard(hand: Hand): Promise<RefusalData | null> {
  const plan = planOf(hand);
  const odds = atOdds(hand);
  if (odds) return odds;
  const broken = boundsOf(hand.capture(), plan, hand.settings) ?? (await strangers(hand, plan));
  if (broken) return { ...broken, remedy: wayOut(broken, plan) };
  const source = await hand.azure.findVmFacts(plan.vm);
  return otherVm(hand.capture(), plan, source) ?? unconsented(hand, withTags(plan, source));
}

function wayOut({ mend }: Broken, plan: Plan): string {
  if (mend) return `${mend}, then press Retry. ${orAbandon(plan)}`;
  return 'Press Abandon and ask for a new capture. Have my operator look who can write to Redis.';
}

/** What a plan that has written nothing is refused with. */
export const refusalOfBroken = ({ code, reason, mend }: Broken): RefusalData => ({
  code,
  reason,
  remedy: mend ? `${mend}, then ask again.` : 'Ask for a new capture. Have my operator look who can write to Redis.',
});

/** What else there is to do where a policy or a setting could put it right. */
const orAbandon = ({ clone, vm }: Plan): string =>
  clone ? 'Or press Abandon: I delete what I made for the copy.' : `Or press Abandon: I do nothing more to ${vm.name}.`;

/** Once the copy has its disks, or the version is made of the VM, nothing more is taken from the source. */
const lastOfSource = (plan: Plan): string => (plan.clone ? 'copy-disks' : 'create-version');

const needsSource = ({ steps }: Capture, plan: Plan): boolean =>
  steps.find(({ name }) => name === lastOfSource(plan))?.state !== 'done';

function otherVm(capture: Capture, plan: Plan, source: VmFacts | null): RefusalData | null {
  const { vm, clone } = plan;
  if (!needsSource(capture, plan)) return null;
  const askAnew = `Press Abandon${clone ? ', which deletes what I made for the copy,' : ''} and ask for a new capture: its plan is of the VM as it is now.`;
  if (!source) return { code: 'vm-gone', reason: `${vm.name} does not exist any more.`, remedy: 'Press Abandon.' };
  if (!isSameVm(vm, source))
    return {
      code: 'vm-replaced',
      reason: `${vm.name} is another VM than the one that was planned: it was deleted and made anew since, under the same name.`,
      remedy: askAnew,
    };
  const there = new Set(source.diskIds.map(id => id.toLowerCase()));
  const lost = clone?.disks.find(({ sourceId }) => !there.has(sourceId.toLowerCase()));
  return lost
    ? {
        code: 'disk-detached',
        reason: `${vm.name} no longer has the disk ${lost.sourceId.split('/').at(-1)}, so I do not copy it.`,
        remedy: `Attach it again and press Retry. Or: ${askAnew.charAt(0).toLowerCase()}${askAnew.slice(1)}`,
      }
    : null;
}

/** A VM of the same name is not the same VM. Plans from before its unique id was kept are compared by its region and its OS disk. */
export function isSameVm({ vmId, location, osDisk }: Plan['vm'], source: VmFacts): boolean {
  if (vmId && source.vmId) return vmId.toLowerCase() === source.vmId.toLowerCase();
  const disk = osDisk.id?.toLowerCase();
  return location === source.location && (!disk || source.diskIds.some(id => id.toLowerCase() === disk));
}

/** The tags that the VM has now; those of the plan where it is gone or replaced after the copy was taken. */
function withTags(plan: Plan, source: VmFacts | null): Plan {
  return source && isSameVm(plan.vm, source) ? { ...plan, vm: { ...plan.vm, tags: source.tags } } : plan;
}

function unconsented(hand: Hand, plan: Plan): RefusalData | null {
  if (!hand.policy) return null;
  const capture = hand.capture();
  // A bot may look up anew who the requester is; that adds no right to what the plan was made with.
  const judgedAs = capture.seal?.as;
  const before = judgedAs ? consentTo(hand.policy, { ...capture, as: judgedAs }, plan) : null;
  const now = consentTo(hand.policy, capture, plan);
  const consent = before?.is === 'no' ? before : now;
  if (consent.is === 'no')
    return {
      code: `policy-${consent.code}`,
      reason: consent.reason,
      remedy: `Have whoever keeps the policy change it, then press Retry. ${orAbandon(plan)}`,
    };
  const tallies = [...consent.tallies, ...(before?.is === 'yes' ? before.tallies : [])];
  if (isCovered(hand, tallies)) return null;
  const open = tallies.filter(({ need, have }) => have < need.count);
  const whom = [...new Set(open.map(({ need, have }) => `${need.count} of ${need.whom} (it has ${have})`))].join('; ');
  return {
    code: 'policy-approvals',
    reason:
      open.length > 0
        ? `The policy asks for more approvals of this than there were when it was confirmed: ${whom}.`
        : 'By the policy as it is now, this was not confirmed by somebody who may.',
    remedy: `Press Abandon and ask for a new capture, which they can approve; or have whoever keeps the policy change it, then press Retry.`,
  };
}
