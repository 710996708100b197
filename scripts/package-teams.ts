import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { zip } from './zip.ts';

const folder = new URL('../manifest/teams/', import.meta.url);
const read = (name: string) => readFileSync(fileURLToPath(new URL(name, folder)));

/** What the app asks to read, where it is installed, so that a message whose answer was lost is found again: docs/teams.md. */
const reading = {
  webApplicationInfo: { id: '{{MICROSOFT_APP_ID}}', resource: 'https://capture-image.invalid' },
  authorization: {
    permissions: {
      resourceSpecific: [
        { name: 'ChannelMessage.Read.Group', type: 'Application' },
        { name: 'ChatMessage.Read.Chat', type: 'Application' },
      ],
    },
  },
} as const;

/** The app package of the bot with this id, as Teams takes it; `readsBack`: with the right to read messages where it is installed. */
export function packageFor(appId: string, { readsBack = false } = {}): Buffer {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(appId))
    throw new Error(
      `"${appId}" is no app id: give the one of the bot's registration, as MICROSOFT_APP_ID or --app-id.`,
    );
  const plain = read('manifest.json').toString('utf8');
  const whole = readsBack ? JSON.stringify({ ...JSON.parse(plain), ...reading }, null, 2) : plain;
  const manifest = whole.replaceAll('{{MICROSOFT_APP_ID}}', appId);
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
      'read-back': { type: 'boolean', default: false },
      out: { type: 'string', default: 'capture-image-teams.zip' },
    },
  });
  writeFileSync(values.out, packageFor(values['app-id'], { readsBack: values['read-back'] }));
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
