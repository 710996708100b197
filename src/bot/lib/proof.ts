import { createHmac, timingSafeEqual } from 'node:crypto';

/** Proves facts that go out through a client and come back by it: nobody without the secret can make a proof, or move it to other facts. */
export const proofOf = (secret: string, facts: readonly string[]): string =>
  createHmac('sha256', secret).update(JSON.stringify(facts)).digest('base64url').slice(0, proofLetters);

/** Whether a proof is of these very facts. */
export function isProofOf(secret: string, facts: readonly string[], proof: string): boolean {
  const [right, given] = [Buffer.from(proofOf(secret, facts)), Buffer.from(proof)];
  return right.length === given.length && timingSafeEqual(right, given);
}

/** 160 bits of the digest. */
const proofLetters = 27;
