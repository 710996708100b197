import { readFindings } from '../../../../azure/guest/readiness.ts';
import { checksTimeoutSeconds, linuxChecks, windowsChecks } from '../../../../azure/guest/scripts.ts';
import { type Plan, subjectOf } from '../../../record/plan.ts';
import { progress } from '../../../record/progress.ts';
import { countFindings, judgeReadiness, mustFix, type Readiness } from '../../../record/readiness.ts';
import type { Failure } from '../../../record/refusal.ts';
import type { Observation } from '../../step.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';
import { ofPlan, stepReason } from '../step-reasons.ts';
import { startedFirst } from './clone-power.ts';
import { domainControllerFailure } from './domain-controller.ts';

/** Looks whether the guest may become an image, right before it is changed for good; changes nothing itself. */
export const checkGuest: CaptureAct = {
  kind: 'act',
  name: 'check-guest',
  typicalMinutes: [1, 3],
  readsVm: true,
  applies: ({ checks, guest }) => guest.by === 'run-command' && checks !== 'off',
  deadlineMs: settings => settings.timeouts.checkMinutes * 60_000,
  pollIntervalMs: settings => settings.pace.vmSeconds * 1000,
  observe: async context => {
    if (!context.step.phase) return 'todo';
    const run = await context.azure.findGuestRun(subjectOf(context.plan), runName(context));
    if (!run) return 'todo';
    if (run.state === 'pending') return { busy: progress('check-brought-in', {}) };
    return run.state === 'running' ? { busy: progress('check-running', {}) } : conclude(context, run.output);
  },
  async start(context) {
    const first = await startedFirst(context);
    if (first) return first;
    const vm = subjectOf(context.plan);
    const script = context.plan.vm.osType === 'Windows' ? windowsChecks() : linuxChecks();
    return context.azure.startGuestRun(vm, {
      name: runName(context),
      location: vm.location,
      script,
      timeoutSeconds: checksTimeoutSeconds,
      tags: context.settings.tags,
    });
  },
  whenLate: context => conclude(context, ''),
  whenRefused: (context, failure) => (context.plan.checks === 'strict' ? null : conclude(context, '', failure)),
};

const runName = ({ captureId, step }: CaptureContext): string => `capture-${captureId}-${step.attempt}-check`;

function conclude({ plan, step }: CaptureContext, output: string, unmade?: Failure): Observation {
  const judged = judgeReadiness({ attempt: step.attempt, reading: readFindings(output), vm: plan.vm });
  const found = unmade === undefined ? judged : { ...judged, unmade };
  const refused = domainController(plan, found) ?? (plan.checks === 'strict' ? refusal(plan, found) : null);
  return { found, leadsTo: refused ?? 'done' };
}

/** A domain controller is never generalized, however strict the checks are: sysprep would destroy it, and an image of its copy would hand out the whole directory. */
function domainController(plan: Plan, { findings }: Readiness): { readonly failed: Failure } | null {
  const found = findings.find(({ code, level }) => code === 'domain-controller' && level === 'must');
  return found ? { failed: domainControllerFailure(plan, found.detail) } : null;
}

/** Why a strict check lets nothing go on; null when it does. */
function refusal(plan: Plan, found: Readiness): { readonly failed: Failure } | null {
  const must = mustFix(found);
  if (must.length > 0) {
    const first = must.slice(0, 5);
    const facts = {
      ...ofPlan(plan),
      count: countFindings(found).must,
      rules: first.map(({ code }) => code),
      details: first.map(({ detail }) => detail),
    };
    return { failed: stepReason('not-ready', facts) };
  }
  return found.complete ? null : { failed: stepReason('readiness-unread', ofPlan(plan)) };
}
