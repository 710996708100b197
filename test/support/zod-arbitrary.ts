import fc from 'fast-check';
import { z } from 'zod';

/** A word as names in Azure are: what is drawn is told apart when it is said. */
export const word = fc.stringMatching(/^[a-z0-9]{4,8}$/);

/** Any value of a shape that zod describes; a kind of shape that it does not know is an error. */
export function arbitraryOf(shape: z.core.$ZodType): fc.Arbitrary<unknown> {
  if (shape instanceof z.ZodString) return word;
  if (shape instanceof z.ZodNumber) return fc.nat(4_000);
  if (shape instanceof z.ZodBoolean) return fc.boolean();
  if (shape instanceof z.ZodLiteral) return fc.constantFrom(...shape.values);
  if (shape instanceof z.ZodEnum) return fc.constantFrom(...shape.options);
  if (shape instanceof z.ZodArray) return fc.array(arbitraryOf(shape.element), { maxLength: 3 });
  if (shape instanceof z.ZodTuple) return fc.tuple(...shape.def.items.map(arbitraryOf));
  if (shape instanceof z.ZodRecord) return fc.dictionary(word, arbitraryOf(shape.valueType), { maxKeys: 2 });
  if (shape instanceof z.ZodUnion) return fc.oneof(...shape.options.map(arbitraryOf));
  if (shape instanceof z.ZodNullable) return fc.option(arbitraryOf(shape.unwrap()), { nil: null });
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodExactOptional)
    return fc.option(arbitraryOf(shape.unwrap()), { nil: undefined });
  if (shape instanceof z.ZodDefault || shape instanceof z.ZodReadonly) return arbitraryOf(shape.unwrap());
  if (shape instanceof z.ZodObject)
    return fc.record(Object.fromEntries(Object.entries(shape.shape).map(([key, one]) => [key, arbitraryOf(one)])));
  throw new Error(`No value can be made up for ${shape._zod.def.type}.`);
}
