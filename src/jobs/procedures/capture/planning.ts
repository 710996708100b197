import { AddressRefused } from '../../../azure/address.ts';
import { roleKey } from '../../../azure/authorization.ts';
import type { Definition, FoundDefinition } from '../../../azure/azure.ts';
import { manualCommand } from '../../../azure/guest/scripts.ts';
import { drawClone, isCloned } from '../../record/clone-plan.ts';
import type { Plan } from '../../record/plan.ts';
import { withPlanHash } from '../../record/plan-hash.ts';
import { type CheckLevel, mustFixOfDisks } from '../../record/readiness.ts';
import { Refusal, type RefusalData } from '../../record/refusal.ts';
import type { GuestReason, Warning } from '../../record/warnings.ts';
import type { Settings } from '../../request/settings.ts';
import type { Planned } from '../procedure.ts';
import type { CaptureJob } from './capture-job.ts';
import { checkReason } from './check-reasons.ts';
import { foreseenWarnings } from './checks/foreseen.ts';
import { missingIn } from './checks/permissions.ts';
import { usageWarnings } from './checks/second-thoughts.ts';
import { failedInTheWay, regionsOf, replicationOf, versionOf, versionWarnings } from './checks/version-free.ts';
import { estimate } from './estimate.ts';
import { newDefinition, skuTaken } from './new-definition.ts';
import { acts, checks } from './procedure.ts';
import type { Survey } from './survey.ts';
import { survey } from './take-survey.ts';

/** What a plan is made with: the capture as it is now, the time, and a turn among all that are being planned. */
type Planner = Pick<CaptureJob, 'azure' | 'settings' | 'capture' | 'now' | 'planningTurn'>;

/**
 * Reads the world, runs every check and says what will happen, or everything that stands in the way. Writes nothing. `others` are
 * the versions that other captures hold; the one that this capture holds stays its own.
 */
export async function makePlan(
  { azure, settings, capture, now, planningTurn }: Planner,
  others: readonly string[] = [],
): Promise<Planned<Plan>> {
  const { id, request, plan } = capture();
  try {
    const reserved = { own: plan?.target ?? null, others };
    const world = await planningTurn(() => survey(azure, { request, settings, reserved }));
    const refusals = checks.flatMap(check => check.evaluate(world, now()));
    if (refusals.length > 0) return { is: 'refused', refusals };
    return { is: 'plan', plan: withEstimate(drawPlan(id, world, now()), settings) };
  } catch (error) {
    if (error instanceof Refusal) return { is: 'refused', refusals: [error.data] };
    if (error instanceof AddressRefused) return { is: 'refused', refusals: [noName] };
    const missing = missingIn(error);
    if (missing) return { is: 'refused', refusals: [missing] };
    throw error;
  }
}

/** Nothing was asked of Azure under a name that would have led elsewhere. */
const noName: RefusalData = checkReason('name-not-allowed', {});

function withEstimate(plan: Plan, { prices }: Settings): Plan {
  const walked = acts.filter(act => act.applies(plan));
  return { ...plan, estimate: estimate(plan, walked, prices) };
}

function drawPlan(captureId: string, world: Survey, now: Date): Plan {
  const { vm, subscription, target, gallery, definition, candidates, role, held, request, settings } = world;
  const galleryLocation = gallery?.location ?? vm.location;
  const version = versionOf(world, now);
  const failed = failedInTheWay(world);
  if (!version) throw new Error('A plan was drawn without a version.');
  return withPlanHash({
    vm,
    clone: isCloned(request, settings, vm) ? drawClone(captureId, world) : null,
    subscriptionName: subscription.name,
    tenantId: subscription.tenantId,
    target: { ...target, version },
    ...(failed ? { replaces: { captureId: failed.captureId } } : {}),
    galleryExists: gallery !== null,
    galleryLocation,
    definitionExists: definition !== null,
    definition: definition ? withoutState(definition) : newDefinition(world, galleryLocation),
    version: {
      regions: regionsOf(world),
      storage: request.storage ?? settings.storage,
      replication: replicationOf(world),
      excludeFromLatest: request.excludeFromLatest ?? false,
      endOfLifeDate: request.endOfLife ?? null,
    },
    grants: candidates.flatMap(({ found: [principal] }) =>
      principal && role ? [{ principal, role, held: (held.get(principal.id) ?? []).includes(roleKey(role.id)) }] : [],
    ),
    partnerCenter: settings.partnerCenter,
    guest: guestOf(world),
    checks: checksOf(world),
    warnings: warningsOf(world, version),
  });
}

