import { roleKey } from '../../../../azure/authorization.ts';
import {
  isGuid,
  isResourceId,
  isSameName,
  nameProblem,
  parseVersion,
  regionKey,
  vmId,
} from '../../../../azure/names.ts';
import type { Coded } from '../../../record/facts.ts';
import type { Plan } from '../../../record/plan.ts';
import { isIntact } from '../../../record/plan-hash.ts';
import type { Capture, StepRecord } from '../../../record/record.ts';
import { storageTypes } from '../../../request/request.ts';
import { inScope } from '../../../request/scope.ts';
import type { Settings } from '../../../request/settings.ts';
import { stepsOf } from '../../procedure.ts';
import { forged, guardReason } from '../guard-reasons.ts';
import { acts } from '../procedure.ts';
import { strayed } from './bounds-asked.ts';
import { strangeCopy } from './bounds-copy.ts';
import { mayReopen } from './reopen.ts';

/**
 * Whether a plan is one that I could have drawn, and is within today's settings; null when both are so. Of a record nothing is believed
 * that can be worked out: every name is one that Azure allows, what is touched is in scope or is named after the capture, and the steps are those of the plan.
 * `mayMove`: the defaults of the settings may have changed since, for a seal shows that the plan is as it was confirmed, or it is drawn anew.
 */
export function boundsOf(capture: Capture, plan: Plan, settings: Settings, { mayMove = false } = {}): Coded | null {
  const stray = strayed(capture, plan, settings);
  return (
    strangeNames(capture, plan) ??
    outOfScope(plan, settings) ??
    switchedOff(plan, settings) ??
    strangeCopy(capture, plan, settings) ??
    strangeVersion(capture, plan) ??
    (stray?.code === 'settings-moved' && mayMove ? null : stray) ??
    strangeGrants(plan, settings) ??
    strangeSteps(capture, plan) ??
    (isIntact(plan) === false ? forged('plan-of-another-hash') : null)
  );
}

function strangeNames({ id, createdAt }: Capture, { vm, target }: Plan): Coded | null {
  const names = [
    nameProblem('subscription', vm.subscriptionId),
    nameProblem('resourceGroup', vm.resourceGroup),
    nameProblem('vm', vm.name),
    nameProblem('subscription', target.subscriptionId),
    nameProblem('resourceGroup', target.resourceGroup),
    nameProblem('gallery', target.gallery),
    nameProblem('definition', target.definition),
  ];
  if (!/^[a-z0-9-]{1,64}$/.test(id)) return forged('strange-id');
  if (Number.isNaN(Date.parse(createdAt))) return forged('no-time');
  if (names.some(problem => problem !== null) || !parseVersion(target.version)) return forged('strange-name');
  if (vm.vmId && !isGuid(vm.vmId)) return forged('strange-vm-id');
  if (!isSameName(vm.id, vmId(vm))) return forged('two-names');
  const disks = [vm.osDisk, ...vm.dataDisks].flatMap(({ id: disk }) => disk ?? []);
  return disks.every(disk => isResourceId(disk, 'Microsoft.Compute/disks')) ? null : forged('strange-disk');
}

function outOfScope({ vm, target }: Plan, settings: Settings): Coded | null {
  const outside = [vm, target].find(one => !inScope(settings, one.subscriptionId, one.resourceGroup));
  return outside ? guardReason('scope-moved', { group: outside.resourceGroup }, 'out-of-scope') : null;
}

function switchedOff({ clone }: Plan, { modes }: Settings): Coded | null {
  const mode = clone ? 'clone' : 'in-place';
  return modes.includes(mode) ? null : guardReason('mode-switched-off', { mode }, 'mode-off');
}

function strangeVersion({ request }: Capture, { vm, version, galleryLocation, replaces }: Plan): Coded | null {
  const places = [vm.location, galleryLocation, ...version.regions.map(({ name }) => name)];
  if (places.some(name => nameProblem('region', regionKey(name)) !== null)) return forged('strange-region');
  const counts = version.regions.every(({ replicas }) => Number.isSafeInteger(replicas) && replicas >= 1);
  if (!counts || !storageTypes.includes(version.storage) || !['Full', 'Shallow'].includes(version.replication))
    return forged('strange-kind');
  if (!['Standard', 'TrustedLaunch', 'ConfidentialVM'].includes(vm.securityType))
    return forged('strange-security-type');
  return replaces && !request.replaceFailed ? forged('deletion-not-asked-for') : null;
}

const roleId =
  /^(\/subscriptions\/[0-9a-f-]{36})?\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f-]{36}$/i;

/** Whose the principals are only the directory can tell: that is asked before access is given. */
function strangeGrants({ grants, partnerCenter }: Plan, settings: Settings): Coded | null {
  if (partnerCenter && !settings.partnerCenter) return guardReason('partner-center-off', {});
  const allowed = [settings.role, ...settings.otherRoles].map(one => one.toLowerCase());
  for (const { principal, role } of grants) {
    if (!isGuid(principal.id) || !['User', 'Group', 'ServicePrincipal'].includes(principal.type))
      return forged('strange-principal');
    if (!roleId.test(role.id)) return forged('strange-role');
    if (!allowed.includes(role.name.toLowerCase()) && !allowed.includes(roleKey(role.id)))
      return guardReason('role-not-given', { role: role.name }, 'role-not-allowed');
  }
  return null;
}

const states: readonly StepRecord['state'][] = ['todo', 'doing', 'done', 'failed'];
const phases: readonly StepRecord['phase'][] = [undefined, 'intent', 'asked'];

function strangeSteps({ steps }: Capture, plan: Plan): Coded | null {
  const expected = stepsOf({ acts }, plan);
  const isPlanned =
    steps.length === expected.length &&
    steps.every(
      ({ name, state, phase, attempt }, index) =>
        name === expected[index]?.name &&
        states.includes(state) &&
        phases.includes(phase) &&
        Number.isSafeInteger(attempt) &&
        attempt >= 1 &&
        attempt <= 1_000,
    );
  if (!isPlanned) return forged('other-steps');
  if (isStoppedForNothing(steps)) return forged('stop-for-nothing');
  return isInOrder(steps) ? null : forged('step-before-its-turn');
}

const isStoppedForNothing = (steps: Capture['steps']): boolean =>
  steps.some(({ name, state }) => name === 'stop-source' && state !== 'done') &&
  steps.some(({ name, state }) => name === 'take-snapshots' && state === 'done');

/** What is done comes first, then the one in hand, then what is still to be done; only what was deleted since is open before its turn. */
function isInOrder(steps: Capture['steps']): boolean {
  const open = steps.findIndex(({ name, state }) => state !== 'done' && !mayReopen(name));
  const inHand = steps.findIndex(({ state }) => state !== 'done');
  return steps.every(
    ({ state, phase }, index) =>
      (open === -1 || index <= open || state === 'todo') &&
      (index === inHand || state === 'done' || (state === 'todo' && !phase)),
  );
}
