import { onTestFinished, vi } from 'vitest';
import { app } from '../../sandbox/teams/world.ts';
import type { Log } from '../../src/log.ts';
import { openTeamsBot } from './teams.ts';

const anotherIdentity = '99999999-9999-4999-8999-999999999999';

/**
 * The bot on a machine that has the managed identity `app.id`, beside a worker with an identity of its own in the environment. Microsoft's
 * library asks for the identity at one address as long as a process lives: one call a file.
 */
export async function openWithIdentity({ id = app.id, log }: { id?: string; log?: Log } = {}) {
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of ['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_TENANT_ID']) vi.stubEnv(name, anotherIdentity);
  return await openTeamsBot({
    ...(log ? { log } : {}),
    environment: ({ MICROSOFT_APP_PASSWORD: _secret, ...good }) => ({
      ...good,
      MICROSOFT_APP_ID: id,
      MICROSOFT_APP_TYPE: 'UserAssignedMSI',
    }),
    before: ({ url }) => void vi.stubEnv('AZURE_POD_IDENTITY_AUTHORITY_HOST', url),
  });
}
