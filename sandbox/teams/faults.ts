import { z } from 'zod';

/** A fault as it is ordered: which requests it meets, how often, and what befalls them. */
export const faultSchema = z.strictObject({
  match: z.strictObject({
    method: z.enum(['send', 'edit', 'delete', 'create', 'members', 'token', 'tenant', 'keys', 'read', 'people']),
  }),
  times: z.int().min(1).default(1),
  status: z.int().min(300).max(599).optional(),
  /** Where a redirect points. */
  location: z.url().optional(),
  code: z.string().default('ServiceError'),
  retryAfterSeconds: z.number().min(0).optional(),
  delayMs: z.number().min(0).optional(),
  /** In the simulator's own process: the request is not looked at before this is over. */
  heldUntil: z.instanceof(Promise).optional(),
  drop: z.enum(['before', 'after']).optional(),
});
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
    take(method: Fault['match']['method']): Fault | null {
      const fault = waiting.find(({ match }) => match.method === method);
      if (!fault) return null;
      fault.times -= 1;
      waiting = waiting.filter(({ times }) => times > 0);
      return fault;
    },
  };
}
