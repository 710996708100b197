import { ClientSecretCredential } from '@azure/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asking } from '../../src/azure/errors.ts';
import { type Clients, startClients } from '../sandbox/azure/clients.ts';

let azure: Clients;
beforeAll(async () => {
  azure = await startClients();
});
afterAll(() => azure.close());

/** Signs in as the SDKs do, by Azure's own library. */
function signIn({ authorityHost, secret }: { authorityHost: string; secret: string }) {
  const [tenant, client] = ['11111111-1111-1111-1111-111111111111', '33333333-3333-3333-3333-333333333333'];
  const options = { authorityHost, disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } };
  const credential = new ClientSecretCredential(tenant, client, secret, options);
  return asking(() => credential.getToken('https://management.azure.com/.default'));
}

test('what Entra refuses is a no, in its own line and without the secret', async () => {
  await expect(signIn({ authorityHost: azure.url, secret: 'a-wrong-secret' })).rejects.toMatchObject({
    code: 'SignInFailed',
    status: 401,
    passing: false,
    message: expect.stringMatching(/^AADSTS7000215: (?!.*a-wrong-secret)/),
  });
});

test('an Entra that cannot be reached is no refusal: it passes', async () => {
  await expect(signIn({ authorityHost: 'https://127.0.0.1:1', secret: 'any' })).rejects.toMatchObject({
    status: 0,
    passing: true,
  });
});
