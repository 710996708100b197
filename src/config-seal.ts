import type { SealKeys } from './jobs/record/seal.ts';

/** As long as `openssl rand -base64 32` makes them, or longer. */
const leastChars = 32;

/** Reads what a worker seals records with; a secret is never part of a problem. */
export function readSeal(env: Readonly<Record<string, string | undefined>>): {
  readonly data: SealKeys | null;
  readonly problems: readonly string[];
} {
  const { CAPTURE_IMAGE_SEAL: text, CAPTURE_IMAGE_SEAL_FROM: since } = env;
  const keys = (text ?? '').split(',').map(key => key.trim());
  const [first, ...others] = keys;
  const from = since === undefined ? null : new Date(since);
  const problems = [
    ...(text !== undefined && keys.some(key => key.length < leastChars)
      ? [
          `CAPTURE_IMAGE_SEAL: each key has at least ${leastChars} characters (openssl rand -base64 32), with commas between`,
        ]
      : []),
    ...(from && !/^\d{4}-\d\d-\d\dT/.test(since ?? '')
      ? [notTime]
      : from && Number.isNaN(from.getTime())
        ? [notTime]
        : []),
    ...(from && text === undefined ? ['CAPTURE_IMAGE_SEAL_FROM: says nothing without CAPTURE_IMAGE_SEAL'] : []),
  ];
  if (!first || problems.length > 0) return { data: null, problems };
  return { data: { keys: [first, ...others], from }, problems };
}

const notTime = 'CAPTURE_IMAGE_SEAL_FROM: is not a time such as 2026-12-01T12:00:00Z';
