import { versionId, vmId } from '../../src/azure/names.ts';
import { captureTag } from '../../src/azure/tags.ts';
import type { Capture } from '../../src/jobs/record/record.ts';
import type { Write } from '../events.ts';
import { type Evidence, isLost, type Oracle } from '../evidence.ts';

const isTaken = ({ status }: Write): boolean => status >= 200 && status < 300;

/** What cannot be taken back, or costs a machine its work. What was gone already (204) is not deleted again. */
function isDestructive({ method, path, status }: Write): boolean {
  if (method === 'DELETE') return status !== 204;
  if (method === 'POST') return /\/(generalize|deallocate|powerOff)$/i.test(path);
  return (
    method === 'PUT' &&
    (/\/runCommands\/capture-[^/]+-\d+$/i.test(path) || /\/images\/[^/]+\/versions\/[^/]+$/i.test(path))
  );
}

/** The captures that a write may be of: by the id in its path or its tag, by the VM that it is about, or by the gallery. */
function capturesOf(write: Write, records: readonly Capture[]): readonly Capture[] {
  const path = write.path.toLowerCase();
  const tagged = Object(Object(write.body).tags)[captureTag];
  const named = records.filter(({ id }) => path.includes(`/capture-${id}`) || tagged === id);
  if (named.length > 0) return named;
  const planned = records.filter(({ plan }) => plan !== null);
  const own = planned.filter(
    ({ plan }) =>
      plan &&
      (path.startsWith(`${vmId(plan.vm).toLowerCase()}/`) || path.startsWith(versionId(plan.target).toLowerCase())),
  );
  if (own.length > 0) return own;
  return planned.filter(
    ({ plan }) =>
      plan && (path.includes(`/galleries/${plan.target.gallery.toLowerCase()}`) || path.endsWith('/register')),
  );
}

/** Takes of one write, one after the other, without anything between that would be a reason for the second. */
function repeats(evidence: Evidence): readonly string[] {
  const { writes, records } = evidence;
  const groups = Map.groupBy(
    writes.filter(isTaken).filter(isDestructive),
    ({ method, path }) => `${method} ${path.toLowerCase()}`,
  );
  return [...groups].flatMap(([what, takes]) => {
    const twice = takes.some((take, index) => {
      const before = takes[index - 1];
      if (!before || before.operation !== undefined) return false;
      const isMadeAnew = writes.some(
        one =>
          isTaken(one) && one.method === 'PUT' && one.path === take.path && one.seq > before.seq && one.seq < take.seq,
      );
      if (take.method === 'DELETE' && isMadeAnew) return false;
      const isExcused = capturesOf(take, records).some(({ notices }) =>
        notices.some(
          ({ kind, at }) =>
            (kind === 'retried' || kind === 'cleaning') &&
            Date.parse(at) >= before.atMs - 1 &&
            Date.parse(at) <= take.atMs,
        ),
      );
      const isForgotten = [before, ...startsBetween(before, take, writes)].some(({ atMs }) => isLost(evidence, atMs));
      return !isExcused && !isForgotten;
    });
    return twice ? [`${what} was taken ${takes.length} times.`] : [];
  });
}

/** When a VM that was stopped was started again, before it was stopped once more. */
const startsBetween = (before: Write, take: Write, writes: readonly Write[]): readonly Write[] =>
  writes.filter(
    one =>
      isTaken(one) &&
      one.seq > before.seq &&
      one.seq < take.seq &&
      one.path.toLowerCase() === take.path.toLowerCase().replace(/\/poweroff$/, '/start'),
  );

/** How often the guest step of captures that spend the VM itself was tried; a capture that Redis has lost may have tried it too. */
const guestTries = (name: string, records: readonly Capture[]): number =>
  records
    .filter(({ request, plan }) => request.vm === name && plan && !plan.clone)
    .reduce((sum, capture) => sum + retriesOf(capture) + 1, 0);

const retriesOf = (capture: Capture | undefined): number =>
  capture?.notices.filter(({ kind }) => kind === 'retried').length ?? 0;

/** Whether a resource is of a capture that is on record no more, and was made in a moment that Redis has lost. */
function isOfLost(id: string, evidence: Evidence): boolean {
  const [, captureId = ''] = /\/capture-([a-z]+-\d+-[a-z0-9]{5})/i.exec(id) ?? [];
  return (
    evidence.records.every(record => record.id !== captureId) &&
    evidence.writes.some(({ path, atMs }) => path.includes(`/capture-${captureId}`) && isLost(evidence, atMs))
  );
}

/** Whether the VM was stopped for a capture of which Redis has lost all. */
const isStoppedForLost = (name: string, evidence: Evidence): boolean =>
  evidence.writes.some(({ path, atMs }) => path.endsWith(`/${name}/powerOff`) && isLost(evidence, atMs)) &&
  evidence.records.every(
    ({ request, ledger = [] }) => request.vm !== name || ledger.every(({ kind }) => kind !== 'source-power'),
  );

/** The VM that a write is for, where its path or its tag tells. */
function machineOf({ path, body }: Write): string | null {
  const tagged = Object(Object(body).tags)[captureTag];
  const id =
    /\/capture-([a-z]+-\d+)-[a-z0-9]{5}/i.exec(path)?.[1] ?? /^([a-z]+-\d+)-[a-z0-9]{5}$/.exec(String(tagged))?.[1];
  return id ?? /\/virtualMachines\/([^/]+)/i.exec(path)?.[1] ?? null;
}

