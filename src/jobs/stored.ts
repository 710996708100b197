import { z } from 'zod';
import type { Capture } from './record.ts';

const envelope = z.looseObject({
  schema: z.literal(1),
  id: z.string(),
  createdAt: z.string(),
  status: z.looseObject({ is: z.string() }),
  steps: z.array(z.looseObject({ name: z.string(), state: z.string() })),
  notices: z.array(z.looseObject({ kind: z.string() })),
});

/** Reads a stored record; throws on one that this version of the code does not know. */
export function readRecord(json: string, rev: number): Capture {
  const raw: unknown = JSON.parse(json);
  const { error } = envelope.safeParse(raw);
  if (error)
    throw new Error(
      `A stored capture cannot be read: ${error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`).join('; ')}`,
    );
  return { ...(raw as Capture), rev };
}

/** The same for whoever can leave a record aside: null for one that this version of the code does not know. */
export function tryReadRecord(json: string, rev: number): Capture | null {
  try {
    return readRecord(json, rev);
  } catch {
    return null;
  }
}
