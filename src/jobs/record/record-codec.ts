import { z } from 'zod';
import { personSchema, placeSchema } from '../request/request.ts';
import { zodProblems } from '../request/zod-problems.ts';
import { planShape } from './plan-shape.ts';
import { type Capture, currentSchema, type Job } from './record.ts';
import { unpack } from './record-compression.ts';
import { fitParts } from './record-parts.ts';
import { soundTimes } from './sound-times.ts';

type Raw = Readonly<Record<string, unknown>>;

/** A record that this version of the code cannot read: the message says why. */
export class UnreadableRecord extends Error {}

/** A record that a later version of the code has written, or of a procedure that only that has: it knows what to do with it, and this one leaves it alone. */
export class NewerRecord extends UnreadableRecord {
  readonly schema: number;
  constructor(schema: number, what = `of version ${schema}, and I know versions up to ${currentSchema}`) {
    super(`A stored capture is ${what}: a newer one of me goes on with it.`);
    this.name = 'NewerRecord';
    this.schema = schema;
  }
}

/** What a stored plan must look like, by the procedure of its record; null for a procedure that is not known here. */
export interface PlanShapes {
  find(job: Pick<Job, 'procedure'>): { readonly planShape: z.ZodType } | null;
}

const ofCaptures: PlanShapes = {
  find: ({ procedure = 'capture' }) => (procedure === 'capture' ? { planShape } : null),
};

/**
 * From each version of a record to the next. Records of every one may be in Redis: a migration stays, and never changes. The third
 * says what the second does, packed, which older code cannot read; the fourth has facts where the third had sentences, which stay as they are.
 */
const migrations: Readonly<Record<number, (record: Raw) => Raw>> = {
  1: toSecond,
  2: record => record,
  3: record => record,
};

/** Reads a stored record, of this or an older version, as one of today; throws an UnreadableRecord that says what is wrong with it. */
export function readRecord<J extends Job = Capture>(json: string, rev: number, shapes: PlanShapes = ofCaptures): J {
  let record = rawOf(plainRecord(json));
  for (let schema = schemaOf(record); schema !== currentSchema; schema = schemaOf(record)) {
    if (schema > currentSchema) throw new NewerRecord(schema);
    const migrate = migrations[schema];
    if (!migrate) throw unreadable(`there never was a version ${schema}`);
    record = { ...migrate(record), schema: schema + 1 };
  }
  const procedure = typeof record.procedure === 'string' ? { procedure: record.procedure } : {};
  const shape = shapes.find(procedure)?.planShape;
  if (!shape) throw new NewerRecord(currentSchema, `of the procedure ${procedure.procedure}, which I do not know`);
  const result = recordSchema.safeParse(record);
  if (!result.success) throw unreadable(zodProblems(result, 'the record').join('; '));
  return { ...(soundTimes(fitParts(record, shape)) as unknown as J), rev };
}

/** The same for whoever can leave a record aside: null for one that this version of the code does not know. */
export function tryReadRecord<J extends Job = Capture>(
  json: string,
  rev: number,
  shapes: PlanShapes = ofCaptures,
): J | null {
  try {
    return readRecord<J>(json, rev, shapes);
  } catch (error) {
    if (error instanceof UnreadableRecord) return null;
    throw error;
  }
}

/** The whole of a stored record in JSON, as the version that wrote it made it; a newer one, and one from before records were packed, as it is. */
export function plainRecord(json: string): string {
  const raw = rawOf(json);
  if (typeof raw.packed !== 'string' || schemaOf(raw) > currentSchema) return json;
  try {
    return unpack(raw.packed);
  } catch {
    throw unreadable('what is packed in it cannot be unpacked');
  }
}

/** In the first version a plan could come from before there were copies and readiness checks: it was for the VM itself, unchecked. */
function toSecond(record: Raw): Raw {
  const { plan } = record;
  return isObject(plan) ? { ...record, plan: { clone: null, checks: 'off', ...plan } } : record;
}

function rawOf(json: string): Raw {
  try {
    const raw: unknown = JSON.parse(json);
    if (isObject(raw)) return raw;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw unreadable('it is no object in JSON');
}

function schemaOf({ schema }: Raw): number {
  if (Number.isSafeInteger(schema)) return Number(schema);
  throw unreadable('it does not say which version it is');
}

const unreadable = (why: string): UnreadableRecord => new UnreadableRecord(`A stored capture cannot be read: ${why}.`);

const isObject = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a record is none without; the rest is read part by part. */
const recordSchema = z.looseObject({
  id: z.string(),
  createdAt: z.string(),
  requester: personSchema.loose(),
  place: placeSchema.loose(),
  status: z.looseObject({}),
});
