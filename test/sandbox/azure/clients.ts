import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ComputeManagementClient } from '@azure/arm-compute';
import { ClientSecretCredential } from '@azure/identity';
import { type SimulatorOptions, startAzureSimulator } from '../../../sandbox/azure/simulator.ts';

const tenantId = '11111111-1111-1111-1111-111111111111';
export const subscriptionId = '22222222-2222-2222-2222-222222222222';
const clientId = '33333333-3333-3333-3333-333333333333';
export const webVm = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines`;
export const golden = `/subscriptions/${subscriptionId}/resourceGroups/rg-images/providers/Microsoft.Compute/galleries/golden`;

export type Answered = { status: number; headers: Headers; body: unknown };

/** A simulated Azure with the real SDK clients pointed at it, a bare client, and hands on its control routes. */
export async function startClients(options: SimulatorOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'azure-simulator-'));
  const simulator = await startAzureSimulator({ speed: 400, ...options, folder });
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(simulator.caFile, 'utf8')]);
  const { url } = simulator;
  const credential = new ClientSecretCredential(tenantId, clientId, 'sandbox-secret', {
    authorityHost: url,
    disableInstanceDiscovery: true,
  });
  const compute = new ComputeManagementClient(credential, subscriptionId, { endpoint: url });
  const authorization = new AuthorizationManagementClient(credential, subscriptionId, { endpoint: url });
  const token = async (scope = 'https://management.azure.com/.default') => (await credential.getToken(scope)).token;

  /** One bare request with a token, at the api-version that is given. */
  async function send(
    method: string,
    path: string,
    given: { body?: unknown; scope?: string; headers?: Record<string, string> } = {},
  ): Promise<Answered> {
    const response = await fetch(path.startsWith('http') ? path : `${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await token(given.scope)}`,
        'content-type': 'application/json',
        ...given.headers,
      },
      ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
    });
    return { status: response.status, headers: response.headers, body: await bodyOf(response) };
  }

  /** A control route, which asks for no token. */
  async function control(method: string, path: string, body?: unknown): Promise<Answered> {
    const response = await fetch(`${url}/_simulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: await bodyOf(response) };
  }

  return {
    ...simulator,
    credential,
    compute,
    authorization,
    token,
    send,
    control,
    async close() {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Clients = Awaited<ReturnType<typeof startClients>>;

/** Looks again and again until it is so; fails loudly when it never is. */
export async function until(what: string, isSo: () => Promise<boolean>, withinMs = 100_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`It never came to this: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** The power state as the instance view tells it, such as `running`. */
export async function powerOf({ compute }: Pick<Clients, 'compute'>, vm: string): Promise<string> {
  const view = await compute.virtualMachines.instanceView('rg-web', vm);
  return view.statuses?.find(({ code }) => code?.startsWith('PowerState/'))?.code?.slice('PowerState/'.length) ?? '';
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  return response.headers.get('content-type')?.includes('application/json') ? JSON.parse(text) : text;
}