const checksOf = ({ request, settings }: Survey): CheckLevel => request.checks ?? settings.checks;

function withoutState({
  provisioningState: _provisioningState,
  captureId: _captureId,
  ...definition
}: FoundDefinition): Definition {
  return definition;
}

function guestOf({ vm, request, settings }: Survey): Plan['guest'] {
  const { osType, name, power, agent } = vm;
  const byPerson = (because: GuestReason): Plan['guest'] => ({ by: 'person', because, command: manualCommand(osType) });
  if (vm.generalized) return { by: 'nobody', because: { code: 'generalized', facts: {} } };
  // The agent that counts is the copy's, which is waited for; the source may be off.
  if (isCloned(request, settings, vm)) return { by: 'run-command' };
  if (request.guest === 'manual')
    return byPerson(
      power === 'running'
        ? { code: 'asked-for', facts: { osType } }
        : { code: 'asked-for-while-off', facts: { osType, vm: name, power } },
    );
  if (!agent.ready) return byPerson({ code: 'agent-not-ready', facts: { osType, vm: name, says: agent.says } });
  if (osType === 'Linux' && vm.architecture === 'Arm64') return byPerson({ code: 'arm64', facts: { osType } });
  return { by: 'run-command' };
}

function warningsOf(world: Survey, version: string): readonly Warning[] {
  const { vm, settings, target, request } = world;
  const { consistency } = request;
  const checkLevel = checksOf(world);
  return [
    deedOf(world),
    ...replaced(world),
    ...usageWarnings(world),
    ...planOnDisk(world),
    ...foreseenWarnings(world),
    ...warn(checkLevel === 'strict' && guestOf(world).by !== 'run-command', 'readiness-unchecked'),
    ...(checkLevel === 'warn' ? mustFixOfDisks(vm) : []).map(
      ({ code: rule, detail }): Warning => ({ code: 'certification', facts: { rule, detail } }),
    ),
    ...versionWarnings(world, version),
    ...(consistency === undefined || isCloned(request, settings, vm)
      ? []
      : [{ code: 'consistency-unused', facts: { consistency } } as const]),
    ...warn(!settings.publisherTenantId, 'publisher-tenant-unknown'),
    ...warn(request.replication === 'Shallow', 'shallow'),
    ...(settings.partnerCenter && settings.identifier?.publisher === undefined
      ? [{ code: 'publisher-of-gallery', facts: { gallery: target.gallery } } as const]
      : []),
    ...skuTaken(world),
  ];
}

const warn = (
  when: boolean,
  code: 'readiness-unchecked' | 'publisher-tenant-unknown' | 'shallow',
): readonly Warning[] => (when ? [{ code, facts: {} }] : []);

/** What becomes the image, and what that does. */
function deedOf({ vm, request, settings }: Survey): Warning {
  if (!isCloned(request, settings, vm)) return { code: 'vm-spent', facts: { vm: vm.name } };
  const { extensions = [], location, name } = vm;
  return { code: 'copy-wakes', facts: { vm: name, extensions, outbound: settings.clone.outbound, location } };
}

function replaced({ target, ...world }: Survey): readonly Warning[] {
  const version = failedInTheWay(world);
  if (!version) return [];
  const facts = { definition: target.definition, version: version.name };
  return [
    { code: 'failed-version-replaced', facts: version.captureId ? { ...facts, captureId: version.captureId } : facts },
  ];
}

/** A purchase plan that only the OS disk has: a copy takes it, since Azure starts no VM on such a disk without it. */
function planOnDisk({ vm, request, settings }: Survey): readonly Warning[] {
  if (!vm.diskPlan) return [];
  const { publisher, product, name } = vm.diskPlan;
  const facts = { vm: vm.name, purchasePlan: `${publisher}/${product}/${name}` };
  return [{ code: 'plan-on-disk', facts: { ...facts, isTaken: isCloned(request, settings, vm) } }];
}
