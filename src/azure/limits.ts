import type { ResourceSku } from '@azure/arm-compute';
import { z } from 'zod';
import type { Azure, Usage, VmSize } from './azure.ts';
import type { ArmClients } from './clients.ts';
import { asking } from './errors.ts';
import { regionKey } from './names.ts';
import { listAll, type Rest } from './rest.ts';

type Verbs = Pick<Azure, 'listPermissions' | 'listLocks' | 'listUsages' | 'findSize'>;

const actions = z.array(z.string()).nullish();
const permission = z.object({ actions, notActions: actions });
const lock = z.object({ id: z.string(), name: z.string(), properties: z.object({ level: z.string() }) });

/** The part of the door that tells what may be done and what there is room for. */
export function limits({ compute }: ArmClients, rest: Rest): Verbs {
  return {
    listPermissions: scope =>
      asking(async () => {
        const url = `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
        const found = await listAll(rest, url, permission);
        return found.map(one => ({ actions: one.actions ?? [], notActions: one.notActions ?? [] }));
      }),

    listLocks: scope =>
      asking(async () => {
        const url = `${scope}/providers/Microsoft.Authorization/locks?api-version=2020-05-01&$filter=atScope()`;
        const found = await listAll(rest, url, lock);
        return found.flatMap(({ id, name, properties: { level } }) =>
          level === 'CanNotDelete' || level === 'ReadOnly' ? [{ name, level, scope: lockedScope(id) }] : [],
        );
      }),

    listUsages: (subscriptionId, location) =>
      asking(async () => {
        const found: Usage[] = [];
        for await (const { name, currentValue, limit } of compute(subscriptionId).usage.list(location))
          if (name.value)
            found.push({ name: name.value, label: name.localizedValue ?? name.value, used: currentValue, limit });
        return found;
      }),

    findSize: (subscriptionId, location, size) =>
      asking(async () => {
        const filter = `location eq '${regionKey(location)}'`;
        for await (const sku of compute(subscriptionId).resourceSkus.list({ filter }))
          if (sku.resourceType === 'virtualMachines' && sku.name?.toLowerCase() === size.toLowerCase())
            return toSize(sku, sku.name, location);
        return null;
      }),
  };
}

const lockedScope = (lockId: string): string =>
  lockId.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, '');

/** A restriction is of the whole region, or takes single zones out. */
function toSize(sku: ResourceSku, name: string, location: string): VmSize {
  const here = (region: string | undefined) => regionKey(region ?? '') === regionKey(location);
  const restrictions = sku.restrictions ?? [];
  const closed = new Set(restrictions.flatMap(one => (one.type === 'Zone' ? (one.restrictionInfo?.zones ?? []) : [])));
  const zones = sku.locationInfo?.find(one => here(one.location))?.zones ?? [];
  return {
    name,
    family: sku.family ?? '',
    vcpus: Number(sku.capabilities?.find(one => one.name === 'vCPUs')?.value ?? 0),
    zones: zones.filter(zone => !closed.has(zone)).sort(),
    restriction: restrictions.find(({ type }) => type === 'Location')?.reasonCode ?? null,
  };
}
