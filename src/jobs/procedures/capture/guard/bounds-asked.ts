import { isResourceId, regionKey } from '../../../../azure/names.ts';
import type { Coded } from '../../../record/facts.ts';
import type { Plan } from '../../../record/plan.ts';
import { isIntact } from '../../../record/plan-hash.ts';
import type { Capture } from '../../../record/record.ts';
import type { Settings } from '../../../request/settings.ts';
import { regionsOf } from '../checks/version-free.ts';
import { forged, guardReason } from '../guard-reasons.ts';

/** Whether a plan is for what was asked for, and for what the settings say where nothing was. */
export function strayed({ request }: Capture, plan: Plan, settings: Settings): Coded | null {
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
    if (asked !== undefined && planned !== asked) return forged('choice-not-asked-for', word);
    if (asked === undefined && planned !== setting) return moved(word, String(planned));
  }
  return strayedRegions(request, plan, settings) ?? strangeKeys(plan);
}

function strayedRegions(request: Capture['request'], { vm, version }: Plan, settings: Settings): Coded | null {
  const most = new Map(regionsOf({ request, settings, vm }).map(({ name, replicas }) => [name, replicas]));
  const beyond = version.regions.find(({ name, replicas }) => replicas > (most.get(regionKey(name)) ?? 0));
  if (!beyond) return null;
  if (!most.has(regionKey(beyond.name)))
    return request.regions ? forged('region-not-asked-for') : moved('regions', beyond.name);
  return request.replicas !== undefined || request.replicasIn !== undefined
    ? forged('replicas-not-asked-for')
    : moved('replicas', String(beyond.replicas));
}

/** Azure has a key, its disks and their snapshots in one subscription. */
function strangeKeys({ vm, clone }: Plan): Coded | null {
  const own = `/subscriptions/${vm.subscriptionId}/`.toLowerCase();
  const sets = [vm.osDisk, ...vm.dataDisks, ...(clone?.disks ?? []), ...(vm.confidential ? [vm.confidential] : [])];
  const isStrange = (id: string) =>
    !isResourceId(id, 'Microsoft.Compute/diskEncryptionSets') || !id.toLowerCase().startsWith(own);
  return sets.some(({ encryptionSetId: id }) => id && isStrange(id)) ? forged('strange-key') : null;
}

const moved = (word: string, planned: string): Coded => guardReason('settings-moved', { word, planned });
