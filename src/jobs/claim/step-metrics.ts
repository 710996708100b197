import { meters } from '../../metrics.ts';
import type { Job, StepRecord } from '../record/record.ts';

/** Counts what a saved tick has come to: the steps that ended with it, and a stumble. */
export function countMoves(before: Job, after: Job): void {
  for (const step of after.steps) {
    const was = before.steps.find(({ name }) => name === step.name);
    if (was && was.state !== step.state) countEnd(step);
  }
  if (after.stumbles > before.stumbles) meters.stumbles.inc({ step: stepInHand(after) });
}

function countEnd({ name, state, startedAt, endedAt }: StepRecord): void {
  if ((state !== 'done' && state !== 'failed') || !startedAt || !endedAt) return;
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  meters.steps.observe({ step: name, outcome: state }, Math.max(0, seconds));
}

const stepInHand = ({ status, steps }: Job): string =>
  (status.is === 'running' && steps.find(({ state }) => state !== 'done')?.name) || 'planning';
