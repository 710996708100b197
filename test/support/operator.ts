import { readFileSync } from 'node:fs';
import { Agent, fetch } from 'undici';
import type { AzureSimulator } from '../../sandbox/azure/simulator.ts';

/** Somebody else's change in the simulated Azure, with the sandbox's own credentials. */
export async function asOperator(azure: AzureSimulator, method: string, path: string, body: unknown): Promise<void> {
  const dispatcher = new Agent({ connect: azure.caFile ? { ca: readFileSync(azure.caFile) } : {} });
  const signIn = await fetch(`${azure.url}/11111111-1111-1111-1111-111111111111/oauth2/v2.0/token`, {
    method: 'POST',
    dispatcher,
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: '33333333-3333-3333-3333-333333333333',
      client_secret: 'sandbox-secret',
      scope: 'https://management.azure.com/.default',
    }),
  });
  const { access_token: token } = (await signIn.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${azure.url}${path}`, { method, dispatcher, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  await dispatcher.close();
}
