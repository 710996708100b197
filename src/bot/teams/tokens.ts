import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';

/** A token that is not the Bot Connector's for this bot; its message is for the log. */
export class TokenRefused extends Error {}

/** The keys that tokens are signed with cannot be had now, which says nothing about a token. */
export class KeysAway extends Error {}

interface Keys {
  readonly ids: readonly (string | undefined)[];
  readonly find: ReturnType<typeof createLocalJWKSet>;
  readonly atMs: number;
}

const dayMs = 86_400_000;
/** A key that is not known may be a new one: it is asked for, though not for everybody who makes one up. */
const newKeysMs = 5 * 60_000;
const failedMs = 1000;
const fetchWithinMs = 5000;
const clockToleranceSeconds = 300;
/** Several times what Microsoft’s tokens have. */
const mostLetters = 8_000;
const bearer = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/;

/**
 * Who may bring deliveries: the Bot Connector alone. Its token says who made it, that it is for this bot and no other, how long it is good, and
 * which address the answers go to. What emulators, other bots and this bot itself are given is no such token, whoever signed it.
 */
export function teamsTokens({
  appId,
  issuer,
  openIdUrl,
  now = Date.now,
}: {
  appId: string;
  issuer: string;
  openIdUrl: string;
  now?: () => number;
}) {
  let known: Keys | null = null;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  let fetching: Promise<Keys> | null = null;

  async function fetchKeys(): Promise<Keys> {
    try {
      const { jwks_uri } = metadataSchema.parse(await json(openIdUrl));
      const keys = keysSchema.parse(await json(jwks_uri)).keys.filter(isForTeams);
      known = { ids: keys.map(({ kid }) => kid), find: createLocalJWKSet({ keys }), atMs: now() };
      return known;
    } catch (cause) {
      failedAtMs = now();
      throw new KeysAway('the keys of the Bot Connector cannot be had', { cause });
    } finally {
      fetching = null;
    }
  }

  async function freshKeys(): Promise<Keys> {
    if (!fetching && now() - failedAtMs < failedMs)
      throw new KeysAway('the keys of the Bot Connector could not be had just now');
    fetching ??= fetchKeys();
    return await fetching;
  }

  /** Those that are known, as long as they are not too old and have the one that is asked for. */
  async function keysWith(kid: string | undefined): Promise<Keys> {
    const ageMs = known ? now() - known.atMs : dayMs;
    if (known && ageMs < dayMs && (known.ids.includes(kid) || ageMs < newKeysMs)) return known;
    return await freshKeys();
  }

  return {
    /** What a token vouches for; throws TokenRefused, or KeysAway. */
    async check(authorization: string): Promise<{ readonly serviceUrl: string }> {
      const token = authorization.length <= mostLetters ? bearer.exec(authorization)?.[1] : undefined;
      if (!token) throw new TokenRefused('no bearer token');
      const { serviceurl: serviceUrl, aud } = await verified(token);
      if (aud !== appId) throw new TokenRefused('the token is for more than this bot');
      if (typeof serviceUrl !== 'string') throw new TokenRefused('the token has no service URL');
      return { serviceUrl };
    },
  };

  async function verified(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(
        token,
        async (header, input) => (await keysWith(header.kid)).find(header, input),
        {
          issuer,
          audience: appId,
          algorithms: ['RS256', 'RS384', 'RS512'],
          clockTolerance: clockToleranceSeconds,
          requiredClaims: ['exp'],
          currentDate: new Date(now()),
        },
      );
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new TokenRefused(error.message, { cause: error });
      throw error;
    }
  }
}

const metadataSchema = z.looseObject({ jwks_uri: z.url() });
const keysSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().exactOptional() })) });

/** The Bot Connector says of its keys which channels they are good for. */
const isForTeams = ({ endorsements }: Readonly<Record<string, unknown>>): boolean =>
  !Array.isArray(endorsements) || endorsements.length === 0 || endorsements.includes('msteams');

async function json(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(fetchWithinMs) });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return await response.json();
}
