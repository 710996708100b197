import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { isProofOf, proofOf } from '../lib/proof.ts';

/** Where a form was opened, and over which capture. */
export interface Opened {
  readonly channel: string;
  readonly base?: string;
}

/**
 * A form brings back what the bot wrote on it when it opened it for somebody: with a proof that it was for this person, this place and this
 * capture. The secret is made of the bot's token, which all bots have and no client; with a new token a form has to be opened again.
 */
export function slackFormProofs(botToken: string) {
  const secret = createHmac('sha256', botToken).update('the forms of capture-image').digest('base64url');
  const factsOf = ({ channel, base = '' }: Opened, user: string) => ['form', user, channel, base];

  return {
    proofOf: (opened: Opened, user: string): string => proofOf(secret, factsOf(opened, user)),

    /** What is written on a form that this person sends; null where the bot did not write it for them. */
    read(metadata: string, user: string): Opened | null {
      const { proof, ...opened } = metadataSchema.safeParse(jsonOf(metadata)).data ?? nothing;
      return isProofOf(secret, factsOf(opened, user), proof) ? opened : null;
    },
  };
}

const metadataSchema = z.object({
  channel: z.string().min(1).max(200),
  base: z.string().max(3_000).exactOptional(),
  proof: z.string().max(100),
});
const nothing = { channel: '', proof: '' };

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // no JSON: nothing of ours
  }
}
