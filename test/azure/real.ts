import type { SimulatorOptions } from '../../sandbox/azure/simulator.ts';
import { realAzure } from '../../src/azure/arm.ts';
import type { TemporaryKind } from '../../src/azure/azure.ts';
import { startClients, until } from '../sandbox/azure/clients.ts';

/** A simulated Azure with the door that ships in front of it. */
export async function startReal(options: SimulatorOptions = {}) {
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
    credential,
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

  return { ...simulated, azure, ready, gone };
}

export type Real = Awaited<ReturnType<typeof startReal>>;
