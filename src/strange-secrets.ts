import type { Role } from './config.ts';

const owned = {
  bot: ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'MICROSOFT_APP_PASSWORD'],
  worker: [
    'AZURE_CLIENT_SECRET',
    'AZURE_CLIENT_CERTIFICATE_PATH',
    'AZURE_CLIENT_CERTIFICATE_PASSWORD',
    'AZURE_PASSWORD',
    'CAPTURE_IMAGE_SEAL',
  ],
} as const;

/** The line that warns a process which was given secrets of the other kind of process; null where it was not. */
export function strangeSecrets(role: Role, env: Readonly<Record<string, string | undefined>>): string | null {
  if (role === 'all') return null;
  const other = role === 'bot' ? 'worker' : 'bot';
  const names = owned[other].filter(name => env[name]);
  if (names.length === 0) return null;
  const [are, them] = names.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${names.join(', ')} ${are} for ${other}s alone: take ${them} out of the environment of the ${role}`;
}
