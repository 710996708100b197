import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startClock } from '../../../sandbox/azure/clock.ts';
import { createThrottle } from '../../../sandbox/azure/throttle.ts';
import { readWorldFile } from '../../../sandbox/azure/world-file.ts';
import { type Clients, startClients, webVm } from './clients.ts';

describe('the control routes', () => {
  let azure: Clients;
  beforeEach(async () => {
    azure = await startClients({ speed: 20 });
  });
  afterEach(() => azure.close());

  it('log every request, without a token, a secret or a signature', async () => {
    const begun = await azure.send('POST', `${webVm}/web-01/deallocate?api-version=2026-04-01`, {
      headers: { 'x-ms-client-request-id': 'mine' },
    });
    await azure.send('GET', begun.headers.get('azure-asyncoperation') ?? '');
    const log = await azure.control('GET', '/log');
    const record = await azure.control('GET', '/record');

    expect(log.body).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          method: 'POST',
          path: `${webVm}/web-01/deallocate`,
          status: 202,
          clientRequestId: 'mine',
        }),
        expect.objectContaining({ method: 'GET', query: expect.stringMatching(/api-version=2026-04-01.*&s=…/) }),
      ]),
    );
    const all = JSON.stringify(log.body) + JSON.stringify(record.body);
    expect(all).not.toMatch(/sandbox-secret|Bearer|eyJ|authorization"/);
    expect(String(record.body).trim().split('\n')).toHaveLength(2);
  });

  it('show the world, stream its changes, and set it back', async () => {
    const response = await fetch(`${azure.url}/_simulator/events`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const readUntil = async (word: string) => {
      while (!text.includes(word)) text += (await reader?.read())?.value ?? '';
    };
    await readUntil('event: world');
    await azure.send('POST', `${webVm}/web-01/deallocate?api-version=2026-04-01`);
    await readUntil('event: log');
    await readUntil('"powerState":"deallocated"');
    await reader?.cancel();
    await azure.control('POST', '/reset');

    const world = await azure.control('GET', '/world');
    expect(world.body).toMatchObject({
      speed: 20,
      virtualMachines: expect.arrayContaining([
        expect.objectContaining({ name: 'web-01', powerState: 'running', osState: 'Specialized', agent: 'Ready' }),
      ]),
      galleries: [{ name: 'golden', definitions: [{ name: 'web', versions: [{ name: '1.0.0' }, { name: '1.0.1' }] }] }],
      roleAssignments: expect.arrayContaining([
        expect.objectContaining({ roleName: 'Contributor', principalName: 'capture-image' }),
      ]),
      operations: [],
    });
  });

  it('change the speed, and refuse what is none', async () => {
    expect((await azure.control('POST', '/speed', { speed: 2 })).body).toEqual({ speed: 2 });
    expect((await azure.control('POST', '/speed', { speed: -1 })).status).toBe(400);
    expect((await azure.control('GET', '/nothing')).status).toBe(404);
  });
});

describe('the clock', () => {
  it('runs as many times as fast, and what was waiting follows a change of speed', () => {
    let wall = 0;
    const clock = startClock(10, () => wall);
    const done: string[] = [];
    clock.after(100, () => done.push('early'));
    clock.after(1_000, () => done.push('late'));
    wall = 10;
    clock.settle();
    clock.setSpeed(100);
    wall = 19;
    clock.settle();

    expect(done).toEqual(['early', 'late']);
    expect([clock.retryAfter(480), clock.retryAfter(10)]).toEqual(['5', '1']);
    clock.clear();
  });

  it('lets the published buckets run dry and fill again', () => {
    let wall = 0;
    const clock = startClock(1, () => wall);
    const throttle = createThrottle(clock);
    const take = () => throttle.compute('UpdateVM', 'sub', 'vm');
    for (let index = 0; index < 12; index += 1) take();

    expect(take).toThrow(
      expect.objectContaining({
        status: 429,
        code: 'OperationNotAllowed',
        more: expect.objectContaining({ headers: { 'retry-after': '15' } }),
      }),
    );
    wall = 15_000;
    expect(take()).toEqual({
      'x-ms-ratelimit-remaining-resource':
        'Microsoft.Compute/UpdateVMSubscriptionMaximum;1499,Microsoft.Compute/UpdateVMResource;0',
    });
    clock.clear();
  });
});

describe('a world of one’s own', () => {
  it('takes the place of the default one, part by part', async () => {
    const azure = await startClients({
      world: { virtualMachines: [{ name: 'db-01', resourceGroup: 'rg-web', dataDiskSizesGb: [64] }] },
    });
    const vm = await azure.compute.virtualMachines.get('rg-web', 'db-01');
    await azure.close();

    expect(vm.storageProfile?.dataDisks).toMatchObject([{ lun: 0, diskSizeGB: 64 }]);
  });

  it('is refused with every problem at once', () => {
    const wrong = { tenantId: 'x', virtualMachines: [{ name: 'a', resourceGroup: 'b', osType: 'BeOS' }], extra: 1 };
    expect(() => readWorldFile(wrong)).toThrow(/tenantId: is not a GUID[\s\S]*virtualMachines\.0\.osType[\s\S]*extra/);
  });
});

describe('node sandbox/azure/main.ts', () => {
  it('says where it listens, and stops on Ctrl-C', async () => {
    const child = spawn(process.execPath, [resolve('sandbox/azure/main.ts'), '--port', '0', '--speed', '10'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');

    expect(String(line)).toMatch(
      /^The simulated Azure listens on https:\/\/127\.0\.0\.1:\d+ \(NODE_EXTRA_CA_CERTS=.*ca\.pem\)\n$/,
    );
    expect(code).toBe(0);
  });
});
