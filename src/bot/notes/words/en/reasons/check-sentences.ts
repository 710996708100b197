import { findRule } from '../../../../../azure/guest/readiness.ts';
import { nameProblem } from '../../../../../azure/names.ts';
import type { CheckReasons, HeldBy, OrElse } from '../../../../../jobs/procedures/capture/check-reasons.ts';
import { ingestionProvider } from '../../../../../jobs/procedures/capture/partner-center.ts';
import { lowerFirst, orInPlace, own, type Said, type Sentences, said, sideBySide, strings } from './sentences.ts';

const orElse: { readonly [O in OrElse]: (inPlace: string) => string } = {
  copy: inPlace => inPlace,
  subnet: inPlace => `Or have a subnet named for all copies: clone.subnetId. ${inPlace}`,
  gallery: () => 'Or name a gallery that exists.',
  definition: () => 'Or delete a definition.',
  version: () => 'Or delete old versions.',
};

const askAgain = 'Have whoever set it take it away, and ask again.';
const convertDisks = 'Convert them with: az vm convert';
const inScopes = 'in capture-image.yaml.';
const useCopy = 'Use mode=clone: a copy becomes the image, and the VM stays as it is.';
const waitOrAnother = 'Wait until it has Succeeded, or choose another one.';

const nextOr = ({ next }: { readonly next?: string | undefined }): string =>
  next ? `Leave version out and I take ${next}.` : 'Give a version that is higher than the last one.';

const readOnly = ({ lock, scope }: { readonly lock: string; readonly scope: string }, what: string): Said =>
  said(`The read-only lock “${lock}” at ${scope} keeps me from changing ${what}.`, askAgain);

const spends = (reason: string): Said => said(`${reason} It would be spent.`, useCopy);

const misfit =
  (field: string) =>
  ({ definition, vm, wants, has }: CheckReasons['definition-os-type']): Said =>
    said(
      `The definition ${definition} is for ${field} ${strings(wants).join(' or ')}; ${vm} has ${has}.`,
      'Name another definition: definition=name. If there is none of that name, I create one that fits.',
    );

/** The part of a permission to give access, for which another role does. */
const granting = 'Microsoft.Authorization/roleAssignments/write';

const waitsFor = ({ waits, requester, guestOf, ...held }: HeldBy): string => {
  switch (waits) {
    case 'failed':
      return ' That capture has failed and waits for Retry or Abandon.';
    case 'guest':
      return ` That capture waits for ${requester} to prepare ${guestOf ?? 'the VM'} by hand.`;
    case 'approval':
      return ` That capture waits for the approval of ${sideBySide((count, whom) => `${count} of ${whom}`, held.counts, held.approvers).join('; ')}.`;
    case 'confirmation':
      return ` That capture waits for ${requester} to confirm its plan.`;
    default:
      return '';
  }
};

const minuteOf = (iso: string): string => `${String(iso).slice(0, 10)} ${String(iso).slice(11, 16)} UTC`;

const heldBy = (what: string, begun: string, held: HeldBy): string => {
  const { by, requester = 'somebody', since } = held;
  const isHeld = held.waits ? 'is taken already' : begun;
  return `${what} ${isHeld}, by ${by} of ${requester}${since ? `, since ${minuteOf(since)}` : ''}.${waitsFor(held)}`;
};

/** `not registered`, of Azure's `NotRegistered`. */
const spaced = (state: string): string =>
  String(state)
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();

