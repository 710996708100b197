import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCertificates } from '../../sandbox/azure/certificates.ts';

/** Each answer takes so long, as from Azure in the same continent. */
const answersAfterMs = 40;

/**
 * Resource Manager as ten thousand captures meet it that all wait for their image version: it answers at once what the simulated
 * Azure of the sandbox works out, so that what is measured is the worker. Prints its URL, and its certificate's file; tells under
 * `/_polls` how often a version was asked for, and under `/_doubles` how often it was asked for while the answer to the same was
 * still under way, or anything was written, which all of these captures have behind them.
 */
async function serve(): Promise<void> {
  let [polls, doubles] = [0, 0];
  const underWay = new Set<string>();
  const { key, cert, caFile } = await makeCertificates(join('.sandbox', 'azure'));
  const server = createServer({ key, cert }, async (request, response) => {
    const url = new URL(request.url ?? '/', 'https://azure');
    request.resume();
    if (url.pathname === '/_polls') return void response.end(String(polls));
    if (url.pathname === '/_doubles') return void response.end(String(doubles));
    const isPoll = request.method === 'GET' && url.pathname.includes('/versions/');
    if (isPoll) polls += 1;
    if (underWay.has(url.pathname) || (request.method !== 'GET' && !url.pathname.endsWith('/token'))) doubles += 1;
    if (isPoll) underWay.add(url.pathname);
    await sleep(answersAfterMs);
    underWay.delete(url.pathname);
    const body = answerTo(url.pathname, `https://${request.headers.host}`);
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(body ?? { error: { code: 'ResourceNotFound', message: 'It is not there.' } }));
  });
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  console.log(JSON.stringify({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, caFile }));
}

function answerTo(path: string, origin: string): unknown {
  if (path.endsWith('/token')) return { token_type: 'Bearer', expires_in: 86_399, access_token: 'bench' };
  if (path.endsWith('/openid-configuration')) return openIdOf(path, origin);
  const version = /\/galleries\/[^/]+\/images\/[^/]+\/versions\/(\d+\.\d+\.(\d+))$/i.exec(path);
  if (version) return creating(path, version[1] ?? '', version[2] ?? '');
  return /\/(virtualMachines|galleries)$/i.test(path) ? { value: [] } : null;
}

const creating = (id: string, name: string, count: string) => ({
  id,
  name,
  type: 'Microsoft.Compute/galleries/images/versions',
  location: 'westeurope',
  tags: { 'capture-image-id': `bench-${count}` },
  properties: {
    provisioningState: 'Creating',
    publishingProfile: { targetRegions: [{ name: 'West Europe', regionalReplicaCount: 1 }] },
    replicationStatus: {
      aggregatedState: 'InProgress',
      summary: [{ region: 'westeurope', state: 'Replicating', progress: 42 }],
    },
  },
});

function openIdOf(path: string, origin: string) {
  const tenant = path.split('/')[1];
  const endpoint = (name: string) => `${origin}/${tenant}/oauth2/v2.0/${name}`;
  return {
    issuer: `${origin}/${tenant}/v2.0`,
    token_endpoint: endpoint('token'),
    authorization_endpoint: endpoint('authorize'),
    jwks_uri: endpoint('keys'),
  };
}

await serve();
