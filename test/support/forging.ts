import { acts } from '../../src/jobs/procedures/capture/procedure.ts';
import { stepsOf } from '../../src/jobs/procedures/procedure.ts';
import { drawClone } from '../../src/jobs/record/clone-plan.ts';
import type { Plan } from '../../src/jobs/record/plan.ts';
import { withPlanHash } from '../../src/jobs/record/plan-hash.ts';
import type { Capture, StepRecord } from '../../src/jobs/record/record.ts';
import { walkSettings } from './walk.ts';

/** A capture that runs, on a decision of its requester on whatever its plan is by now. */
export const running = (capture: Capture): Capture => ({
  ...capture,
  status: { is: 'running' },
  cancel: null,
  decision: { by: capture.requester, at: capture.createdAt, planHash: capture.plan?.hash ?? '' },
  steps: capture.steps.map(({ phase: _phase, ...step }) =>
    step.state === 'failed' ? { ...step, state: 'todo', attempt: 2 } : step,
  ),
});

/** Another plan with all that belongs to it: its hash, its steps, and the copy drawn anew where `redrawn` says so. */
export function withPlan(capture: Capture, change: (plan: Plan) => object, { redrawn = false } = {}): Capture {
  if (!capture.plan) throw new Error('There is no plan to change.');
  const { hash: _hash, ...plan } = { ...capture.plan, ...change(capture.plan) };
  const clone =
    redrawn && plan.clone
      ? drawClone(capture.id, { vm: plan.vm, request: capture.request, settings: walkSettings() })
      : plan.clone;
  const drawn = withPlanHash({ ...plan, clone });
  const steps = stepsOf({ acts }, drawn).map(step => ({
    ...step,
    ...capture.steps.find(({ name }) => name === step.name),
    attempt: 2,
  }));
  return { ...capture, plan: drawn, steps };
}

/** The same with every step as somebody says it is; what they say nothing of is still to be done. */
export const withSteps = (capture: Capture, said: Readonly<Record<string, Partial<StepRecord>>>): Capture => ({
  ...running(capture),
  steps: stepsOf({ acts }, capture.plan as Plan).map(step => ({ ...step, attempt: 2, ...said[step.name] })),
});

const asked = { state: 'doing', phase: 'asked', askedAt: '2026-11-30T00:00:00.000Z' } as const;

/** As if its first step had been asked for, so that it is not planned anew. */
export const begunAt = (capture: Capture, name = capture.steps[0]?.name ?? ''): Capture => {
  const names = capture.steps.map(step => step.name);
  const done = names.slice(0, names.indexOf(name)).map(one => [one, { state: 'done' }] as const);
  return withSteps(capture, { ...Object.fromEntries(done), [name]: asked });
};
