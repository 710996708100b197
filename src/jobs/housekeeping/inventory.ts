import { z } from 'zod';
import type { Azure } from '../../azure/azure.ts';
import { withPatience } from '../../azure/budget.ts';
import type { Log } from '../../log.ts';
import type { Job } from '../record/record.ts';
import { inScope, listScope } from '../request/scope.ts';
import type { Settings } from '../request/settings.ts';
import type { Store } from '../store/store.ts';

const inventorySchema = z.object({
  at: z.string(),
  vms: z.array(
    z.object({
      name: z.string(),
      resourceGroup: z.string(),
      subscriptionId: z.string(),
      location: z.string(),
      osType: z.enum(['Linux', 'Windows']),
    }),
  ),
  galleries: z.array(z.object({ name: z.string(), resourceGroup: z.string(), definitions: z.array(z.string()) })),
});

/** What the form offers, as the worker last saw it in Azure: a convenience, never an authority. */
export type Inventory = Readonly<z.infer<typeof inventorySchema>>;

/** Reads a stored inventory; null when there is none or it is of another version. */
export function readInventory(json: string | null): Inventory | null {
  if (!json) return null;
  const { data } = inventorySchema.safeParse(JSON.parse(json));
  return data ?? null;
}

/** Lists what the settings let me touch. */
export async function takeInventory(azure: Azure, settings: Settings, now: Date): Promise<Inventory> {
  const vms = (await Promise.all(settings.scopes.map(scope => listScope(azure, scope)))).flat();
  const subscriptions = [...new Set(settings.scopes.map(({ subscription }) => subscription))];
  const galleries = (await Promise.all(subscriptions.map(id => azure.listGalleries(id)))).flat();
  const touchable = galleries.filter(({ subscriptionId, resourceGroup }) =>
    inScope(settings, subscriptionId, resourceGroup),
  );
  return {
    at: now.toISOString(),
    vms: vms.map(({ name, resourceGroup, subscriptionId, location, osType }) => ({
      name,
      resourceGroup,
      subscriptionId,
      location,
      osType,
    })),
    galleries: await Promise.all(
      touchable.map(async gallery => ({
        name: gallery.gallery,
        resourceGroup: gallery.resourceGroup,
        definitions: (await azure.listDefinitions(gallery)).map(({ name }) => name),
      })),
    ),
  };
}

const patienceMs = 60_000;

/** Keeps the stored inventory fresh until it is stopped; one that cannot be taken leaves the last one standing. */
export function keepInventory(deps: {
  azure: Azure;
  settings: Settings;
  store: Store<Job>;
  log: Log;
  now: () => Date;
}): {
  close(): void;
} {
  const { azure, settings, store, log, now } = deps;
  const refresh = async () => {
    try {
      const inventory = await withPatience(patienceMs, () => takeInventory(azure, settings, now()));
      await store.saveInventory(JSON.stringify(inventory));
    } catch (error) {
      if (!stopped) log.warn({ err: error }, 'the inventory could not be taken');
    }
  };
  let stopped = false;
  let refreshing = refresh();
  const timer = setInterval(() => {
    refreshing = refreshing.then(refresh);
  }, settings.pace.inventorySeconds * 1000);
  return {
    /** A list that is being taken is of no use to anybody any more: it is not waited for. */
    close() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
