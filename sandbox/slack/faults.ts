import { z } from 'zod';
import { befalls, faultQueue } from '../chat/faults.ts';

/**
 * A fault as it is ordered: which calls it meets, how often, and what befalls them. The method is that of the Web API,
 * or "response_url", or "delivery", of which "delivery:events_api", "delivery:slash_commands" and
 * "delivery:interactive" are parts.
 */
const faultSchema = z
  .strictObject({
    match: z.strictObject({ method: z.string().optional() }),
    status: z.int().min(200).max(599).optional(),
    error: z.string().optional(),
    ...befalls,
  })
  .refine(
    ({ match, status, error, retryAfterSeconds }) =>
      !match.method?.startsWith('delivery') || (status ?? error ?? retryAfterSeconds) === undefined,
    {
      error: 'A delivery can be delayed or dropped; status, error and retryAfterSeconds are for API methods.',
    },
  );

/** A fault that waits for the calls it is for. */
export type Fault = z.infer<typeof faultSchema>;

/** The faults that are ordered. */
export type Faults = ReturnType<typeof createFaults>;

/** Hands out the fault for a call of one of some names; one that names no method meets every API method. */
export const createFaults = () =>
  faultQueue(faultSchema, ({ match: { method } }, ...names: readonly string[]) =>
    method === undefined ? !names.includes('delivery') && !names.includes('response_url') : names.includes(method),
  );
