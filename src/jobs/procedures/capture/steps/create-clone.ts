import { narrower } from '../../../../azure/outbound.ts';
import { entry } from '../../../record/cleanup-ledger.ts';
import { outboundOf } from '../../../record/clone-plan.ts';
import { azureState, progress } from '../../../record/progress.ts';
import { isFreeFor, nothingToFollow, type Observation } from '../../step.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';
import { isOff } from './clone-power.ts';
import { cloneAct, cloneOf, lookAtAll } from './copy-disks.ts';

/** Shuts the copy off: a security group that lets nothing in, a network of its own where none is named, a card without a public address. */
export const isolateClone: CaptureAct = {
  ...cloneAct,
  name: 'isolate-clone',
  typicalMinutes: [0, 1],
  applies: ({ clone }) => clone !== null,
  makes: plan => {
    const { securityGroupId, network, nicId } = cloneOf(plan);
    return [
      entry('security-group', securityGroupId),
      ...(network ? [entry('network', network.id)] : []),
      entry('nic', nicId),
    ];
  },
  async observe(context) {
    for (const { kind, id } of parts(context)) {
      const look = await lookAtAll(context, kind, [id]);
      if (look !== 'done') return look;
    }
    return 'done';
  },
  async start(context) {
    const { azure, plan, resourceTags } = context;
    const clone = cloneOf(plan);
    const { securityGroupId, network, subnetId, nicId } = clone;
    const options = { ...resourceTags, location: plan.vm.location };
    // Neither a record nor settings that were loosened since let out more than was confirmed.
    const outbound = narrower(outboundOf(clone), context.settings.clone.outbound);
    for (const { kind, id } of parts(context)) {
      const found = await azure.findTemporary(kind, id);
      if (found && found.captureId !== resourceTags.captureId) return nothingToFollow;
      if (!isFreeFor(resourceTags.captureId, found)) continue;
      if (kind === 'security-group') return azure.createSecurityGroup(id, { ...options, outbound });
      return kind === 'network' && network
        ? azure.createNetwork(id, { ...options, subnet: network.subnet, securityGroupId, outbound })
        : azure.createNic(nicId, { ...options, subnetId, securityGroupId });
    }
    return nothingToFollow;
  },
};

/** Starts a VM on the copied disks, as the source is and with nothing of its own, and waits for the agent in it. */
export const createClone: CaptureAct = {
  ...cloneAct,
  name: 'create-clone',
  typicalMinutes: [2, 10],
  readsVm: true,
  applies: ({ clone }) => clone !== null,
  pollIntervalMs: settings => settings.pace.vmSeconds * 1000,
  makes: plan => [entry('vm', cloneOf(plan).id)],
  async observe(context): Promise<Observation> {
    const clone = cloneOf(context.plan);
    const look = await lookAtAll(context, 'vm', [clone.id]);
    if (look !== 'done') return look;
    const status = await context.azure.findVmStatus(clone.vm);
    if (!status || isOff(status.power)) return 'todo';
    if (status.power !== 'running') return { busy: azureState(status.power) };
    return status.agent.ready ? 'done' : { busy: progress('agent-awaited', { says: status.agent.says }) };
  },
  // What of the copy Azure could not make goes before it is made anew; one that is there and off is started.
  async start({ azure, plan, resourceTags }) {
    const { id, vm, disks, nicId } = cloneOf(plan);
    const found = await azure.findTemporary('vm', id);
    if (found && found.captureId !== resourceTags.captureId) return nothingToFollow;
    if (found) return found.provisioningState === 'Failed' ? azure.deleteTemporary('vm', id) : azure.startVm(vm);
    const [os] = disks;
    if (!os) throw new Error('A clone without disks was to be made.');
    return azure.createVm(id, {
      ...resourceTags,
      source: plan.vm,
      osDiskId: os.diskId,
      dataDisks: disks.flatMap(({ lun, diskId }) => (lun === null ? [] : [{ lun, diskId }])),
      nicId,
    });
  },
};

function parts({ plan }: CaptureContext) {
  const { securityGroupId, network, nicId } = cloneOf(plan);
  return [
    { kind: 'security-group', id: securityGroupId } as const,
    ...(network ? [{ kind: 'network', id: network.id } as const] : []),
    { kind: 'nic', id: nicId } as const,
  ];
}
