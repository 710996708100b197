import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readScript } from '../../../sandbox/azure/scripts.ts';
import { linuxDeprovision, linuxReadLog, windowsReadLog, windowsSysprep } from '../../../src/azure/guest/scripts.ts';
import { type Clients, powerOf, startClients, until } from './clients.ts';

const linux = linuxDeprovision({ captureId: 'test', delaySeconds: 45 });
const windows = windowsSysprep({ captureId: 'test', deadlineSeconds: 900 });

describe('what a script does to a guest', () => {
  it.each([
    [
      'deprovisions, 45 seconds later',
      linux,
      { kind: 'deprovision', detached: true, delayMs: 45_000, powersOff: true },
    ],
    ['deprovisions after its own delay', linuxDeprovision({ captureId: 'x', delaySeconds: 7 }), { delayMs: 7_000 }],
    ['syspreps', windows, { kind: 'sysprep', powersOff: true }],
    ['reads the log on Linux', linuxReadLog({ captureId: 'x' }), { kind: 'read-log' }],
    ['reads the log on Windows', windowsReadLog({ captureId: 'x' }), { kind: 'read-log' }],
    [
      'deprovisions under its own feet',
      'waagent -force -deprovision+user',
      { kind: 'deprovision', detached: false, powersOff: false },
    ],
    ['does nothing with a dash that is none', 'waagent \u2013deprovision+user', { kind: 'other' }],
    ['only talks about it', '# waagent -deprovision\necho hello', { kind: 'other', output: 'hello\n' }],
  ])('%s', (_what, script, effect) => {
    expect(readScript(script)).toMatchObject(effect);
  });
});

describe('a guest', () => {
  let azure: Clients;
  beforeEach(async () => {
    azure = await startClients({ speed: 1000 });
  });
  afterEach(() => azure.close());

  const behave = (vm: string, guest: string) => azure.control('POST', '/faults', { vm, guest });
  const start = (vm: string, script: string) =>
    azure.compute.virtualMachineRunCommands
      .createOrUpdate(
        'rg-web',
        vm,
        'capture',
        { location: 'westeurope', source: { script } },
        { updateIntervalInMs: 50 },
      )
      .submitted();
  const view = async (vm: string) => {
    const command = await azure.compute.virtualMachineRunCommands.getByVirtualMachine('rg-web', vm, 'capture', {
      expand: 'instanceView',
    });
    return command.instanceView;
  };
  const passes = (seconds: number) => new Promise(resolve => setTimeout(resolve, seconds));
  const stopped = (vm: string) => until(`${vm} is stopped`, async () => (await powerOf(azure, vm)) === 'stopped');

  it('that behaves is scheduled, stops, and then shows no agent', async () => {
    await start('web-01', linux);
    await stopped('web-01');

    const machine = await azure.compute.virtualMachines.get('rg-web', 'web-01', { expand: 'instanceView' });
    expect(await view('web-01')).toMatchObject({
      executionState: 'Succeeded',
      output: expect.stringContaining('CAPTURE_RC=0'),
    });
    expect(machine.instanceView?.vmAgent).toBeUndefined();
  });

  it('with a leftover ovf-env.xml never powers off, and its log says why', async () => {
    await behave('web-01', 'deprovision-leaves-ovf');
    await start('web-01', linux);
    await passes(100);
    const read = await azure.compute.virtualMachineRunCommands.createOrUpdate(
      'rg-web',
      'web-01',
      'log',
      { location: 'westeurope', source: { script: linuxReadLog({ captureId: 'test' }) } },
      { updateIntervalInMs: 50 },
    );
    const log = await azure.compute.virtualMachineRunCommands.getByVirtualMachine('rg-web', 'web-01', 'log', {
      expand: 'instanceView',
    });

    expect(await powerOf(azure, 'web-01')).toBe('running');
    expect(read.provisioningState).toBe('Succeeded');
    expect(log.instanceView?.output).toContain('ovf-env.xml is still there');
  });

  it('whose sysprep fails says so with the end of setuperr.log, and runs on', async () => {
    await behave('win-01', 'sysprep-fails');
    await start('win-01', windows);
    await until('it failed', async () => (await view('win-01'))?.executionState === 'Failed');

    expect(await view('win-01')).toMatchObject({
      exitCode: 10,
      output: expect.stringContaining('not provisioned for all users'),
    });
    expect(await powerOf(azure, 'win-01')).toBe('running');
  });

  it('that hangs neither ends nor stops', async () => {
    await behave('win-01', 'hangs');
    await start('win-01', windows);
    await passes(400);

    expect((await view('win-01'))?.executionState).toBe('Running');
    expect(await powerOf(azure, 'win-01')).toBe('running');
  });

  it('whose agent dies stops without a word', async () => {
    await behave('web-01', 'agent-dies');
    await start('web-01', linux);
    await stopped('web-01');

    expect((await view('web-01'))?.executionState).toBe('Running');
  });

  it('that somebody starts again runs', async () => {
    await behave('web-01', 'restarts-after-stop');
    await start('web-01', linux);
    await until('it was ruined', async () => [...azure.world.virtualMachines.values()][0]?.disk.guest === 'ruined');

    expect(await powerOf(azure, 'web-01')).toBe('running');
  });

  it('that somebody deallocates is never seen as stopped', async () => {
    await behave('web-01', 'deallocated-by-hand');
    await start('web-01', linux);
    const seen = new Set<string>();
    await until('it is deallocated', async () => seen.add(await powerOf(azure, 'web-01')).has('deallocated'));

    expect([...seen]).not.toContain('stopped');
  });

  it('without an agent never answers, and a person can do it by hand', async () => {
    azure.setSpeed(100); // after forty minutes Azure itself gives up
    await start('mute-01', linux);
    await passes(100);
    const waiting = await view('mute-01');
    const done = await azure.control('POST', '/person', { vm: 'mute-01', does: 'deprovision' });

    expect(waiting?.executionState).toBe('Running');
    expect(done.body).toEqual({ powerState: 'stopped', guest: 'deprovisioned' });
  });
});
