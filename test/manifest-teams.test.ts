import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { packageFor } from '../scripts/package-teams.ts';
import { parseCommand } from '../src/bot/commands.ts';

const appId = '44444444-4444-4444-4444-444444444444';

/** What Teams wants of a manifest of version 1.19, as far as a bot has to do with it. */
const manifestSchema = z.strictObject({
  $schema: z.literal('https://developer.microsoft.com/json-schemas/teams/v1.19/MicrosoftTeams.schema.json'),
  manifestVersion: z.literal('1.19'),
  version: z.string().regex(/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/),
  id: z.guid(),
  developer: z.strictObject({
    name: z.string().max(32),
    websiteUrl: z.url({ protocol: /^https$/ }).max(2048),
    privacyUrl: z.url({ protocol: /^https$/ }).max(2048),
    termsOfUseUrl: z.url({ protocol: /^https$/ }).max(2048),
  }),
  name: z.strictObject({ short: z.string().min(1).max(30), full: z.string().max(100) }),
  description: z.strictObject({ short: z.string().min(1).max(80), full: z.string().min(1).max(4000) }),
  icons: z.strictObject({ color: z.literal('color.png'), outline: z.literal('outline.png') }),
  accentColor: z.string().regex(/^#[0-9A-F]{6}$/i),
  bots: z
    .array(
      z.strictObject({
        botId: z.guid(),
        scopes: z.array(z.enum(['team', 'personal', 'groupChat'])).max(3),
        supportsFiles: z.boolean(),
        isNotificationOnly: z.boolean(),
        commandLists: z
          .array(
            z.strictObject({
              scopes: z.array(z.enum(['team', 'personal', 'groupChat'])).max(3),
              commands: z
                .array(z.strictObject({ title: z.string().max(32), description: z.string().max(128) }))
                .max(10),
            }),
          )
          .max(3),
      }),
    )
    .max(1),
  permissions: z.array(z.enum(['identity', 'messageTeamMembers'])),
  validDomains: z.array(z.string()).max(16),
});

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

  test('has a manifest that Teams takes, for the bot with that id', () => {
    const manifest = manifestSchema.parse(JSON.parse(files.get('manifest.json')?.toString() ?? ''));
    expect([manifest.id, manifest.bots[0]?.botId]).toEqual([appId, appId]);
  });

  test.each([
    ['color.png', 192],
    ['outline.png', 32],
  ])('has the icon %s of %i by as many pixels', (name, pixels) => {
    const icon = files.get(name);
    expect(icon?.subarray(1, 4).toString()).toBe('PNG');
    expect([icon?.readUInt32BE(16), icon?.readUInt32BE(20)]).toEqual([pixels, pixels]);
  });

  test('offers commands that the bot understands', () => {
    const manifest = manifestSchema.parse(JSON.parse(files.get('manifest.json')?.toString() ?? ''));
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
