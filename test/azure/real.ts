import type { SimulatorOptions } from '../../sandbox/azure/simulator.ts';
import { realAzure } from '../../src/azure/arm.ts';
import type { TemporaryKind } from '../../src/azure/azure.ts';
import type { Budget } from '../../src/azure/budget.ts';
import { startClients, until } from '../sandbox/azure/clients.ts';

/** Room for whatever a test asks: its simulator is hundreds of times as fast as Azure. */
const boundless: Budget = { take: async of => ({ left: of.map(() => 1_000_000) }), correct: async () => {} };

/** A simulated Azure with the door that ships in front of it. */
export async function startReal({ budget = boundless, ...options }: SimulatorOptions & { budget?: Budget } = {}) {
  const simulated = await startClients({ speed: 800, ...options });
  const { url, credential } = simulated;
  const azure = realAzure(
    {
      resourceManagerUrl: url,
      resourceManagerScope: 'https://management.azure.com/.default',
      authorityHost: url,
      isPublicAuthority: false,
      graphUrl: `${url}/v1.0`,
      graphScope: 'https://graph.microsoft.com/.default',
    },
    budget,
    { timeoutMs: 60_000, credential },
  );

  /** Waits until what was asked for is there, and answers it. */
  async function ready(kind: TemporaryKind, id: string) {
    await until(`${id} is there`, async () => {
      const found = await azure.findTemporary(kind, id);
      return found?.provisioningState === 'Succeeded' && (found.percent ?? 100) === 100;
    });
    const found = await azure.findTemporary(kind, id);
    if (!found) throw new Error(`${id} is gone.`);
    return found;
  }

  /** Waits until there is no such thing any more. */
  const gone = (kind: TemporaryKind, id: string) =>
    until(`${id} is gone`, async () => (await azure.findTemporary(kind, id)) === null);

  /** How each request so far was answered. */
  async function statuses(): Promise<readonly number[]> {
    const { body } = await simulated.control('GET', '/log');
    return (body as { status: number }[]).map(({ status }) => status);
  }

  return { ...simulated, azure, ready, gone, statuses };
}

export type Real = Awaited<ReturnType<typeof startReal>>;
