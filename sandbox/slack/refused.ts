import type { Json } from './model.ts';

/** Slack's "no": `ok: false` with an error code, and whatever that code brings with it. */
export class Refused extends Error {
  readonly code: string;
  readonly details: Json;

  constructor(code: string, details: Json = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** A refusal that says which fields are wrong, the way Slack words it. */
export function refusedFields(code: string, problems: readonly string[]): Refused {
  return new Refused(code, {
    errors: problems,
    response_metadata: { messages: problems.map(problem => `[ERROR] ${problem}`) },
  });
}
