import { findRule, readFindings } from '../../../../azure/guest/readiness.ts';
import { checksTimeoutSeconds, linuxChecks, windowsChecks } from '../../../../azure/guest/scripts.ts';
import { type Plan, subjectName, subjectOf } from '../../../record/plan.ts';
import { countFindings, judgeReadiness, mustFix, type Readiness } from '../../../record/readiness.ts';
import type { Failure } from '../../../record/refusal.ts';
import type { Observation } from '../../step.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';
import { startedFirst } from './clone-power.ts';
import { domainControllerFailure } from './domain-controller.ts';

/** Looks whether the guest may become an image, right before it is changed for good; changes nothing itself. */
export const checkGuest: CaptureAct = {
  kind: 'act',
  name: 'check-guest',
  typicalMinutes: [1, 3],
  readsVm: true,
  title: plan => `Check ${subjectName(plan)} for what certification would refuse`,
  applies: ({ checks, guest }) => guest.by === 'run-command' && checks !== 'off',
  deadlineMs: settings => settings.timeouts.checkMinutes * 60_000,
  pollIntervalMs: settings => settings.pace.vmSeconds * 1000,
  observe: async context => {
    if (!context.step.phase) return 'todo';
    const run = await context.azure.findGuestRun(subjectOf(context.plan), runName(context));
    if (!run) return 'todo';
    if (run.state === 'pending') return { busy: 'Run Command is bringing the check in' };
    return run.state === 'running' ? { busy: 'the check is running' } : conclude(context, run.output);
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
  whenRefused: (context, { reason }) => (context.plan.checks === 'strict' ? null : conclude(context, '', reason)),
};

const runName = ({ captureId, step }: CaptureContext): string => `capture-${captureId}-${step.attempt}-check`;

function conclude({ plan, step }: CaptureContext, output: string, unmade?: string): Observation {
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
    const named = must.slice(0, 5).map(({ code, detail }) => `${findRule(code)?.title ?? code} (${detail})`);
    const { must: count } = countFindings(found);
    const rest = count > 5 ? `; and ${count - 5} more` : '';
    return {
      failed: {
        code: 'not-ready',
        reason: `The readiness check found ${count} to be fixed first: ${named.join('; ')}${rest}. Nothing was changed in ${plan.vm.name}.`,
        remedy: `The message before this one says what mends each. ${wayOn(plan)}`,
      },
    };
  }
  if (found.complete) return null;
  return {
    failed: {
      code: 'readiness-unread',
      reason: `The readiness check in ${subjectName(plan)} did not answer in full, and checks=strict lets nothing go on without it.`,
      remedy: 'Press Retry to have it run again, or ask for a capture with checks=warn.',
    },
  };
}

const wayOn = ({ clone, vm }: Plan): string =>
  clone
    ? `The copy has what ${vm.name} had when it was taken: mend it in ${vm.name}, abandon this capture, and ask again.`
    : `Mend it in ${vm.name}, then press Retry; or ask for a capture with checks=warn.`;
