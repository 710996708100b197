import { z } from 'zod';
import type { ErrorParts } from './arm-error.ts';
import type { Json } from './json.ts';
import { guestBehaviours } from './world.ts';

const pattern = z.string().refine(isPattern, 'is not a regular expression');

const requestFault = z.strictObject({
  match: z.strictObject({ method: z.string().optional(), path: pattern.optional(), query: pattern.optional() }),
  times: z.int().min(1).default(1),
  status: z.int().min(400).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  details: z.array(z.json()).optional(),
  additionalInfo: z.array(z.json()).optional(),
  innererror: z.json().optional(),
  retryAfterSeconds: z.int().min(0).optional(),
  delayMs: z.int().min(0).optional(),
  drop: z.enum(['before', 'after']).optional(),
  operation: z.enum(['fail', 'hang']).optional(),
});
const guestFault = z.strictObject({
  vm: z.string(),
  guest: z.enum(guestBehaviours),
  /** More that the guest says where it says what went wrong. */
  says: z.string().max(3_000).default(''),
});

export type RequestFault = z.infer<typeof requestFault>;
export type GuestFault = z.infer<typeof guestFault>;
export type Fault = RequestFault & { readonly id: string };

export type Faults = {
  /** Adds a fault and answers it with its id. */
  add(fault: RequestFault): Fault;
  list(): readonly Fault[];
  clear(id?: string): void;
  /** The fault for this request, which is used up by that, or undefined. */
  take(method: string, path: string, query: string): Fault | undefined;
};

/** What a fault says of itself beside its code and its message, as Azure nests it. */
export const nestedIn = ({ details, additionalInfo, innererror }: RequestFault): ErrorParts => ({
  ...(details === undefined ? {} : { details: details as readonly Json[] }),
  ...(additionalInfo === undefined ? {} : { additionalInfo: additionalInfo as readonly Json[] }),
  ...(innererror === undefined ? {} : { innererror: innererror as Json }),
});

/** Keeps what shall go wrong; the oldest fault that matches goes first. */
export function createFaults(): Faults {
  let faults: (Fault & { times: number })[] = [];
  let count = 0;

  return {
    add(fault) {
      count += 1;
      const kept = { ...fault, id: `fault-${count}` };
      faults.push(kept);
      return kept;
    },
    list: () => faults,
    clear(id) {
      faults = id === undefined ? [] : faults.filter(one => one.id !== id);
    },
    take(method, path, query) {
      const found = faults.find(({ match }) => matches(match, method, path, query));
      if (!found) return undefined;
      const taken = { ...found };
      found.times -= 1;
      if (found.times === 0) faults = faults.filter(one => one !== found);
      return taken;
    },
  };
}

/** Reads a fault as it was posted; every problem is told at once, unknown fields by their names. */
export function readFault(body: unknown): RequestFault | GuestFault | { readonly problems: string[] } {
  const isGuest = typeof body === 'object' && body !== null && ('vm' in body || 'guest' in body);
  const read = isGuest ? guestFault.safeParse(body) : requestFault.safeParse(body);
  if (read.success) return read.data;
  return { problems: read.error.issues.map(issue => `${issue.path.join('.') || 'the fault'}: ${issue.message}`) };
}

function matches(match: RequestFault['match'], method: string, path: string, query: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match.path !== undefined && !new RegExp(match.path, 'i').test(path)) return false;
  return match.query === undefined || new RegExp(match.query, 'i').test(query);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch (cause) {
    if (cause instanceof SyntaxError) return false;
    throw cause;
  }
}
