import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { keysOf } from '../../jobs/store/keys.ts';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import type { Log } from '../../log.ts';
import { isProofOf, proofOf } from '../lib/proof.ts';
import { type Card, verbs } from './card.ts';
import { wholeOf } from './service-urls.ts';

/** Whose card it is: everybody's in a conversation, or one person's own. */
export interface CardOf {
  readonly conversation: string;
  readonly person?: string;
}

/**
 * A card's data comes back through a client that can write anything into it. So what a card says of views, keys and forms goes out
 * with a proof, bound to the conversation and, on somebody's own card, to that person. All bots share the secret in Redis.
 */
export function teamsProofs({ redis, prefix, log }: { redis: RedisConnection; prefix: string; log: Log }) {
  const key = keysOf(prefix).proofSecret;

  async function secret(): Promise<string> {
    const known = await redis.get(key);
    if (known) return known;
    const made = randomBytes(32).toString('base64url');
    return (await redis.set(key, made, 'NX')) === 'OK' ? made : ((await redis.get(key)) ?? made);
  }

  /** The card with a proof at everything that it sends. */
  async function prove(card: Card, { conversation, person = '' }: CardOf): Promise<Card> {
    if (!JSON.stringify(card).includes('"verb"')) return card;
    const known = await secret();
    return withProofs(card, facts => proofOf(known, [wholeOf(conversation), person.toLowerCase(), ...facts])) as Card;
  }

  return {
    prove,

    /** Without Redis an answer goes out unproven, and its card is believed as little as one of an older version. */
    async proveAnswer(card: Card, of: CardOf): Promise<Card> {
      try {
        return await prove(card, of);
      } catch (error) {
        log.warn({ err: error }, 'a card of Teams goes out without proofs');
        return card;
      }
    },

    /** Whether data is as the bot sent it out, in that conversation, for everybody or for that person. */
    async isProven(data: unknown, { conversation, person }: Required<CardOf>): Promise<boolean> {
      const sent = sentSchema.safeParse(data).data;
      if (!sent?.proof) return false;
      const { proof } = sent;
      const known = await secret();
      return ['', person.toLowerCase()].some(whose =>
        isProofOf(known, [wholeOf(conversation), whose, ...factsOf(sent)], proof),
      );
    },
  };
}

const text = z.string().max(500).default('');
const pressSchema = z.looseObject({ view: text });
const sentSchema = z.looseObject({
  verb: z.enum(verbs),
  view: text,
  key: text,
  attempt: text,
  base: text,
  opened: text,
  proof: text,
  yes: pressSchema.optional(),
  no: pressSchema.optional(),
});

type Sent = z.infer<typeof sentSchema>;

/** All that data may say which is not ruled on anew when it comes back. */
const factsOf = ({ verb, view, key, attempt, base, opened, yes, no }: Sent): readonly string[] => [
  verb,
  ...[view, key, attempt, base, opened, yes?.view ?? '', no?.view ?? ''],
];

function withProof(sent: Sent, data: unknown, prove: (facts: readonly string[]) => string): object {
  const [, ...facts] = factsOf(sent);
  return { ...Object(data), ...(facts.some(Boolean) ? { proof: prove(factsOf(sent)) } : {}) };
}

function withProofs(part: unknown, prove: (facts: readonly string[]) => string): unknown {
  if (Array.isArray(part)) return part.map(one => withProofs(one, prove));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => {
      const sent = name === 'data' ? sentSchema.safeParse(value).data : undefined;
      return [name, sent ? withProof(sent, value, prove) : withProofs(value, prove)];
    }),
  );
}
