import { createPublicKey, createSign, createVerify, generateKeyPair, type KeyObject, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { isObject, type Json, type JsonObject, textAt } from './json.ts';

export type Tokens = {
  /** Null is a token that never expires. */
  issue(claims: JsonObject, lifetimeSeconds: number | null): string;
  /** The claims of a token that was issued here and still holds, or the reason why it does not. */
  read(token: string): { readonly claims: JsonObject } | { readonly problem: 'invalid' | 'expired' };
  readonly jwks: Json;
};

/** Issues and checks JSON web tokens with a key of its own. */
export async function createTokens(now: () => number = Date.now): Promise<Tokens> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const keyId = randomUUID().replaceAll('-', '');
  const seconds = () => Math.floor(now() / 1000);

  return {
    issue(claims, lifetimeSeconds) {
      const head = part({ typ: 'JWT', alg: 'RS256', x5t: keyId, kid: keyId });
      const issued = seconds();
      const body = part({
        ...claims,
        iat: issued,
        nbf: issued,
        ...(lifetimeSeconds === null ? {} : { exp: issued + lifetimeSeconds }),
        uti: randomUUID(),
        ver: '1.0',
      });
      const signature = createSign('RSA-SHA256').update(`${head}.${body}`).sign(privateKey, 'base64url');
      return `${head}.${body}.${signature}`;
    },
    read(token) {
      const [head, body, signature] = token.split('.');
      if (!head || !body || !signature) return { problem: 'invalid' };
      if (!createVerify('RSA-SHA256').update(`${head}.${body}`).verify(publicKey, signature, 'base64url'))
        return { problem: 'invalid' };
      const claims = readPart(body);
      if (!claims) return { problem: 'invalid' };
      return Number(claims.exp) > seconds() ? { claims } : { problem: 'expired' };
    },
    jwks: { keys: [{ kty: 'RSA', use: 'sig', kid: keyId, x5t: keyId, ...publicPart(publicKey) }] },
  };
}

/** The claims of any JSON web token, unverified, or null when it is none. */
export function peek(token: string): JsonObject | null {
  return readPart(token.split('.')[1] ?? '');
}

function part(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function readPart(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return isObject(value) ? value : null;
  } catch {
    // Not JSON: no token of ours, and that is all there is to say.
    return null;
  }
}

function publicPart(key: KeyObject): JsonObject {
  const jwk: unknown = createPublicKey(key.export({ type: 'spki', format: 'pem' })).export({ format: 'jwk' });
  return isObject(jwk) ? { n: textAt(jwk, 'n'), e: textAt(jwk, 'e') } : {};
}
