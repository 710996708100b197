import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const manifestSchema = z.object({
  display_information: z.object({ name: z.string() }),
  features: z
    .object({
      slash_commands: z
        .array(z.object({ command: z.string().startsWith('/'), should_escape: z.boolean().default(false) }))
        .default([]),
      app_home: z.object({ home_tab_enabled: z.boolean().default(false) }).optional(),
    })
    .default({ slash_commands: [] }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).default([]) }) }),
  settings: z
    .object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).default({ bot_events: [] }),
      interactivity: z.object({ is_enabled: z.boolean() }).default({ is_enabled: false }),
      socket_mode_enabled: z.boolean().default(false),
    })
    .prefault({}),
});

/** What the simulator reads of an app manifest in Slack's format. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Reads a manifest from an object or a file; without one, the product's own. */
export function readManifest(from: unknown = new URL('../../manifest/slack.json', import.meta.url)): Manifest {
  if (typeof from !== 'string' && !(from instanceof URL)) return manifestSchema.parse(from);
  if (!existsSync(from)) throw new Error(`There is no app manifest at ${from}.`);
  return manifestSchema.parse(JSON.parse(readFileSync(from, 'utf8')));
}
