import type { Version } from '../../../../azure/azure.ts';
import {
  type DefinitionRef,
  definitionId,
  nameProblem,
  nextPatch,
  parseVersion,
  regionKey,
} from '../../../../azure/names.ts';
import type { Job } from '../../../record/record.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { Warning } from '../../../record/warnings.ts';
import { comesBefore, nextVersion, wordOf } from '../../../request/next-version.ts';
import { checkReason } from '../check-reasons.ts';
import type { Check } from '../step.ts';
import type { Survey } from '../survey.ts';

/** The version is three int32, nobody has it, and it can be replicated where it is to go. */
export const versionFree: Check = {
  kind: 'check',
  name: 'version-free',
  evaluate: (survey, now) => [
    ...versionProblems(survey, now),
    ...regionProblems(survey),
    ...endOfLifeProblems(survey, now),
  ],
};

const versionFailed = 'version-failed';

/** Whether a capture was refused for nothing but a failed version that holds its name. */
export const mayReplaceFailed = ({ status }: Pick<Job, 'status'>): boolean =>
  status.is === 'refused' && status.refusals.length > 0 && status.refusals.every(({ code }) => code === versionFailed);

/** The version asked for, the one that this capture holds already, or the next; null when there is none left. */
export function versionOf({ request, target, versions, reserved: { own, others } }: Survey, now: Date): string | null {
  const word = wordOf(request.version);
  if (!word) return request.version ?? null;
  const taken = versions.map(({ name }) => name);
  const next = nextVersion(word, taken, now);
  const isHeld = own !== null && sameDefinition(own, target) && !others.includes(own.version);
  if (isHeld && !taken.includes(own.version) && next !== null && !comesBefore(own.version, next)) return own.version;
  return nextVersion(word, [...taken, ...others], now);
}

/** A version below another one is never what “latest” means. */
export function versionWarnings({ request, target, versions }: Survey, version: string): readonly Warning[] {
  const whole = versions.filter(({ provisioningState }) => provisioningState !== 'Failed').map(({ name }) => name);
  const highest = whole.find(one => !whole.some(other => comesBefore(one, other)));
  if (request.excludeFromLatest || highest === undefined || !comesBefore(version, highest)) return [];
  const { gallery, definition } = target;
  return [{ code: 'not-latest', facts: { version, gallery, definition, highest } }];
}

/** The failed version that is to be deleted first: only where that was asked for, and of the very number that was typed. */
export function failedInTheWay({ request, versions }: Pick<Survey, 'request' | 'versions'>): Version | null {
  if (!request.replaceFailed || !request.version || wordOf(request.version)) return null;
  return versions.find(one => one.name === request.version && one.provisioningState === 'Failed') ?? null;
}

const sameDefinition = (a: DefinitionRef, b: DefinitionRef): boolean =>
  definitionId(a).toLowerCase() === definitionId(b).toLowerCase();

/** Where the version goes: what is asked for, and the VM's own region always, first. */
export function regionsOf({
  request,
  settings,
  vm,
}: Pick<Survey, 'request' | 'settings' | 'vm'>): readonly { readonly name: string; readonly replicas: number }[] {
  const names = [vm.location, ...(request.regions ?? (request.replication === 'Shallow' ? [] : settings.regions))].map(
    regionKey,
  );
  const replicas = request.replicas ?? (replicationOf({ request, settings }) === 'Shallow' ? 1 : settings.replicas);
  const own = new Map(Object.entries(request.replicasIn ?? {}));
  return [...new Set(names)].map(name => ({ name, replicas: own.get(name) ?? replicas }));
}

export const replicationOf = ({ request, settings }: Pick<Survey, 'request' | 'settings'>) =>
  request.replication ?? settings.replication;

function versionProblems(survey: Survey, now: Date): readonly RefusalData[] {
  const { target, versions } = survey;
  const { definition } = target;
  const next = nextPatch(versions.map(({ name }) => name)) ?? undefined;
  const version = versionOf(survey, now);
  if (!version) return [checkReason('version-exhausted', { definition, next })];
  if (!parseVersion(version)) return [checkReason('version-malformed', { version, next })];
  const taken = versions.find(({ name }) => name === version);
  if (!taken || taken === failedInTheWay(survey)) return [];
  return taken.provisioningState === 'Failed'
    ? [checkReason('failed-version-in-the-way', { definition, version, next }, versionFailed)]
    : [checkReason('version-taken', { definition, version, next })];
}

/** Whether a key of the customer's own holds for a disk, or for the state of a confidential VM. */
const hasKeys = ({ osDisk, dataDisks, confidential }: Survey['vm']): boolean =>
  [osDisk, ...dataDisks, confidential].some(one => one?.encryptionSetId);

function regionProblems(survey: Survey): readonly RefusalData[] {
  const { knownRegions, zonalRegions, vm, request, settings } = survey;
  const regions = regionsOf(survey);
  const problems = regions
    .filter(({ name }) => nameProblem('region', name) !== null || !knownRegions.includes(name))
    .map(({ name }) => checkReason('region-unknown', { region: name, nearest: nearest(name, knownRegions) }));
  const zoneless = regions.filter(({ name }) => knownRegions.includes(name) && !zonalRegions.includes(name));
  if ((request.storage ?? settings.storage) === 'Standard_ZRS' && zoneless.length > 0)
    problems.push(checkReason('region-without-zones', { regions: zoneless.map(({ name }) => name) }));
  if (regions.length > 1 && hasKeys(vm))
    problems.push(checkReason('key-elsewhere', { vm: vm.name, region: regionKey(vm.location) }));
  if (replicationOf(survey) === 'Shallow' && regions.some(({ replicas }, index) => index > 0 || replicas > 1))
    problems.push(checkReason('shallow-elsewhere', {}));
  if (regions.reduce((sum, { replicas }) => sum + replicas, 0) > 100)
    problems.push(checkReason('too-many-replicas', {}));
  return problems;
}

function endOfLifeProblems({ request }: Survey, now: Date): readonly RefusalData[] {
  if (!request.endOfLife || request.endOfLife > now.toISOString().slice(0, 10)) return [];
  return [checkReason('end-of-life-past', { endOfLife: request.endOfLife })];
}

const nearest = (name: string, known: readonly string[]): string | undefined =>
  known.find(region => region.includes(name) || name.includes(region) || differsByOne(region, name));

function differsByOne(a: string, b: string): boolean {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  const at = [...short].findIndex((letter, index) => letter !== long[index]);
  return at < 0 || long.slice(at + 1) === short.slice(long.length === short.length ? at + 1 : at);
}
