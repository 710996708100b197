import { ArmError } from './arm-error.ts';
import type { Json, JsonObject } from './json.ts';
import type { Answer, Call } from './routes.ts';

const longestPage = 1000;

/** A list as Resource Manager answers one: a page at a time, each with the address of the next. */
export function paged(call: Call, rows: readonly Json[]): Answer {
  const asked = Number(call.query('$top') || longestPage);
  const length = Number.isInteger(asked) && asked > 0 ? Math.min(asked, longestPage) : longestPage;
  const from = startOf(call.query('$skiptoken'));
  const rest = rows.length > from + length ? { nextLink: addressOf(call, from + length) } : {};
  const body: JsonObject = { value: rows.slice(from, from + length), ...rest };
  return { status: 200, body };
}

function startOf(token: string): number {
  if (token === '') return 0;
  const [, from] = /^from:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (from !== undefined) return Number(from);
  throw new ArmError(400, 'InvalidSkipToken', 'The provided skip token is invalid.', { from: 'gateway' });
}

function addressOf(call: Call, from: number): string {
  const next = new URL(call.target, call.origin);
  next.searchParams.set('$skiptoken', Buffer.from(`from:${from}`).toString('base64url'));
  return next.href;
}