/** Why a capture is refused before anything is touched. */
export const checkSentences: Sentences<CheckReasons> = {
  'name-not-allowed': () =>
    said(
      'A name in this request is none that Azure allows, so I have not looked for it.',
      'Check how the VM, its resource group, the gallery and the definition are written, and ask again.',
    ),
  'vm-not-found': ({ vm }) =>
    said(
      `I found no VM ${vm} where I may look.`,
      'Check the name, or write group/name; /capture-image alone lists the VMs I can see.',
    ),
  'vm-ambiguous': ({ found }) =>
    said(
      `There are ${strings(found).length} VMs of that name: ${strings(found).join(', ')}.`,
      'Write the one you mean as group/name.',
    ),
  'vm-out-of-scope': ({ vm, group }) =>
    said(
      `${group}/${vm} is not one that I may touch.`,
      `My operator can add its resource group under "scopes" ${inScopes}`,
    ),
  'group-out-of-scope': ({ group }) =>
    said(
      `The resource group ${group} is not one that I may touch.`,
      `My operator can add it under "scopes" ${inScopes}`,
    ),
  'gallery-out-of-scope': ({ gallery, group }) =>
    said(
      `The gallery ${gallery} belongs to the resource group ${group}, which is not one that I may touch.`,
      `Choose another gallery, or have my operator add the group under "scopes" ${inScopes}`,
    ),
  'gallery-missing': () =>
    said('No gallery is named, and none is configured.', 'Add gallery=name; I create it if there is none.'),
  'gallery-elsewhere': ({ gallery, group, asked }) =>
    said(
      `A gallery's name is unique in its subscription, and ${gallery} is in the resource group ${group}, not in ${asked}.`,
      'Leave gallery-group out to use that one, or choose another name.',
    ),
  'subscription-not-found': ({ subscription }) =>
    said(`I cannot see the subscription ${subscription}.`, 'Give my identity Reader on it.'),
  'tenant-differs': ({ subscription, tenant, publisherTenant }) =>
    said(
      `The subscription ${subscription} belongs to the tenant ${tenant}, but you publish from ${publisherTenant}.`,
      'Choose a gallery in a subscription of the publishing tenant: no role assignment can bridge the two.',
    ),

  'ephemeral-os-disk': ({ vm }) =>
    said(`${vm} has an ephemeral OS disk, which cannot be captured.`, 'Build the VM again with a managed OS disk.'),
  'unmanaged-disk': ({ vm }) => said(`${vm} has unmanaged disks, which a gallery does not take.`, convertDisks),
  'disk-not-capturable': ({ lun, storage }) =>
    said(`The data disk at LUN ${lun} is ${storage}, which cannot be captured.`, 'Detach it first.'),
  'disk-too-big': ({ sizeGb }) =>
    said(`A disk of ${sizeGb} GiB is over the 2 TiB that a gallery takes.`, 'Detach or shrink it first.'),
  'disk-encrypted': ({ vm }) =>
    said(`${vm} is encrypted with Azure Disk Encryption.`, 'Decrypt its disks first: az vm encryption disable'),
  'disk-refused': ({ rule, detail }) => {
    const { title = rule, why = '', mend = '' } = findRule(rule) ?? {};
    return said(
      `${`${title}: ${detail}. ${why}`.trim()} Certification would refuse it.`,
      `${mend}. Or use checks=warn.`,
    );
  },
  'vm-not-running': ({ vm, power, byHand }) =>
    said(
      `${vm} is ${power}, so nothing can run in it.`,
      byHand
        ? 'Wait until it is running or stopped, then ask again.'
        : 'Start it and ask again; or, if you have deprovisioned it yourself already, add guest=manual.',
    ),
  'spends-scale-set-member': ({ vm }) => spends(`${vm} is a member of a scale set.`),
  'spends-pool-member': ({ vm, pool }) => spends(`${vm} gets traffic from the load balancer pool ${pool}.`),
  'spends-locked': ({ vm, lock }) => spends(`${vm} is under the delete lock “${lock}”.`),
  'spends-production': ({ vm, tag, value }) => spends(`${vm} is tagged ${tag}=${value}.`),

  'copies-off': ({ vm }) =>
    said(
      'Copies are switched off here ("modes" in capture-image.yaml).',
      `Add mode=in-place: ${vm} itself becomes the image then, and is spent.`,
    ),
  'in-place-off': ({ vm, generalized }) =>
    generalized
      ? said(
          `${vm} is generalized, so only ${vm} itself can become the image, and that is switched off here ("modes" in capture-image.yaml).`,
          'Ask my operator, or name another VM.',
        )
      : said(
          `Only a copy may become the image here ("modes" in capture-image.yaml), so ${vm} is not touched.`,
          'Leave mode out: a copy becomes the image.',
        ),
  'manual-clone': facts =>
    said(
      'Nobody can get into the copy to run the guest step by hand: its network lets nothing in.',
      `Leave guest out. ${orInPlace(facts)}`,
    ),
  'clone-arm64': facts =>
    said(
      'Azure does not support managed Run Command on Arm64 Linux, and nothing else reaches the copy.',
      orInPlace(facts),
    ),
  'clone-confidential': facts =>
    said(
      `${facts.vm} is a confidential VM, whose disks are bound to it: a copy of them would not start.`,
      orInPlace(facts),
    ),
  'clone-restore-point': ({ vm }) =>
    said(`${vm} has an Ultra or Premium SSD v2 disk, of which I take no restore point.`, 'Detach it first.'),
  'clone-agent': facts =>
    said(
      `The Azure agent in ${facts.vm} is not ready (${facts.says}), so it would not be in the copy either.`,
      `Put the agent right and ask again. ${orInPlace(facts)}`,
    ),
  'clone-shallow': facts =>
    said(
      'A shallow version keeps depending on the disks it was made from, and a copy is deleted once the image is there.',
      `Use replication=full. ${orInPlace(facts)}`,
    ),
  'clone-unmanaged': ({ vm }) => said(`${vm} has unmanaged data disks, which cannot be copied.`, convertDisks),
  'clone-power': ({ vm, power }) =>
    said(
      `${vm} is ${power}: I cannot tell whether it is to run again afterwards.`,
      'Wait until it is running or stopped, then ask again.',
    ),
  'clone-generalized': ({ vm }) =>
    said(
      `${vm} is generalized already: it is spent, and ready to become the image itself.`,
      'Leave mode out: I make the image from it as it is.',
    ),

  'size-unknown': facts =>
    said(
      `${facts.location} has no ${facts.size} any more, so the copy cannot be started.`,
      `Resize ${facts.vm} first. ${orInPlace(facts)}`,
    ),
  'size-restricted': ({ vm, size, location, zone, restriction, ...facts }) =>
    said(
      `This subscription cannot have another ${size} in ${location}${restriction === undefined ? `, zone ${zone}` : ` (${restriction})`}.`,
      `Ask Azure’s support for access to the size, or resize ${vm} first. ${orInPlace(facts)}`,
    ),
  'quota-short': ({ label, used, limit, needed, orElse: way, ...facts }) =>
    said(
      `${label}: ${used} of ${limit} are in use, and this takes ${needed} more.`,
      `Free some, or ask for a higher quota in the portal under Quotas. ${own(orElse, way)?.(orInPlace(facts)) ?? ''}`,
    ),
  'host-encryption-off': ({ vm, state, ...facts }) =>
    said(
      `${vm} is encrypted at its host, and Azure makes no other VM like that: the feature is ${spaced(state)} in its subscription.`,
      `Have it registered: az feature register --namespace Microsoft.Compute --name EncryptionAtHost. ${orInPlace(facts)}`,
    ),
  'subnet-not-found': ({ subnetId }) =>
    said(
      `The subnet in which copies are to stand does not exist: ${subnetId}.`,
      'Have my operator set clone.subnetId in capture-image.yaml right.',
    ),
  'subnet-full': ({ used, limit, ...facts }) =>
    said(
      `The subnet in which copies are to stand is full: ${used} of ${limit} addresses are taken.`,
      `Delete network cards there that nobody needs, or have another subnet named: clone.subnetId. ${orInPlace(facts)}`,
    ),
  'snapshots-full': ({ disk, count, most }) =>
    said(
      `The disk ${disk} has ${count} snapshots, and Azure keeps no more than ${most} of one disk.`,
      'Delete old ones, or add consistency=restore-point, which takes no snapshots.',
    ),

  'vm-read-only': ({ vm, ...lock }) => readOnly(lock, vm),
  'gallery-read-only': ({ gallery, ...lock }) => readOnly(lock, `the gallery ${gallery}`),
  'copies-read-only': ({ group, ...lock }) => readOnly(lock, group ?? 'the subscription in which the copy is made'),
  'lock-keeps-copy': ({ lock, scope }) =>
    said(
      `The delete lock “${lock}” at ${scope} would keep the copy from being deleted again.`,
      'Have it taken away, or have my operator name another group for copies under "clone.resourceGroup".',
    ),
  'lock-keeps-failed': ({ lock, scope, definition, version }) =>
    said(
      `The delete lock “${lock}” at ${scope} keeps me from deleting the failed ${definition} ${version}.`,
      'Have whoever set it take it away, or leave version out.',
    ),
  'permission-missing': ({ scope, actions: all }) => {
    const actions = strings(all);
    const own = actions.filter(action => action !== granting);
    const ways = [
      ...(own.length > 0
        ? [`Add to "Actions" of my role at that scope: ${own.map(action => `"${action}"`).join(', ')}.`]
        : []),
      ...(own.length < actions.length
        ? [
            'Give me the role of “Grant: on the gallery” (docs/azure-permissions.md), or “Role Based Access Control Administrator” on the gallery, which may do more. Or give access by hand, and leave it out.',
          ]
        : []),
    ];
    return said(`I may not do this at ${scope}: ${actions.join(', ')}.`, ways.join(' '));
  },

  'gallery-name': ({ name }) =>
    said(`"${name}" cannot be the name of a gallery: ${nameProblem('gallery', name)}.`, 'Choose one: gallery=name.'),
  'definition-name': ({ name }) =>
    said(
      `"${name}" cannot be the name of a definition: ${nameProblem('definition', name)}.`,
      'Choose one: definition=name.',
    ),
  'gallery-not-ready': ({ gallery, state }) => said(`The gallery ${gallery} is in the state ${state}.`, waitOrAnother),
  'definition-not-ready': ({ definition, state }) =>
    said(`The definition ${definition} is in the state ${state}.`, waitOrAnother),
  'definition-os-type': misfit('OS type'),
  'definition-os-state': misfit('OS state'),
  'definition-generation': misfit('generation'),
  'definition-architecture': misfit('architecture'),
  'definition-security-type': misfit('security type'),
  'definition-purchase-plan': misfit('purchase plan'),
  'definition-disk-controller': misfit('disk controller'),

  'version-exhausted': ({ definition, ...facts }) =>
    said(`The number to raise is at its end in ${definition}.`, nextOr(facts)),
  'version-malformed': ({ version, ...facts }) =>
    said(
      `"${version}" is not a version: it takes three numbers with dots, each at most 2147483647 and without leading zeros.`,
      nextOr(facts),
    ),
  'version-taken': ({ definition, version, ...facts }) =>
    said(`${definition} ${version} already exists.`, nextOr(facts)),
  'failed-version-in-the-way': ({ definition, version, ...facts }) =>
    said(
      `${definition} ${version} exists as a failed version, which keeps its name until it is deleted.`,
      `Ask again with replace-failed=yes, and I delete it before I create it anew. Or: ${lowerFirst(nextOr(facts))}`,
    ),
  'region-unknown': ({ region, nearest }) =>
    said(
      `There is no region ${region} in this subscription.`,
      `${nearest ? `Did you mean ${nearest}? ` : ''}Write regions by their short names: regions=westeurope,northeurope`,
    ),
  'region-without-zones': ({ regions }) =>
    said(
      `Standard_ZRS takes availability zones, and ${strings(regions).join(', ')} has none.`,
      'Use storage=Standard_LRS, or leave that region out; the VM’s own cannot be left out.',
    ),
  'key-elsewhere': ({ vm, region }) =>
    said(
      `A disk of ${vm} is encrypted with a key of your own, which holds in ${region} alone.`,
      `Replicate nowhere else: regions=${region}`,
    ),
  'shallow-elsewhere': () =>
    said(
      'A shallow version is not copied: it has one replica, in the region of the VM.',
      'Leave regions and replicas out, or use replication=full.',
    ),
  'too-many-replicas': () => said('A version has at most 100 replicas over all regions.', 'Ask for fewer replicas.'),
  'end-of-life-past': ({ endOfLife }) =>
    said(`The end of life ${endOfLife} is not in the future.`, 'Give a later date: end-of-life=YYYY-MM-DD'),

  'publisher-not-listed': ({ query, publishers }) =>
    said(
      `"${query}" is not one of the publishers I may give access to.`,
      `Choose from ${strings(publishers).join(', ') || 'those that my operator configures'}, or have it added under "publishers".`,
    ),
  'publisher-unknown': ({ query }) =>
    said(
      `Nobody and nothing in the directory is "${query}".`,
      'Check the spelling, or name them by object id, which is surest; their own mail address, an application id or a group’s name will do too.',
    ),
  'publisher-ambiguous': ({ query, found }) =>
    said(`"${query}" may be any of ${strings(found).join(', ')}.`, 'Name the one you mean by its object id.'),
  'role-not-listed': ({ role, allowed }) =>
    said(
      `"${role}" is not a role I may give.`,
      `Choose from ${strings(allowed).join(', ')}, or have it added under "otherRoles".`,
    ),
  'role-unknown': ({ role }) => said(`There is no role "${role}" in this subscription.`, 'Check its name or id.'),
  'image-reader-unknown': () =>
    said(
      'The role Compute Gallery Image Reader is not to be found.',
      'Check that this cloud has it, or have my operator set "partnerCenter" to false.',
    ),
  'partner-center-principal': ({ query, count }) =>
    said(
      `I found ${count} service principals of Microsoft’s own for ${query}; I give access only to exactly one.`,
      `Check the enterprise applications of the tenant: ${ingestionProvider} must be registered. Then try again.`,
    ),

  'vm-busy': ({ vm, ...held }) =>
    said(
      heldBy(vm, 'is being captured already', held),
      'Follow that one in its thread, or ask again with queue=yes to wait in line.',
    ),
  'version-reserved': ({ definition, version, ...held }) =>
    said(
      heldBy(`${definition} ${version}`, 'is being made already', held),
      'Name another version, or ask again with queue=yes to wait in line.',
    ),
};
