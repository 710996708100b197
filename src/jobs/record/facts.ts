import { z } from 'zod';

/** What stands in a sentence: values, and no words of ours. What is not known is left out. */
export type Facts = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** A code with what stands in its sentence. `cause` tells one sentence from others of the same code. */
export interface Coded {
  readonly code: string;
  readonly cause?: string;
  readonly facts: Facts;
}

/** Makes the entries of a closed list `R`, which has for each cause what its sentence takes. */
export const codedOf =
  <R>() =>
  <C extends keyof R & string>(cause: C, facts: R[C] & Facts, code: string = cause): Coded =>
    code === cause ? { code, facts } : { code, cause, facts };

/** What older records have in the place of facts. */
export interface Worded {
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
}

/** Facts as they are stored, whatever they are about. */
export const factsShape = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]),
);

/** The shape of what is stored as a code with its facts. */
export const coded = <C extends string, F extends z.ZodRawShape>(code: C, facts: F) =>
  z.object({ code: z.literal(code), facts: z.object(facts).readonly() }).readonly();

/** A fact that is another one now, or was none before. `of` tells it from others of its kind. */
export interface Moved {
  readonly code: string;
  readonly of?: string;
  readonly before?: Facts;
  readonly now?: Facts;
}
