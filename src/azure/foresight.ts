import { z } from 'zod';
import type { Azure, Usage } from './azure.ts';
import type { ArmClients } from './clients.ts';
import { asking, finding } from './errors.ts';
import { listAll, type Rest } from './rest.ts';

type Verbs = Pick<Azure, 'findFeatureState' | 'listNetworkUsages' | 'findSubnetUsage' | 'listSnapshotSources'>;

const networkApi = '2024-05-01';

const feature = z.object({ properties: z.object({ state: z.string() }) });
const usage = z.object({
  id: z.string().nullish(),
  currentValue: z.number(),
  limit: z.number(),
  name: z.object({ value: z.string(), localizedValue: z.string().nullish() }),
});

/** The part of the door that tells what would stand in the way of a copy only once it is being made. */
export function foresight({ compute }: ArmClients, rest: Rest): Verbs {
  return {
    findFeatureState: (subscriptionId, namespace, name) =>
      asking(async () => {
        const features = `/subscriptions/${subscriptionId}/providers/Microsoft.Features/providers/${namespace}/features`;
        const { body } = await rest('GET', `${features}/${name}?api-version=2021-07-01`);
        return feature.parse(body).properties.state;
      }),

    listNetworkUsages: (subscriptionId, location) =>
      asking(async () => {
        const at = `/subscriptions/${subscriptionId}/providers/Microsoft.Network/locations/${location}`;
        return (await listAll(rest, `${at}/usages?api-version=${networkApi}`, usage)).map(toUsage);
      }),

    findSubnetUsage: subnetId =>
      finding(async () => {
        const network = subnetId.replace(/\/subnets\/[^/]+$/i, '');
        const found = await listAll(rest, `${network}/usages?api-version=${networkApi}`, usage);
        const its = found.find(one => one.id?.toLowerCase() === subnetId.toLowerCase());
        return its ? toUsage(its) : null;
      }),

    listSnapshotSources: subscriptionId =>
      asking(async () => {
        const found: string[] = [];
        for await (const { incremental, creationData } of compute(subscriptionId).snapshots.list())
          if (incremental && creationData?.sourceResourceId) found.push(creationData.sourceResourceId.toLowerCase());
        return found;
      }),
  };
}

const toUsage = ({ currentValue, limit, name }: z.infer<typeof usage>): Usage => ({
  name: name.value,
  label: name.localizedValue ?? name.value,
  used: currentValue,
  limit,
});
