import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isSameName } from '../../../src/azure/names.ts';
import type { ClaimedJob, Planned, Procedure } from '../../../src/jobs/procedures/procedure.ts';
import type { Act } from '../../../src/jobs/procedures/step.ts';
import { isFreeFor, nothingToFollow } from '../../../src/jobs/procedures/step.ts';
import { entry } from '../../../src/jobs/record/cleanup-ledger.ts';
import { azureState } from '../../../src/jobs/record/progress.ts';
import type { JobPlan } from '../../../src/jobs/record/record.ts';
import type { RefusalData } from '../../../src/jobs/record/refusal.ts';
import { inScope } from '../../../src/jobs/request/scope.ts';

/** What is planned for a VM that is to rest. */
export interface RestPlan extends JobPlan {
  readonly vm: {
    readonly id: string;
    readonly subscriptionId: string;
    readonly resourceGroup: string;
    readonly name: string;
    readonly location: string;
    readonly tags: Readonly<Record<string, string>>;
  };
  readonly wallId: string;
}

const refusal = (code: string, reason: string): RefusalData => ({ code, reason, remedy: 'Name another VM.' });

const restAct = {
  kind: 'act',
  typicalMinutes: [0, 1],
  applies: () => true,
  deadlineMs: () => 120_000,
  pollIntervalMs: () => 100,
} as const satisfies Partial<Act<RestPlan>>;

/** Makes something that is cleared away after it. */
const buildWall: Act<RestPlan> = {
  ...restAct,
  name: 'build-wall',
  makes: ({ wallId }) => [entry('security-group', wallId)],
  async observe({ azure, plan, captureId }) {
    const found = await azure.findTemporary('security-group', plan.wallId);
    if (isFreeFor(captureId, found)) return 'todo';
    return found?.provisioningState === 'Succeeded' ? 'done' : { busy: azureState(String(found?.provisioningState)) };
  },
  start: ({ azure, plan, resourceTags }) =>
    azure.createSecurityGroup(plan.wallId, { ...resourceTags, location: plan.vm.location, outbound: 'none' }),
};

const stopVm: Act<RestPlan> = {
  ...restAct,
  name: 'put-to-rest',
  async observe({ azure, plan }) {
    const status = await azure.findVmStatus(plan.vm);
    if (status?.power === 'stopped') return 'done';
    return status?.power === 'running' ? 'todo' : { busy: azureState(status?.power ?? 'gone') };
  },
  start: async ({ azure, plan }) =>
    (await azure.findVmStatus(plan.vm))?.power === 'running' ? azure.powerOff(plan.vm) : nothingToFollow,
};

async function makePlan({ azure, settings, capture, planningTurn }: ClaimedJob<RestPlan>): Promise<Planned<RestPlan>> {
  const { id, request } = capture();
  const no = (code: string, reason: string): Planned<RestPlan> => ({
    is: 'refused',
    refusals: [refusal(code, reason)],
  });
  const [name = '', resourceGroup = ''] = request.vm.split('/').reverse();
  const [scope] = settings.scopes;
  if (!scope || !inScope(settings, scope.subscription, resourceGroup)) return no('out-of-scope', 'I may not touch it.');
  const vm = await planningTurn(() => azure.findVm({ subscriptionId: scope.subscription, resourceGroup, name }));
  if (!vm) return no('vm-not-found', `There is no ${name}.`);
  if (vm.power !== 'running') return no('rests-already', `${name} rests already.`);
  const { id: vmId, subscriptionId, location, tags } = vm;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${vm.resourceGroup}`;
  const drawn = {
    vm: { id: vmId, subscriptionId, resourceGroup: vm.resourceGroup, name: vm.name, location, tags },
    wallId: `${group}/providers/Microsoft.Network/networkSecurityGroups/capture-${id}`,
  };
  const hash = createHash('sha256').update(JSON.stringify(drawn)).digest('hex').slice(0, 32);
  return { is: 'plan', plan: { hash, ...drawn } };
}

const policyQuestion = ({ vm }: RestPlan) => ({
  actions: ['plan', 'capture'] as const,
  target: { subscription: vm.subscriptionId, resourceGroup: vm.resourceGroup, vm: vm.name, tags: vm.tags },
});

/** A tiny procedure beside capturing: a check and two acts, of which one makes something that is cleared away. */
export const rest: Procedure<RestPlan> = {
  name: 'rest',
  acts: [buildWall, stopVm],
  planShape: z.looseObject({
    hash: z.string(),
    vm: z.object({
      id: z.string(),
      subscriptionId: z.string(),
      resourceGroup: z.string(),
      name: z.string(),
      location: z.string(),
      tags: z.record(z.string(), z.string()),
    }),
    wallId: z.string(),
  }),
  makePlan,
  whatMoved: (before, now) => [{ code: 'wall', before: { id: before.wallId }, now: { id: now.wallId } }],
  policyQuestion,
  locks: ({ vm }) => [vm.id],
  heldBy: ({ vm }, _other, id) => ({ ...refusal('vm-busy', `${vm.name} is busy, by ${id}.`), captureId: id }),
  confirmationWord: () => null,
  subject: ({ vm }) => `${vm.resourceGroup}/${vm.name}`,
  subscriptionId: ({ vm }) => vm.subscriptionId,
  bounds: () => null,
  async inspect({ azure }, plan) {
    const there = await azure.findVmFacts(plan.vm);
    if (!there) return { is: 'no', refusal: refusal('vm-gone', `${plan.vm.name} is gone.`) };
    return {
      is: 'yes',
      targets: [policyQuestion(plan).target],
      facts: { vm: plan.vm.name, clone: false, isGone: false },
    };
  },
  where: ({ request }, _settings, step) => ({ step, clone: false, vm: request.vm }),
  clearing: {
    beyondBounds: ({ plan }, one) =>
      plan && isSameName(one.id, plan.wallId) ? null : { code: 'name-not-mine', facts: {} },
  },
};
