import { findRule } from '../../../../azure/guest/readiness.ts';
import { manualLeaves } from '../../../../azure/guest/scripts.ts';
import type { GuestReason, Warning } from '../../../../jobs/record/warnings.ts';

/** A sentence for each code, of what stands in it. */
type Sentences<T extends { readonly code: string; readonly facts: unknown }> = {
  readonly [C in T['code']]: (facts: Extract<T, { readonly code: C }>['facts']) => string;
};

const reaches = {
  region: (location: string) =>
    `It can reach Azure in ${location} over HTTPS, which Run Command needs, and nothing else`,
  azure: () => 'It can reach all of Azure over HTTPS, and nothing else',
  none: () => 'It can reach nothing',
} as const;

const unseen = {
  'host-encryption': 'whether encryption at host is registered in its subscription',
  snapshots: 'how many snapshots its disks have',
} as const;

const warnings: Sentences<Warning> = {
  /** What a copy does by itself before its guest is prepared: whatever its source would do after a restart. */
  'copy-wakes': ({ vm, extensions, outbound, location }) =>
    [
      `The copy starts with the name, keys and services of ${vm}: its services and scheduled tasks run again${
        extensions.length > 0 ? `, what these extensions installed too (${extensions.join(', ')})` : ''
      }.`,
      `${reaches[outbound](location)}; nothing can reach it.`,
      'If something must not run twice, stop it first.',
    ].join(' '),
  'vm-spent': ({ vm }) => `${vm} itself becomes the image: it can never be started again.`,
  'failed-version-replaced': ({ definition, version, captureId }) =>
    `${definition} ${version} is there as a failed version${captureId ? ` (of capture ${captureId})` : ''}: it is deleted before the new one is created.`,
  'in-scale-set': ({ vm }) => `${vm} is a member of a scale set.`,
  'in-load-balancer': ({ vm, pool }) => `${vm} gets traffic from the load balancer pool ${pool}.`,
  'vm-locked': ({ vm, lock }) => `${vm} is under the delete lock “${lock}”.`,
  'in-production': ({ vm, tag, value }) => `${vm} is tagged ${tag}=${value}.`,
  'plan-on-disk': ({ vm, purchasePlan, isTaken }) =>
    `${vm} has no purchase plan, but its OS disk has one: ${purchasePlan}. ${
      isTaken
        ? 'The copy and the definition take that one.'
        : 'The image has none either, and Azure may make no VM of it. A copy (mode=clone) takes the plan along.'
    }`,
  'snapshots-near-full': ({ disk, count, most }) =>
    `The disk ${disk} has ${count} snapshots already: Azure keeps no more than ${most} of one disk.`,
  unseen: ({ vm, what, action }) =>
    `I cannot see ${unseen[what]}, for lack of the right ${action}: ${vm}’s copy may be refused for it.`,
  'readiness-unchecked': () => 'The readiness check does not run, though it is strict: I cannot look into the guest.',
  certification: ({ rule, detail }) => {
    const { title = rule, why = '' } = findRule(rule) ?? {};
    return `Certification would refuse this: ${title}: ${detail}. ${why}`.trim();
  },
  'not-latest': ({ version, gallery, definition, highest }) =>
    `${version} will not be the latest of ${gallery}/${definition}: ${highest} is higher. Whoever uses “latest” keeps getting ${highest}.`,
  'consistency-unused': ({ consistency }) => `consistency=${consistency} is about a copy: here it does nothing.`,
  'publisher-tenant-unknown': () =>
    'No publisher tenant is configured, so I cannot tell whether Partner Center will see this gallery.',
  shallow: () => 'A shallow version keeps depending on the disks of this VM: do not delete it.',
  'publisher-of-gallery': ({ gallery }) =>
    `The definition’s publisher will be "${gallery}"; Partner Center may want your publisher id there (identifier.publisher).`,
  'sku-taken': ({ holder, identifier, sku }) =>
    `The definition ${holder} has the identifier ${identifier} already, so the new one gets the SKU ${sku}.`,
};

const byHand = (why: string, osType: 'Linux' | 'Windows'): string => `${why} ${manualLeaves(osType)}`.trim();

const guestReasons: Sentences<GuestReason> = {
  generalized: () => 'Azure has this VM as generalized already.',
  'asked-for': ({ osType }) => byHand('You asked to do it by hand.', osType),
  'asked-for-while-off': ({ osType, vm, power }) =>
    byHand(`You asked to do it by hand, and ${vm} is ${power}: it must have been done before that.`, osType),
  'agent-not-ready': ({ osType, vm, says }) =>
    byHand(`The Azure agent in ${vm} is not ready (${says}), so Run Command cannot reach it.`, osType),
  arm64: ({ osType }) => byHand('Azure does not support managed Run Command on Arm64 Linux.', osType),
};

/** A warning of a plan as a sentence; plans of older versions have it as one. */
export const warningInWords = (warning: Warning | string): string => inWords(warnings, warning);

/** Why a person does the guest step, or nobody; older records have it in words. */
export const guestReasonInWords = (reason: GuestReason | string): string => inWords(guestReasons, reason);

function inWords<T extends { readonly code: string; readonly facts: unknown }>(
  sentences: Sentences<T>,
  said: T | string,
): string {
  if (typeof said === 'string') return said;
  const sentence: (facts: never) => string = sentences[said.code as T['code']];
  return sentence(said.facts as never);
}
