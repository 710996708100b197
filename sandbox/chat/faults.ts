import { z } from 'zod';

/** What befalls a request, of whatever chat, and how often. */
export const befalls = {
  times: z.int().min(1).default(1),
  retryAfterSeconds: z.number().min(0).optional(),
  delayMs: z.number().min(0).optional(),
  /** In the simulator's own process: the request is not looked at before this is over. */
  heldUntil: z.instanceof(Promise).optional(),
  drop: z.enum(['before', 'after']).optional(),
};

/** Keeps the faults that are ordered, and hands each out as often as it was asked for. */
export function faultQueue<Schema extends z.ZodType<{ times: number }>, Asked extends readonly unknown[]>(
  schema: Schema,
  meets: (fault: z.output<Schema>, ...asked: Asked) => boolean,
) {
  let waiting: z.output<Schema>[] = [];
  return {
    add(fault: z.input<Schema>): z.output<Schema> {
      const added = schema.parse(fault);
      waiting.push(added);
      return added;
    },
    list: (): readonly z.output<Schema>[] => waiting,
    clear(): void {
      waiting = [];
    },
    /** The oldest fault that meets what is asked, or null. */
    take(...asked: Asked): z.output<Schema> | null {
      const fault = waiting.find(one => meets(one, ...asked));
      if (!fault) return null;
      fault.times -= 1;
      waiting = waiting.filter(({ times }) => times > 0);
      return fault;
    },
  };
}
