import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type AzureCli = (...words: readonly string[]) => Promise<string>;

/** The version of the Azure CLI on the PATH; null where there is none. */
export function cliVersion(): string | null {
  const { error, stdout } = spawnSync('az', ['version', '--query', '"azure-cli"', '-o', 'tsv'], { encoding: 'utf8' });
  return error || stdout.trim() === '' ? null : stdout.trim();
}

/** The Azure CLI, signed in at a simulated Azure; your own sign-in is left alone. */
export async function openCli({ url, caFile }: { url: string; caFile: string }): Promise<AzureCli> {
  const folder = resolve('.sandbox', 'bench', 'azure-cli');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const env = {
    ...process.env,
    AZURE_CONFIG_DIR: folder,
    REQUESTS_CA_BUNDLE: caFile,
    AZURE_CORE_COLLECT_TELEMETRY: 'false',
    AZURE_CORE_ONLY_SHOW_ERRORS: 'true',
  };
  const az: AzureCli = async (...words) => (await run('az', words, { env })).stdout.trim();

  const endpoints = {
    resourceManager: url,
    activeDirectory: `${url}/adfs`,
    ...Object.fromEntries(
      [
        'management',
        'activeDirectoryResourceId',
        'activeDirectoryGraphResourceId',
        'microsoftGraphResourceId',
        'gallery',
      ].map(name => [name, `${url}/`]),
    ),
  };
  await az('cloud', 'register', '-n', 'Sandbox', '--cloud-config', JSON.stringify({ endpoints }));
  await az('cloud', 'set', '-n', 'Sandbox');
  const application = ['-u', '33333333-3333-3333-3333-333333333333', '-p', 'sandbox-secret'];
  await az('login', '--service-principal', ...application, '--tenant', '11111111-1111-1111-1111-111111111111');
  try {
    await az('vm', 'list');
  } catch {
    await az('cloud', 'update', '-n', 'Sandbox', '--profile', '2020-09-01-hybrid'); // Debian's needs it: docs/simulator.md
    await az('vm', 'list');
  }
  return az;
}
