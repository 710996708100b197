import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readScript } from '../../../sandbox/azure/scripts.ts';
import { readWorldFile } from '../../../sandbox/azure/world-file.ts';
import { findRule, readFindings } from '../../../src/azure/guest/readiness.ts';
import { checksTimeoutSeconds, linuxChecks, windowsChecks } from '../../../src/azure/guest/scripts.ts';
import { type Clients, startClients } from './clients.ts';

const history = { code: 'shell-history', level: 'must', detail: '1: /home/anna/old/.bash_history' } as const;
const world = {
  virtualMachines: [
    { name: 'web-01', resourceGroup: 'rg-web' },
    { name: 'win-01', resourceGroup: 'rg-web', osType: 'Windows' },
    { name: 'old-01', resourceGroup: 'rg-web', findings: [history] },
    { name: 'done-01', resourceGroup: 'rg-web', osType: 'Windows' },
  ],
} as const;

describe('the readiness checks in a simulated guest', () => {
  let azure: Clients;
  beforeEach(async () => {
    azure = await startClients({ speed: 1000, world: readWorldFile(world) });
  });
  afterEach(() => azure.close());
  const look = async (vm: string, script: string) => {
    const runs = azure.compute.virtualMachineRunCommands;
    const body = { location: 'westeurope', source: { script }, timeoutInSeconds: checksTimeoutSeconds };
    await runs.createOrUpdate('rg-web', vm, 'checks', body, { updateIntervalInMs: 50 });
    const { instanceView } = await runs.getByVirtualMachine('rg-web', vm, 'checks', { expand: 'instanceView' });
    return readFindings(instanceView?.output ?? '');
  };

  it.each([
    ['web-01', linuxChecks()],
    ['win-01', windowsChecks()],
  ])('find %s fine', async (vm, script) => {
    const { findings, complete } = await look(vm, script);

    expect(complete).toBe(true);
    expect(findings.filter(({ level }) => level !== 'fine')).toEqual([]);
    expect(findings.filter(({ code }) => !findRule(code))).toEqual([]);
  });

  it('find what the world file says', async () => {
    const { findings, complete } = await look('old-01', linuxChecks());

    expect(complete).toBe(true);
    expect(findings.filter(({ code }) => code === 'shell-history')).toEqual([history]);
  });

  it('see that a guest is set up for an image already', async () => {
    const vm = [...azure.world.virtualMachines.values()].find(({ name }) => name === 'done-01');
    if (vm) vm.disk.guest = 'ruined';

    const { findings } = await look('done-01', windowsChecks());

    expect(findings.find(({ code }) => code === 'image-state')?.level).toBe('must');
  });

  it('are known by what they print, and change nothing', () => {
    expect([linuxChecks(), windowsChecks()].map(readScript)).toEqual([{ kind: 'readiness' }, { kind: 'readiness' }]);
  });

  it('are refused in a world file with a detail that no guest prints', () => {
    const findings = [{ ...history, detail: 'two\nlines' }];

    expect(() => readWorldFile({ virtualMachines: [{ ...world.virtualMachines[0], findings }] })).toThrow(
      'has a bar or a line break',
    );
  });
});
