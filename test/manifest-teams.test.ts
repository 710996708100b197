import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { AppManifestUtils } from '@microsoft/app-manifest';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { packageFor } from '../scripts/package-teams.ts';
import { parseCommand } from '../src/bot/command/commands.ts';

const appId = '44444444-4444-4444-4444-444444444444';

/** What the bot's own promises are about; the rest is Microsoft's schema's. */
const manifestSchema = z.looseObject({
  manifestVersion: z.string(),
  id: z.guid(),
  bots: z.array(
    z.looseObject({
      botId: z.guid(),
      commandLists: z.array(z.looseObject({ commands: z.array(z.looseObject({ title: z.string() })) })),
    }),
  ),
});

/** What Microsoft's schema has against a manifest, of the version that the manifest says it is. */
async function problemsOf(text: string): Promise<readonly string[]> {
  const { manifestVersion } = manifestSchema.parse(JSON.parse(text));
  const folder = dirname(fileURLToPath(import.meta.resolve('@microsoft/app-manifest')));
  const schema = readFileSync(`${folder}/json-schemas/teams/v${manifestVersion}/MicrosoftTeams.schema.json`, 'utf8');
  return await AppManifestUtils.validateAgainstSchema(JSON.parse(text), JSON.parse(schema));
}

/** The files of an archive, each held to its checksum. */
function unzip(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(archive.length - 6);
  for (let left = archive.readUInt16LE(archive.length - 12); left > 0; left -= 1) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const length = archive.readUInt16LE(at + 28);
    const name = archive.subarray(at + 46, at + 46 + length).toString();
    const local = archive.readUInt32LE(at + 42);
    const size = archive.readUInt32LE(at + 24);
    const data = archive.subarray(local + 30 + length, local + 30 + length + size);
    expect(crc32(data)).toBe(archive.readUInt32LE(at + 16));
    files.set(name, data);
    at += 46 + length;
  }
  return files;
}

describe('the app package for Teams', () => {
  const files = unzip(packageFor(appId));

  const text = files.get('manifest.json')?.toString() ?? '';
  const manifest = manifestSchema.parse(JSON.parse(text));

  test('has a manifest that Microsoft’s own schema takes, for the bot with that id', async () => {
    expect(await problemsOf(text)).toEqual([]);
    expect([manifest.id, manifest.bots[0]?.botId]).toEqual([appId, appId]);
  });

  test.each([
    ['"supportsFiles":false', '"supportsFiles":"no"'],
    ['"permissions":', '"permission":'],
    ['"#0B5CAD"', '"blue"'],
  ])('would be found out with %s as %s', async (good, bad) => {
    const wrong = JSON.stringify(JSON.parse(text)).replace(good, bad);
    expect(await problemsOf(wrong)).not.toEqual([]);
  });

  test.each([
    ['color.png', 192],
    ['outline.png', 32],
  ])('has the icon %s of %i by as many pixels', (name, pixels) => {
    const icon = files.get(name);
    expect(icon?.subarray(1, 4).toString()).toBe('PNG');
    expect([icon?.readUInt32BE(16), icon?.readUInt32BE(20)]).toEqual([pixels, pixels]);
  });

  test('asks to read messages only when it is told to, and is then taken by the schema too', async () => {
    expect(text).not.toContain('Read');
    const more =
      unzip(packageFor(appId, { readsBack: true }))
        .get('manifest.json')
        ?.toString() ?? '';
    expect(await problemsOf(more)).toEqual([]);
    expect(more).toContain('ChannelMessage.Read.Group');
    expect(more).not.toContain('{{');
  });

  test('offers commands that the bot understands', () => {
    const titles = manifest.bots.flatMap(bot =>
      bot.commandLists.flatMap(list => list.commands.map(({ title }) => title)),
    );
    expect(titles.map(title => parseCommand(title, new Date()).is)).toEqual(['capture', 'status', 'list', 'help']);
  });

  test('is not made for something that is no app id', () => {
    expect(() => packageFor('')).toThrow(/no app id/);
    expect(readFileSync('manifest/teams/manifest.json', 'utf8')).toContain('{{MICROSOFT_APP_ID}}');
  });
});
