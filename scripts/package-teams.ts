import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { zip } from './zip.ts';

const folder = new URL('../manifest/teams/', import.meta.url);
const read = (name: string) => readFileSync(fileURLToPath(new URL(name, folder)));

/** The app package of the bot with this id, as Teams takes it. */
export function packageFor(appId: string): Buffer {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(appId))
    throw new Error(
      `"${appId}" is no app id: give the one of the bot's registration, as MICROSOFT_APP_ID or --app-id.`,
    );
  const manifest = read('manifest.json').toString('utf8').replaceAll('{{MICROSOFT_APP_ID}}', appId);
  return zip([
    { name: 'manifest.json', data: Buffer.from(manifest) },
    { name: 'color.png', data: read('color.png') },
    { name: 'outline.png', data: read('outline.png') },
  ]);
}

function run(): void {
  const { values } = parseArgs({
    options: {
      'app-id': { type: 'string', default: process.env.MICROSOFT_APP_ID ?? '' },
      out: { type: 'string', default: 'capture-image-teams.zip' },
    },
  });
  writeFileSync(values.out, packageFor(values['app-id']));
  console.log(`${values.out} is ready: upload it in Teams, or hand it to your administrator.`);
}

if (import.meta.main) {
  try {
    run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
