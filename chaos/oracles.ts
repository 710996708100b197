import type { Evidence, Oracle, Violation } from './evidence.ts';
import { azureOracles } from './oracles/azure.ts';
import { chatOracles } from './oracles/chat.ts';
import { consentOracles } from './oracles/consent.ts';
import { recordOracles } from './oracles/record.ts';

const oracles: Readonly<Record<string, Oracle>> = {
  ...recordOracles,
  ...azureOracles,
  ...consentOracles,
  ...chatOracles,
};

/** Everything that is wrong with how a seed ended. */
export async function runOracles(evidence: Evidence): Promise<readonly Violation[]> {
  const found = await Promise.all(
    Object.entries(oracles).map(async ([oracle, look]) => (await look(evidence)).map(says => ({ oracle, says }))),
  );
  return found.flat();
}
