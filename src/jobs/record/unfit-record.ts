import type { Failure } from './refusal.ts';

const words: Readonly<Record<string, string>> = {
  as: 'the names of its requester',
  decision: 'the decision',
  queued: 'the place in line',
  needs: 'the approvals that it needs',
  glass: 'the emergency approvals',
  cancel: 'the cancellation',
  status: 'the state',
  notices: 'the messages',
  mirrors: 'the other places',
  stumbles: 'the last failure',
  readiness: 'the readiness check',
  stumble: 'the last failure',
  stumbling: 'the last failure',
};

/** Under which name such a failure stands, where a step's is. */
export const unfitStep = 'reading the record';

/** Why a capture is not gone on with of whose record some parts have no shape that I know. */
export function unfitFailure(unfit: Readonly<Record<string, unknown>>): Failure {
  const parts = [...new Set(Object.keys(unfit).map(name => words[name] ?? `the ${name}`))];
  const named = new Intl.ListFormat('en', { type: 'conjunction' }).format(parts);
  return {
    code: 'record-unfit',
    reason: `I cannot read ${named} in the record of this capture, so I do nothing with it.`,
    remedy: 'Press Abandon and ask for a new capture. Have my operator look who can write to Redis.',
  };
}