/** Azure was made to fail in starting it again, and the record says that it is not running. */
const isNotStarted = (name: string, { writes, records }: Pick<Evidence, 'writes' | 'records'>): boolean =>
  writes.some(({ path, operation }) => operation && path.toLowerCase().endsWith(`/${name}/start`)) &&
  records.some(
    ({ request, ledger = [] }) =>
      request.vm === name && ledger.some(({ kind, state }) => kind === 'source-power' && state === 'left'),
  );

const machineKey = ({ azure }: Evidence['world'], name: string): string =>
  [...azure.world.virtualMachines].find(([, vm]) => vm.name === name)?.[0] ?? '';

export const azureOracles = {
  /** No destructive call was made twice. */
  once: repeats,

  /** No guest was made an image of more often than its step was tried. */
  guest: ({ world, people, records }) =>
    people.flatMap(({ scenario: { vm: name } }) => {
      const ran = world.azure.world.virtualMachines.get(machineKey(world, name))?.disk.generalizations ?? 0;
      const allowed = guestTries(name, records);
      return ran > allowed ? [`The guest of ${name} was made an image of ${ran} times in ${allowed} attempts.`] : [];
    }),

  /** No write before a person has said yes to what it is for. */
  decided: ({ people, records, writes }) => [
    ...writes.filter(isTaken).flatMap(write => {
      const name = machineOf(write);
      const askers = people.filter(({ scenario }) => name === null || scenario.vm === name);
      const isCovered = askers.some(({ yesAtMs }) => yesAtMs !== null && yesAtMs <= write.atMs);
      return isCovered ? [] : [`${write.method} ${write.path} was made without a yes.`];
    }),
    ...records
      .filter(
        ({ steps, decision, plan }) => steps.some(({ state }) => state !== 'todo') && decision?.planHash !== plan?.hash,
      )
      .map(({ id }) => `${id} has begun, and its record has no decision on its plan.`),
  ],

  /** Nothing is left that no ledger names; what a capture made of which Redis has lost all is told of in its thread. */
  ledger: evidence => {
    const { world, records } = evidence;
    const { resourceGroups, virtualMachines, stored, network, restorePoints } = world.azure.world;
    const groups = [...resourceGroups.values()].map(
      ({ subscriptionId, name }) => `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
    );
    const ids = [virtualMachines, stored, network, restorePoints].flatMap(map => [...map.values()].map(({ id }) => id));
    const named = new Set(
      records.flatMap(({ ledger = [] }) =>
        ledger.flatMap(({ id, state }) => (state === 'closed' ? [] : [id.toLowerCase()])),
      ),
    );
    return [...groups, ...ids]
      .filter(id => /\/(capture-)[^/]+/i.test(id) && !named.has(id.toLowerCase()) && !isOfLost(id, evidence))
      .map(id => `${id} is left, and no ledger names it.`);
  },

  /** An image that is there is a whole one, of a guest that was made ready once. */
  image: ({ world, records }) => {
    const versions = [...world.azure.world.galleries.values()].flatMap(({ definitions }) =>
      [...definitions.values()].flatMap(definition => [...definition.versions.values()]),
    );
    return records
      .filter(({ status }) => status.is === 'succeeded')
      .flatMap(({ id, plan }) => {
        const version = versions.find(one => plan && one.id.toLowerCase() === versionId(plan.target).toLowerCase());
        if (!version) return [`${id} succeeded, and its version is not there.`];
        if (version.provisioningState !== 'Succeeded')
          return [`${id} succeeded, and its version is ${version.provisioningState}.`];
        const { content } = version;
        if (!content || !('guest' in content)) return [`The version of ${id} has nothing in it.`];
        const allowed =
          (plan?.clone ? retriesOf(records.find(one => one.id === id)) + 1 : 0) +
          guestTries(plan?.vm.name ?? '', records);
        return [
          ...(content.guest === 'deprovisioned'
            ? []
            : [`The version of ${id} is of a guest that is ${content.guest}.`]),
          ...(content.generalizations <= allowed
            ? []
            : [`The guest in the version of ${id} was made an image of ${content.generalizations} times.`]),
        ];
      });
  },

  /** A VM of which a copy was taken is as it was; one that Azure itself does not start again is on the ledger as that. */
  source: evidence => {
    const { world, people, records, writes } = evidence;
    return people.flatMap(({ scenario }) => {
      const vm = [...world.azure.world.virtualMachines.values()].find(({ name }) => name === scenario.vm);
      if (
        !vm ||
        scenario.inPlace ||
        records.some(({ request, plan }) => request.vm === scenario.vm && plan && !plan.clone)
      )
        return [];
      const power = scenario.kind === 'stopped' ? 'stopped' : 'running';
      return [
        ...(vm.power === power ||
        isNotStarted(scenario.vm, { writes, records }) ||
        isStoppedForLost(scenario.vm, evidence)
          ? []
          : [`${vm.name} was ${power} and is ${vm.power}, though only a copy was taken.`]),
        ...(vm.generalized || vm.disk.guest !== 'provisioned'
          ? [`${vm.name} was changed, though only a copy was taken.`]
          : []),
      ];
    });
  },
} as const satisfies Readonly<Record<string, Oracle>>;
