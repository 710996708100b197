import { z } from 'zod';
import { befalls, faultQueue } from '../chat/faults.ts';

/** A fault as it is ordered: which requests it meets, how often, and what befalls them. */
const faultSchema = z.strictObject({
  match: z.strictObject({
    method: z.enum(['send', 'edit', 'delete', 'create', 'members', 'token', 'tenant', 'keys', 'read', 'people']),
  }),
  status: z.int().min(300).max(599).optional(),
  /** Where a redirect points. */
  location: z.url().optional(),
  code: z.string().default('ServiceError'),
  ...befalls,
});

/** A fault that waits for the requests it is for. */
export type Fault = z.infer<typeof faultSchema>;

/** The faults that are ordered. */
export type Faults = ReturnType<typeof createFaults>;

/** Hands out the fault for a request of a kind. */
export const createFaults = () =>
  faultQueue(faultSchema, ({ match }, method: Fault['match']['method']) => match.method === method);
