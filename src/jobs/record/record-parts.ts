import { z } from 'zod';
import { personSchema, placeSchema, requestSchema } from '../request/request.ts';
import { planShape } from './plan-shape.ts';
import type { Capture, Notice, Status } from './record.ts';
import { codedShape, failureShape, noticeShape, statusShape } from './told-shape.ts';
import { unfitFailure, unfitStep } from './unfit-record.ts';

type Raw = Readonly<Record<string, unknown>>;

const { array, boolean, enum: oneOf, looseObject: object, number, string } = z;
const person = personSchema.loose();
/** A count of something that happened. */
const whole = z.int().min(0).max(1_000_000);

const step = object({
  name: string(),
  title: string().exactOptional(),
  irreversible: boolean(),
  state: oneOf(['todo', 'doing', 'done', 'failed']),
  phase: oneOf(['intent', 'asked']).exactOptional(),
  attempt: number(),
  startedAt: string().exactOptional(),
  askedAt: string().exactOptional(),
  endedAt: string().exactOptional(),
  says: z.union([codedShape, string()]).exactOptional(),
  seen: string().exactOptional(),
  progress: array(
    object({ region: string(), state: string(), percent: number(), details: string().exactOptional() }),
  ).exactOptional(),
  stays: array(object({ code: string(), detail: string() })).exactOptional(),
  awayMs: number().exactOptional(),
});

// What has a default was not yet asked for when the first policies were written.
const need = object({
  rule: string(),
  count: number(),
  of: array(string()).nullable(),
  whom: string(),
  self: boolean().default(false),
  breakGlass: boolean().default(false),
  delegate: boolean().default(false),
  hours: number(),
  remindHours: number(),
});

const approval = object({
  as: array(string()),
  for: object({ by: person, as: array(string()) }).exactOptional(),
  by: person,
  at: string(),
  planHash: string(),
});

const glass = object({
  by: person,
  at: string(),
  reason: string(),
  planHash: string(),
  review: object({ by: person, at: string() }).nullable(),
});

const kinds = [
  'source-power',
  'group',
  'snapshot',
  'restore-point-collection',
  'restore-point',
  'disk',
  'security-group',
  'network',
  'nic',
  'vm',
] as const;

/** Why something is left or was not done; a sentence in older records. */
const problem = z.union([failureShape, string()]);

const entry = object({
  kind: oneOf(kinds),
  id: string(),
  sizeGb: number().nullable(),
  state: oneOf(['open', 'closing', 'closed', 'left']),
  tries: whole,
  since: string().exactOptional(),
  problem: problem.exactOptional(),
});

const finding = object({ code: string(), level: oneOf(['must', 'should', 'fine']), detail: string() });

const readiness = object({
  attempt: number(),
  findings: array(finding),
  must: number().exactOptional(),
  should: number().exactOptional(),
  fine: number(),
  leftOut: number(),
  complete: boolean(),
  unmade: problem.exactOptional(),
});

/** The shape of every part that can be missing from a record without the record being none. */
const parts = object({
  as: array(string()).exactOptional(),
  request: requestSchema.loose(),
  plan: planShape.nullable(),
  decision: object({ by: person, at: string(), planHash: string() }).nullable(),
  queued: object({ behind: string(), place: number(), since: string() }).exactOptional(),
  needs: array(need).exactOptional(),
  approvals: array(approval).exactOptional(),
  glass: array(glass).exactOptional(),
  cancel: object({ by: person, at: string() }).nullable(),
  steps: array(step),
  ledger: array(entry).exactOptional(),
  readiness: readiness.exactOptional(),
  seal: object({
    mac: string(),
    steps: string(),
    as: array(string()).exactOptional(),
    final: array(string()).exactOptional(),
  }).exactOptional(),
  status: statusShape,
  mirrors: array(object({ place: placeSchema.loose(), name: string(), since: number() })).exactOptional(),
  notices: array(noticeShape),
  stumbles: whole,
  stumble: problem.exactOptional(),
  stumbling: object({ since: string(), away: boolean() }).exactOptional(),
});

type Part = keyof typeof parts.shape;

/** Parts of that shape are those of a capture: what its type asks for and the shape leaves out does not compile. */
parts satisfies z.ZodType<Pick<Capture, Part>>;

/**
 * A record without the parts that have no shape that anybody here knows; those are kept under `unfit`, as they were found. What of a ledger
 * can be read stays on it, since it is to be cleared away.
 */
export function fitParts(record: Raw, plan: z.ZodType = planShape): Raw {
  const fit: Record<string, unknown> = { ...record };
  const unfit: Record<string, unknown> = isObject(record.unfit) ? { ...record.unfit } : {};
  const problems = parts.extend({ plan: plan.nullable() }).safeParse(record).error?.issues ?? [];
  for (const name of new Set(problems.map(({ path }) => path[0] as Part))) {
    unfit[name] = record[name] ?? null;
    const instead = insteadOf(name, record);
    if (instead === undefined) delete fit[name];
    else fit[name] = instead;
  }
  delete fit.unfit;
  return Object.keys(unfit).length > 0 ? { ...fit, unfit } : fit;
}

function insteadOf(name: Part, record: Raw): unknown {
  const { [name]: found, createdAt: at } = record;
  switch (name) {
    case 'plan':
    case 'decision':
    case 'cancel':
      return null;
    case 'steps':
      return [];
    case 'stumbles':
      return 0;
    case 'status':
      return {
        is: 'failed',
        failure: unfitFailure({ status: found }),
        step: unfitStep,
        at: String(at),
      } satisfies Status;
    case 'request':
      return { vm: nameIn(found) };
    case 'ledger':
      return Array.isArray(found) ? found.filter(one => entry.safeParse(one).success) : [];
    case 'notices':
      // Each keeps its place: chats know by it how far they have told.
      return Array.isArray(found)
        ? found.map(one =>
            noticeShape.safeParse(one).success ? one : ({ kind: 'unfit', at: String(at) } satisfies Notice),
          )
        : [];
    default:
      return undefined;
  }
}

/** The VM that a request of no known shape is about, as far as it says. */
function nameIn(request: unknown): string {
  const name = isObject(request) ? requestSchema.shape.vm.safeParse(request.vm) : null;
  return name?.success ? name.data : 'a VM without a name';
}

const isObject = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);
