import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { startAzureSimulator } from '../sandbox/azure/simulator.ts';
import { type AzureCli, cliVersion, openCli } from './support/azure-cli.ts';
import { printTable } from './support/numbers.ts';
import { secondsOfCapture, shippedSettings } from './support/whole-capture.ts';

const speed = Number(process.argv[3] ?? 1);
const subscription = '/subscriptions/22222222-2222-2222-2222-222222222222';
const vm = ['-g', 'rg-web', '-n', 'web-01'];
const version = ['-g', 'rg-images', '-r', 'golden', '-i', 'web', '-e', '1.0.2'];
const deprovision = `systemd-run --on-active=45s /bin/sh -c 'waagent -force -deprovision+user && shutdown -P now'`;

const isOff = "instanceView.statuses[?code=='PowerState/stopped']";

/** An in-place capture by the commands that a person types one after the other. */
const steps: readonly (readonly [string, (az: AzureCli) => Promise<unknown>])[] = [
  [
    'deprovision',
    az => az('vm', 'run-command', 'invoke', ...vm, '--command-id', 'RunShellScript', '--scripts', deprovision),
  ],
  ['wait until it is off', az => az('vm', 'wait', ...vm, '--custom', isOff, '--interval', '10')],
  ['deallocate', az => az('vm', 'deallocate', ...vm)],
  ['generalize', az => az('vm', 'generalize', ...vm)],
  ['create the version', createVersion],
  ['grant the publisher', grantPublisher],
];

async function createVersion(az: AzureCli): Promise<void> {
  const id = await az('vm', 'show', ...vm, '--query', 'id', '-o', 'tsv');
  const regions = ['--target-regions', 'westeurope', 'northeurope'];
  await az('sig', 'image-version', 'create', ...version, ...regions, '--virtual-machine', id);
}

/** By `az rest`, since `az role assignment` and `az sig show` of Debian's CLI do not work. */
async function grantPublisher(az: AzureCli): Promise<void> {
  const gallery = `${subscription}/resourceGroups/rg-images/providers/Microsoft.Compute/galleries/golden`;
  const url = JSON.parse(await az('cloud', 'show', '-n', 'Sandbox')).endpoints.resourceManager;
  const roles = `${subscription}/providers/Microsoft.Authorization/roleDefinitions`;
  const properties = {
    roleDefinitionId: `${roles}/cf7c76d2-98a3-4358-a134-615aa78bf44d`,
    principalId: 'aaaaaaaa-0000-4000-8000-000000000001',
    principalType: 'User',
  };
  const path = `${gallery}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}?api-version=2022-04-01`;
  const body = JSON.stringify({ properties });
  await az('rest', '--method', 'put', '--resource', `${url}/`, '--url', `${url}${path}`, '--body', body);
}

/** How long each step took, in seconds. */
async function byHand(): Promise<readonly number[]> {
  const simulator = await startAzureSimulator({ port: 0, speed, folder: resolve('.sandbox', 'azure') });
  try {
    const az = await openCli(simulator);
    const took: number[] = [];
    for (const [, step] of steps) {
      const startedAt = performance.now();
      await step(az);
      took.push((performance.now() - startedAt) / 1000);
    }
    return took;
  } finally {
    await simulator.close();
  }
}

/**
 * The same in-place capture by the Azure CLI and by the product, each at a simulated Azure of its own that is as fast as Azure, or so many
 * times faster as the second word says: how long each takes. Only Azure's own speed, a quarter of an hour, is a fair one: the CLI
 * waits 30 s between two looks at whatever speed.
 */
async function compare(cli: string): Promise<void> {
  const command = 'web-01 definition=web mode=in-place';
  const both = [byHand(), secondsOfCapture(command, 'beside-az', { settings: shippedSettings, speed })] as const;
  await Promise.allSettled(both); // each has ended what it started by then
  const [took, product] = await Promise.all(both);
  const all = took.reduce((sum, one) => sum + one, 0);
  printTable(
    ['in place', 'seconds'],
    [
      ...steps.map(([name], index) => [name, (took[index] ?? 0).toFixed(1)]),
      [`all of it with az ${cli}, without a pause between two commands`, all.toFixed(1)],
      ['the product, from the yes to the word that it is done', product.toFixed(1)],
      ['ratio', (product / all).toFixed(2)],
    ],
  );
}

const cli = cliVersion();
if (cli) await compare(cli);
else {
  console.error('There is no Azure CLI on the PATH: install az, and run this again.');
  process.exitCode = 2;
}
