import { z } from 'zod';

/** A fault as it is ordered: which calls it meets, how often, and what befalls them. */
export const faultSchema = z
  .strictObject({
    match: z.strictObject({ method: z.string().optional() }),
    times: z.int().min(1).default(1),
    status: z.int().min(200).max(599).optional(),
    error: z.string().optional(),
    retryAfterSeconds: z.number().min(0).optional(),
    delayMs: z.number().min(0).optional(),
    drop: z.enum(['before', 'after']).optional(),
  })
  .refine(
    ({ match, status, error, retryAfterSeconds }) =>
      match.method !== 'delivery' || (status ?? error ?? retryAfterSeconds) === undefined,
    {
      error: 'A delivery can be delayed or dropped; status, error and retryAfterSeconds are for API methods.',
    },
  );

export type Fault = z.infer<typeof faultSchema>;
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
    /** The fault for this API method, "response_url" or "delivery"; one without a method meets every API method. */
    take(method: string): Fault | null {
      const named = method === 'delivery' || method === 'response_url';
      const fault = waiting.find(f => f.match.method === method || (!f.match.method && !named));
      if (!fault) return null;
      fault.times -= 1;
      waiting = waiting.filter(f => f.times > 0);
      return fault;
    },
  };
}
