import { LRUCache } from 'lru-cache';
import type { Azure } from './azure.ts';

/** What hardly ever changes is remembered for a minute. */
const slowMs = 60_000;

/**
 * Lets captures share what they read for their plans: who asks for what somebody is reading already gets the same answer. What
 * says how far Azure is with a capture is never shared, and no failure is.
 */
export function sharing(azure: Azure): Azure {
  return {
    ...azure,
    findSubscription: shared(azure.findSubscription, slowMs),
    listRegions: shared(azure.listRegions, slowMs),
    findSize: shared(azure.findSize, slowMs),
    findRole: shared(azure.findRole, slowMs),
    listPermissions: shared(azure.listPermissions),
    listLocks: shared(azure.listLocks),
    listUsages: shared(azure.listUsages),
    findFeatureState: shared(azure.findFeatureState, slowMs),
    listNetworkUsages: shared(azure.listNetworkUsages),
    findSubnetUsage: shared(azure.findSubnetUsage),
    listSnapshotSources: shared(azure.listSnapshotSources),
    listVms: shared(azure.listVms),
    listGalleries: shared(azure.listGalleries),
    listDefinitions: shared(azure.listDefinitions),
    findPrincipals: shared(azure.findPrincipals),
  };
}

function shared<A extends readonly unknown[], T>(read: (...of: A) => Promise<T>, keptMs = 0): (...of: A) => Promise<T> {
  const answers = new LRUCache<string, Promise<T>>({ max: 10_000, ttl: keptMs });
  return (...of) => {
    const key = JSON.stringify(of);
    const forget = () => void answers.delete(key);
    const known = answers.get(key);
    if (known) return known;
    const answer = read(...of);
    answers.set(key, answer);
    answer.then(found => (keptMs > 0 && found !== null) || forget(), forget);
    return answer;
  };
}
