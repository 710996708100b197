import { z } from 'zod';
import { personSchema } from '../request/request.ts';
import { factsShape } from './facts.ts';
import type { Notice, Status } from './record.ts';
import type { Failure } from './refusal.ts';
import { guestReasonShape } from './warnings.ts';

const { array, discriminatedUnion, enum: oneOf, literal, looseObject: object, number, string } = z;

const [by, at] = [personSchema.loose(), string()];

/** A code with facts, as it is stored. */
export const codedShape = object({ code: string(), cause: string().exactOptional(), facts: factsShape });

/** The same; or sentences, as older records have them. */
const told = <S extends z.ZodRawShape>(more: S) =>
  z.union([codedShape.extend(more), object({ code: string(), reason: string(), remedy: string(), ...more })]);
const refusals = array(told({ captureId: string().exactOptional() }));
export const failureShape: z.ZodType<Failure> = told({
  requestId: string().exactOptional(),
  inVain: literal(true).exactOptional(),
  lateMinutes: number().exactOptional(),
  wayOn: codedShape.exactOptional(),
  untouched: literal(true).exactOptional(),
  log: string().exactOptional(),
  command: string().exactOptional(),
  whole: string().exactOptional(),
});

const moved = object({
  code: string(),
  of: string().exactOptional(),
  before: factsShape.exactOptional(),
  now: factsShape.exactOptional(),
});

/** Where a capture can stand, as it is stored. */
export const statusShape = discriminatedUnion('is', [
  object({ is: oneOf(['planning', 'running']) }),
  object({ is: literal('waiting'), for: oneOf(['confirm', 'guest']), until: at }),
  object({ is: literal('failed'), failure: failureShape, step: string(), at }),
  object({ is: literal('refused'), refusals, at }),
  object({ is: oneOf(['planned', 'expired', 'succeeded']), at }),
  object({ is: oneOf(['cancelled', 'abandoned']), by, at }),
]);
statusShape satisfies z.ZodType<Status>;

/** Every notice, as it is stored. */
export const noticeShape = discriminatedUnion('kind', [
  object({
    kind: literal('question'),
    planHash: string(),
    moved: array(z.union([moved, string()])).exactOptional(),
    at,
  }),
  object({ kind: literal('guest'), command: string(), because: z.union([guestReasonShape, string()]), at }),
  object({ kind: literal('readiness'), attempt: number(), at }),
  object({ kind: literal('refused'), refusals, at }),
  object({ kind: literal('failed'), failure: failureShape, step: string(), at }),
  object({ kind: literal('approved'), by, at, have: number(), of: number() }),
  object({ kind: literal('mirror-lost'), name: string(), code: string(), at }),
  object({ kind: literal('leftovers'), count: number(), at }),
  object({ kind: literal('queued'), behind: string(), place: number(), at }),
  object({ kind: oneOf(['glass-broken', 'unlocked']), by, reason: string(), at }),
  object({ kind: oneOf(['retried', 'cancelling', 'cancelled', 'abandoned', 'cleaning', 'reviewed']), by, at }),
  object({ kind: literal('confirmed'), by, at, for: literal('guest').exactOptional() }),
  object({ kind: literal('succeeded'), takenAway: array(string()).exactOptional(), at }),
  object({ kind: oneOf(['planned', 'expired', 'reminder', 'unfit']), at }),
]);
noticeShape satisfies z.ZodType<Notice>;
