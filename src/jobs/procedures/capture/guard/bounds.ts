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
import { type Broken, forged } from '../../../record/forged-record.ts';
import type { Plan } from '../../../record/plan.ts';
import { isIntact } from '../../../record/plan-hash.ts';
import type { Capture, StepRecord } from '../../../record/record.ts';
import { storageTypes } from '../../../request/request.ts';
import { inScope } from '../../../request/scope.ts';
import type { Settings } from '../../../request/settings.ts';
import { stepsOf } from '../../procedure.ts';
import { acts } from '../procedure.ts';
import { strayed } from './bounds-asked.ts';
import { strangeCopy } from './bounds-copy.ts';
import { mayReopen } from './reopen.ts';

/**
 * Whether a plan is one that I could have drawn, and is within today's settings; null when both are so. Of a record nothing is believed
 * that can be worked out: every name is one that Azure allows, what is touched is in scope or is named after the capture, and the steps are those of the plan.
 * `mayMove`: the defaults of the settings may have changed since, for a seal shows that the plan is as it was confirmed, or it is drawn anew.
 */
export function boundsOf(capture: Capture, plan: Plan, settings: Settings, { mayMove = false } = {}): Broken | null {
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
    (isIntact(plan) === false ? forged('another plan than its hash is of') : null)
  );
}

function strangeNames({ id, createdAt }: Capture, { vm, target }: Plan): Broken | null {
  const names = [
    nameProblem('subscription', vm.subscriptionId),
    nameProblem('resourceGroup', vm.resourceGroup),
    nameProblem('vm', vm.name),
    nameProblem('subscription', target.subscriptionId),
    nameProblem('resourceGroup', target.resourceGroup),
    nameProblem('gallery', target.gallery),
    nameProblem('definition', target.definition),
  ];
  if (!/^[a-z0-9-]{1,64}$/.test(id)) return forged('an id that no capture has');
  if (Number.isNaN(Date.parse(createdAt))) return forged('no time at which it was asked for');
  if (names.some(problem => problem !== null) || !parseVersion(target.version))
    return forged('a name that Azure does not allow');
  if (vm.vmId && !isGuid(vm.vmId)) return forged('a unique id that no VM has');
  if (!isSameName(vm.id, vmId(vm))) return forged('two names for one VM');
  const disks = [vm.osDisk, ...vm.dataDisks].flatMap(({ id: disk }) => disk ?? []);
  return disks.every(disk => isResourceId(disk, 'Microsoft.Compute/disks')) ? null : forged('a disk that is none');
}

function outOfScope({ vm, target }: Plan, settings: Settings): Broken | null {
  const outside = [vm, target].find(one => !inScope(settings, one.subscriptionId, one.resourceGroup));
  return outside
    ? {
        code: 'out-of-scope',
        reason: `The resource group ${outside.resourceGroup} is not one that I may touch.`,
        mend: 'Have my operator put it under "scopes" in capture-image.yaml',
      }
    : null;
}

function switchedOff({ clone }: Plan, { modes }: Settings): Broken | null {
  const mode = clone ? 'clone' : 'in-place';
  return modes.includes(mode)
    ? null
    : {
        code: 'mode-off',
        reason: `mode=${mode} is switched off here by now.`,
        mend: `Have my operator put ${mode} under "modes" in capture-image.yaml`,
      };
}

function strangeVersion({ request }: Capture, { vm, version, galleryLocation, replaces }: Plan): Broken | null {
  const places = [vm.location, galleryLocation, ...version.regions.map(({ name }) => name)];
  if (places.some(name => nameProblem('region', regionKey(name)) !== null)) return forged('a region that is none');
  const counts = version.regions.every(({ replicas }) => Number.isSafeInteger(replicas) && replicas >= 1);
  if (!counts || !storageTypes.includes(version.storage) || !['Full', 'Shallow'].includes(version.replication))
    return forged('a kind of image that there is not');
  if (!['Standard', 'TrustedLaunch', 'ConfidentialVM'].includes(vm.securityType))
    return forged('a security type that there is not');
  return replaces && !request.replaceFailed ? forged('a deletion that nobody asked for') : null;
}

const roleId =
  /^(\/subscriptions\/[0-9a-f-]{36})?\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f-]{36}$/i;

/** Whose the principals are only the directory can tell: that is asked before access is given. */
function strangeGrants({ grants, partnerCenter }: Plan, settings: Settings): Broken | null {
  if (partnerCenter && !settings.partnerCenter)
    return {
      code: 'partner-center-off',
      reason: 'Partner Center gets no access here by now.',
      mend: 'Have my operator set "partnerCenter" in capture-image.yaml',
    };
  const allowed = [settings.role, ...settings.otherRoles].map(one => one.toLowerCase());
  for (const { principal, role } of grants) {
    if (!isGuid(principal.id) || !['User', 'Group', 'ServicePrincipal'].includes(principal.type))
      return forged('somebody whom no directory knows');
    if (!roleId.test(role.id)) return forged('a role that is none');
    if (!allowed.includes(role.name.toLowerCase()) && !allowed.includes(roleKey(role.id)))
      return {
        code: 'role-not-allowed',
        reason: `${role.name} is not a role that I may give.`,
        mend: 'Have my operator put it under "otherRoles" in capture-image.yaml',
      };
  }
  return null;
}

const states: readonly StepRecord['state'][] = ['todo', 'doing', 'done', 'failed'];
const phases: readonly StepRecord['phase'][] = [undefined, 'intent', 'asked'];

function strangeSteps({ steps }: Capture, plan: Plan): Broken | null {
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
  if (!isPlanned) return forged('other steps than its plan has');
  if (isStoppedForNothing(steps)) return forged('a VM that is to be stopped for snapshots that are taken');
  return isInOrder(steps) ? null : forged('a step that was done before its turn');
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
