import { AddressRefused } from '../../../azure/address.ts';
import { roleKey } from '../../../azure/authorization.ts';
import type { Definition, FoundDefinition } from '../../../azure/azure.ts';
import { manualCommand, manualLeaves } from '../../../azure/guest/scripts.ts';
import { drawClone, isCloned } from '../../record/clone-plan.ts';
import { type Plan, withPlanHash } from '../../record/plan.ts';
import { type CheckLevel, diskProblems } from '../../record/readiness.ts';
import { Refusal, type RefusalData } from '../../record/refusal.ts';
import type { Settings } from '../../request/settings.ts';
import type { Planned } from '../procedure.ts';
import type { CaptureJob } from './capture-job.ts';
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
const noName: RefusalData = {
  code: 'name-not-allowed',
  reason: 'A name in this request is none that Azure allows, so I have not looked for it.',
  remedy: 'Check how the VM, its resource group, the gallery and the definition are written, and ask again.',
};

function withEstimate(plan: Plan, { prices }: Settings): Plan {
  const walked = acts.filter(act => act.applies(plan));
  return { ...plan, estimate: estimate(plan, walked, prices) };
}

function drawPlan(captureId: string, world: Survey, now: Date): Plan {
  const { vm, subscription, target, gallery, definition, candidates, role, held, request, settings } = world;
  const galleryLocation = gallery?.location ?? vm.location;
  const version = versionOf(world, now);
  const replaced = failedInTheWay(world);
  if (!version) throw new Error('A plan was drawn without a version.');
  return withPlanHash({
    vm,
    clone: isCloned(request, settings, vm) ? drawClone(captureId, world) : null,
    subscriptionName: subscription.name,
    tenantId: subscription.tenantId,
    target: { ...target, version },
    ...(replaced ? { replaces: { captureId: replaced.captureId } } : {}),
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
    warnings: [...warningsOf(world, version), ...skuTaken(world)],
  });
}

const reaches = {
  region: (location: string) =>
    `It can reach Azure in ${location} over HTTPS, which Run Command needs, and nothing else`,
  azure: () => 'It can reach all of Azure over HTTPS, and nothing else',
  none: () => 'It can reach nothing',
} as const;

/** What a copy does by itself before its guest is prepared: whatever its source would do after a restart. */
function wakingOf({ vm, settings }: Survey): string {
  const installed = vm.extensions?.length ? `, what these extensions installed too (${vm.extensions.join(', ')})` : '';
  return [
    `The copy starts with the name, keys and services of ${vm.name}: its services and scheduled tasks run again${installed}.`,
    `${reaches[settings.clone.outbound](vm.location)}; nothing can reach it.`,
    'If something must not run twice, stop it first.',
  ].join(' ');
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
  const command = manualCommand(vm.osType);
  const byPerson = (because: string): Plan['guest'] => ({
    by: 'person',
    because: `${because} ${manualLeaves(vm.osType)}`.trim(),
    command,
  });
  if (vm.generalized) return { by: 'nobody', because: 'Azure has this VM as generalized already.' };
  // The agent that counts is the copy's, which is waited for; the source may be off.
  if (isCloned(request, settings, vm)) return { by: 'run-command' };
  if (request.guest === 'manual')
    return byPerson(
      vm.power === 'running'
        ? 'You asked to do it by hand.'
        : `You asked to do it by hand, and ${vm.name} is ${vm.power}: it must have been done before that.`,
    );
  if (!vm.agent.ready)
    return byPerson(`The Azure agent in ${vm.name} is not ready (${vm.agent.says}), so Run Command cannot reach it.`);
  if (vm.osType === 'Linux' && vm.architecture === 'Arm64')
    return byPerson('Azure does not support managed Run Command on Arm64 Linux.');
  return { by: 'run-command' };
}

/** A purchase plan that only the OS disk has: a copy takes it, since Azure starts no VM on such a disk without it. */
function planOfDisk({ vm, request, settings }: Survey): readonly string[] {
  if (!vm.diskPlan) return [];
  const { publisher, product, name } = vm.diskPlan;
  const says = `${vm.name} has no purchase plan, but its OS disk has one: ${publisher}/${product}/${name}.`;
  return [
    isCloned(request, settings, vm)
      ? `${says} The copy and the definition take that one.`
      : `${says} The image has none either, and Azure may make no VM of it. A copy (mode=clone) takes the plan along.`,
  ];
}

function warningsOf(world: Survey, version: string): readonly string[] {
  const replaced = failedInTheWay(world);
  const { vm, settings, target, request, ground: preflight } = world;
  const cloned = isCloned(request, settings, vm);
  return [
    ...(cloned ? [wakingOf(world)] : [`${vm.name} itself becomes the image: it can never be started again.`]),
    ...(replaced
      ? [
          `${target.definition} ${replaced.name} is there as a failed version${replaced.captureId ? ` (of capture ${replaced.captureId})` : ''}: it is deleted before the new one is created.`,
        ]
      : []),
    ...usageWarnings({ vm, ground: preflight }).map(({ reason }) => reason),
    ...planOfDisk(world),
    ...foreseenWarnings(world),
    ...(checksOf(world) === 'strict' && guestOf(world).by !== 'run-command'
      ? ['The readiness check does not run, though it is strict: I cannot look into the guest.']
      : []),
    ...(checksOf(world) === 'warn'
      ? diskProblems(vm).map(({ says }) => `Certification would refuse this: ${says}`)
      : []),
    ...versionWarnings(world, version),
    ...(cloned || request.consistency === undefined
      ? []
      : [`consistency=${request.consistency} is about a copy: here it does nothing.`]),
    ...(settings.publisherTenantId
      ? []
      : ['No publisher tenant is configured, so I cannot tell whether Partner Center will see this gallery.']),
    ...(request.replication === 'Shallow'
      ? ['A shallow version keeps depending on the disks of this VM: do not delete it.']
      : []),
    ...(settings.partnerCenter && settings.identifier?.publisher === undefined
      ? [
          `The definition’s publisher will be "${target.gallery}"; Partner Center may want your publisher id there (identifier.publisher).`,
        ]
      : []),
  ];
}
