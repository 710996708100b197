import { z } from 'zod';

/**
 * A fault as it is ordered: which calls it meets, how often, and what befalls them. The method is that of the Web API,
 * or "response_url", or "delivery", of which "delivery:events_api", "delivery:slash_commands" and
 * "delivery:interactive" are parts.
 */
export const faultSchema = z
  .strictObject({
    match: z.strictObject({ method: z.string().optional() }),
    times: z.int().min(1).default(1),
    status: z.int().min(200).max(599).optional(),
    error: z.string().optional(),
    retryAfterSeconds: z.number().min(0).optional(),
    delayMs: z.number().min(0).optional(),
    /** In the simulator's own process: the call is not looked at before this is over. */
    heldUntil: z.instanceof(Promise).optional(),
    drop: z.enum(['before', 'after']).optional(),
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

/** Keeps the faults that are ordered, and hands each out as often as it was asked for. */
export function createFaults() {
  let waiting: Fault[] = [];

  return {
    add(fault: z.input<typeof faultSchema>): Fault {
      const added = faultSchema.parse(fault);
      waiting.push(added);
      return added;
    },
    list: (): readonly Fault[] => waiting,
    clear(): void {
      waiting = [];
    },
    /** The fault for a call of one of these names; one that names no method meets every API method. */
    take(...names: readonly string[]): Fault | null {
      const isMethod = !names.includes('delivery') && !names.includes('response_url');
      const meets = ({ match: { method } }: Fault) => (method === undefined ? isMethod : names.includes(method));
      const fault = waiting.find(meets);
      if (!fault) return null;
      fault.times -= 1;
      waiting = waiting.filter(({ times }) => times > 0);
      return fault;
    },
  };
}
