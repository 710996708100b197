import { isResourceId, regionKey } from '../../../../azure/names.ts';
import { type Broken, forged } from '../../../record/forged-record.ts';
import type { Plan } from '../../../record/plan.ts';
import { isIntact } from '../../../record/plan-hash.ts';
import type { Capture } from '../../../record/record.ts';
import type { Settings } from '../../../request/settings.ts';
import { regionsOf } from '../checks/version-free.ts';

/** Whether a plan is for what was asked for, and for what the settings say where nothing was. */
export function strayed({ request }: Capture, plan: Plan, settings: Settings): Broken | null {
  const { clone, version, checks } = plan;
  const choices: readonly (readonly [string, unknown, unknown, unknown])[] = [
    ['storage', version.storage, request.storage, settings.storage],
    ['replication', version.replication, request.replication, settings.replication],
    ['excludeFromLatest', version.excludeFromLatest, request.excludeFromLatest ?? false, false],
    ['endOfLife', version.endOfLifeDate, request.endOfLife ?? null, null],
    ...(clone ? [['consistency', clone.consistency, request.consistency, settings.consistency] as const] : []),
    // Plans of the first versions were drawn before there were checks.
    ...(isIntact(plan) === null ? [] : [['checks', checks, request.checks, settings.checks] as const]),
  ];
  for (const [word, planned, asked, setting] of choices) {
    if (asked !== undefined && planned !== asked) return forged(`another ${word} than was asked for`);
    if (asked === undefined && planned !== setting) return moved(word, String(planned));
  }
  return strayedRegions(request, plan, settings) ?? strangeKeys(plan);
}

function strayedRegions(request: Capture['request'], { vm, version }: Plan, settings: Settings): Broken | null {
  const most = new Map(regionsOf({ request, settings, vm }).map(({ name, replicas }) => [name, replicas]));
  const beyond = version.regions.find(({ name, replicas }) => replicas > (most.get(regionKey(name)) ?? 0));
  if (!beyond) return null;
  if (!most.has(regionKey(beyond.name)))
    return request.regions ? forged('a region that was not asked for') : moved('regions', beyond.name);
  return request.replicas !== undefined || request.replicasIn !== undefined
    ? forged('more replicas than were asked for')
    : moved('replicas', String(beyond.replicas));
}

/** Azure has a key, its disks and their snapshots in one subscription. */
function strangeKeys({ vm, clone }: Plan): Broken | null {
  const own = `/subscriptions/${vm.subscriptionId}/`.toLowerCase();
  const sets = [vm.osDisk, ...vm.dataDisks, ...(clone?.disks ?? []), ...(vm.confidential ? [vm.confidential] : [])];
  const isStrange = (id: string) =>
    !isResourceId(id, 'Microsoft.Compute/diskEncryptionSets') || !id.toLowerCase().startsWith(own);
  return sets.some(({ encryptionSetId: id }) => id && isStrange(id)) ? forged('a key that is none of its VM’s') : null;
}

const moved = (word: string, planned: string): Broken => ({
  code: 'settings-moved',
  reason: `The plan is for ${word} ${planned}, which is not what capture-image.yaml says any more.`,
  mend: `Have my operator put it back under "${word}" in capture-image.yaml`,
});
