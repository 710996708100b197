import { invalidParameter } from './arm-error.ts';
import { compact, isObject, type Json, type JsonObject, listAt, textAt } from './json.ts';
import { displayRegion, isRegion, shortRegion, zonesOf } from './regions.ts';
import type { RegionProgress, Version } from './world.ts';

// A version with one region took 425 s at the median of the recordings; further regions come after one another.
const firstRegionMs = 400_000;
const nextRegionMs = 60_000;

/** The publishing profile with what Azure fills in; regions are told by their display names from then on. */
export function publishingProfile(given: JsonObject, location: string, apiVersion: string): JsonObject {
  const replicaCount = typeof given.replicaCount === 'number' ? given.replicaCount : 1;
  const strategy = textAt(given, 'storageAccountStrategy');
  const own = textAt(given, 'storageAccountType');
  const zonal = own === undefined && apiVersion >= '2025-03-03' && strategy !== 'DefaultStandard_LRS';
  const storageAccountType = own ?? (zonal ? 'Standard_ZRS' : 'Standard_LRS');
  const wanted = listAt(given, 'targetRegions').filter(isObject);
  const regions = wanted.length > 0 ? wanted : [{ name: location }];
  const names = regions.map(region => shortRegion(textAt(region, 'name') ?? ''));
  const unknown = names.find(name => !isRegion(name));
  if (unknown !== undefined)
    throw invalidParameter(
      `The target region '${unknown}' is not available for resource type 'galleries/images/versions'.`,
      'galleryImageVersion.properties.publishingProfile.targetRegions',
    );
  const zoneless = regions.find(
    region =>
      /_ZRS$/i.test(textAt(region, 'storageAccountType') ?? own ?? '') &&
      zonesOf(textAt(region, 'name') ?? '').length === 0,
  );
  if (zoneless)
    throw invalidParameter(
      `ZRS storage account type is not supported in this region '${displayRegion(textAt(zoneless, 'name') ?? '')}'.`,
      'galleryImageVersion.properties.publishingProfile.targetRegions',
    );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw invalidParameter(
      `The target regions contain '${displayRegion(twice)}' more than once.`,
      'galleryImageVersion.properties.publishingProfile.targetRegions',
    );
  if (!names.includes(shortRegion(location)))
    throw invalidParameter(
      `The publishing profile regions '${names.map(displayRegion).join(', ')}' must contain the location of image version '${displayRegion(location)}'.`,
      'galleryImageVersion.properties.publishingProfile.targetRegions',
    );
  return compact({
    ...given,
    targetRegions: regions.map(
      (region): Json => ({
        ...region,
        name: displayRegion(textAt(region, 'name') ?? ''),
        regionalReplicaCount: region.regionalReplicaCount ?? replicaCount,
        storageAccountType: region.storageAccountType ?? storageAccountType,
      }),
    ),
    replicaCount,
    excludeFromLatest: given.excludeFromLatest ?? false,
    storageAccountType,
    ...(zonal && apiVersion >= '2025-03-03' ? { storageAccountStrategy: strategy ?? 'PreferStandard_ZRS' } : {}),
  });
}

/** When each region's copy begins and ends; regions that are done stay done, a shallow copy takes a moment. */
export function planReplication(
  profile: JsonObject,
  before: readonly RegionProgress[],
  location: string,
  nowMs: number,
): RegionProgress[] {
  const shallow = textAt(profile, 'replicationMode') === 'Shallow';
  const names = listAt(profile, 'targetRegions').map(region => shortRegion(textAt(region, 'name') ?? ''));
  const ordered = [...names].sort((a, b) => Number(b === shortRegion(location)) - Number(a === shortRegion(location)));
  let later = 0;
  return ordered.map(region => {
    const done = before.find(one => one.region === region && one.state === 'Completed');
    if (done) return done;
    const home = region === shortRegion(location);
    const durationMs = shallow ? 30_000 : home ? firstRegionMs : firstRegionMs + nextRegionMs * (later + 1);
    if (!home) later += 1;
    return { region, state: 'Unknown', details: '', startsAtMs: nowMs + (home ? 0 : 20_000 * later), durationMs };
  });
}

/** How long it takes until every region is done, and the version with it. */
export function replicationTimeMs(regions: readonly RegionProgress[], nowMs: number): number {
  const open = regions.filter(one => one.state !== 'Completed');
  const lastMs = Math.max(nowMs, ...open.map(one => one.startsAtMs + one.durationMs));
  return lastMs - nowMs + (open.length > 0 ? 20_000 : 2_000);
}

/** How far one region is now. */
export function regionProgress(
  one: RegionProgress,
  nowMs: number,
): { state: RegionProgress['state']; progress: number } {
  if (one.state === 'Completed') return { state: 'Completed', progress: 100 };
  const share = Math.min(Math.max((nowMs - one.startsAtMs) / one.durationMs, 0), 1);
  const progress = Math.floor(share * 100);
  if (one.state === 'Failed') return { state: 'Failed', progress };
  if (share >= 1) return { state: 'Completed', progress: 100 };
  return { state: share > 0 ? 'Replicating' : 'Unknown', progress };
}

/** What `$expand=ReplicationStatus` shows. */
export function replicationStatus(version: Version, nowMs: number): JsonObject {
  const summary = version.replication.map(one => ({
    region: one.region,
    ...regionProgress(one, nowMs),
    ...(one.details === '' ? {} : { details: one.details }),
  }));
  const states = summary.map(({ state }) => state);
  const aggregatedState = states.includes('Failed')
    ? 'Failed'
    : states.every(state => state === 'Completed')
      ? 'Completed'
      : states.every(state => state === 'Unknown')
        ? 'Unknown'
        : 'InProgress';
  return { aggregatedState, summary };
}
