import type { TokenCredential } from '@azure/core-auth';
import { DefaultAzureCredential } from '@azure/identity';
import { checkedDoor } from './address.ts';
import { authorization } from './authorization.ts';
import type { Azure } from './azure.ts';
import type { Budget } from './budget.ts';
import { armClients } from './clients.ts';
import { clones } from './clones.ts';
import { diskCopies } from './disk-copies.ts';
import { foresight } from './foresight.ts';
import { galleries } from './galleries.ts';
import { graph } from './graph.ts';
import { guestRuns } from './guest-runs.ts';
import { imageVersions } from './image-versions.ts';
import { limits } from './limits.ts';
import { networks } from './networks.ts';
import { power } from './power.ts';
import { resources } from './resources.ts';
import { restClient } from './rest.ts';
import { temporaries } from './temporary.ts';
import { virtualMachines } from './virtual-machines.ts';

/** Where Azure is. A scope is the audience that tokens are asked for: the cloud's own, wherever the endpoint is. */
export interface AzureEndpoints {
  readonly resourceManagerUrl: string;
  readonly resourceManagerScope: string;
  readonly authorityHost: string;
  readonly isPublicAuthority: boolean;
  readonly graphUrl: string;
  readonly graphScope: string;
}

/** The real Azure, with one identity: managed identity, workload identity, client secret or az login, whichever is there. */
export function realAzure(
  config: AzureEndpoints,
  budget: Budget,
  { timeoutMs, credential = identityOf(config) }: { timeoutMs: number; credential?: TokenCredential },
): Azure {
  const { resourceManagerUrl: origin, resourceManagerScope: scope } = config;
  const clients = armClients({ credential, endpoint: origin, scope, budget, timeoutMs });
  const arm = restClient({ credential, origin, scope, budget, timeoutMs });
  const directory = restClient({ credential, origin: config.graphUrl, scope: config.graphScope, timeoutMs });
  return checkedDoor({
    ...virtualMachines(clients),
    ...power(clients),
    ...guestRuns(clients),
    ...diskCopies(clients),
    ...clones(clients),
    ...limits(clients, arm),
    ...foresight(clients, arm),
    ...networks(arm),
    ...temporaries(arm),
    ...galleries(clients),
    ...imageVersions(clients),
    ...authorization(clients),
    ...resources(arm),
    ...graph(directory),
  });
}

/** An authority of our own naming is not one that Microsoft's instance discovery knows. */
function identityOf({ authorityHost, isPublicAuthority }: AzureEndpoints): TokenCredential {
  return new DefaultAzureCredential({ authorityHost, disableInstanceDiscovery: !isPublicAuthority });
}
