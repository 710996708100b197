import type { GuestRun } from '../../../../azure/azure.ts';
import {
  linuxDeprovision,
  linuxReadLog,
  staysOf,
  tailOf,
  windowsReadLog,
  windowsSysprep,
} from '../../../../azure/guest/scripts.ts';
import { type Plan, subjectOf } from '../../../record/plan.ts';
import { progress } from '../../../record/progress.ts';
import { failed, type Observation } from '../../step.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';
import { ofPlan, stepReason } from '../step-reasons.ts';
import { isOff, startedFirst } from './clone-power.ts';
import { explainSysprep, sysprepFailure } from './sysprep-failure.ts';

const minute = 60_000;

/** How many characters of what a script says are shown. */
const mostOfLog = 1200;

/** Seconds that the detached deprovision waits, so that Run Command's own answer gets out first. */
const delaySeconds = 45;

/** Seconds that the script stays to tell of a deprovision that gives up. */
const watchSeconds = 240;

/**
 * What both systems share: Azure's Run Command only brings the script in. The proof that the guest is generalized is that it
 * powered itself off (`PowerState/stopped`); Run Command's own success says nothing.
 */
const guestAct = {
  kind: 'act',
  irreversible: ({ clone }) => clone === null,
  deadlineMs: settings => settings.timeouts.guestMinutes * minute,
  pollIntervalMs: settings => settings.pace.vmSeconds * 1000,
  observe: lookAtGuest,
  ask: plan => (plan.guest.by === 'person' ? plan.guest : null),
  diagnose: readLog,
} as const satisfies Partial<CaptureAct>;

/** Linux: waagent's deprovision, scheduled apart from the agent, since it stops the very agent that would report on it. */
export const deprovisionGuest: CaptureAct = {
  ...guestAct,
  name: 'deprovision-guest',
  typicalMinutes: [1, 3],
  readsVm: true,
  applies: ({ vm, guest }) => vm.osType === 'Linux' && guest.by !== 'nobody',
  start: context =>
    runCommand(context, {
      script: linuxDeprovision({ captureId: runId(context), delaySeconds, watchSeconds }),
      timeoutSeconds: watchSeconds + 120,
    }),
};

/** Windows: sysprep, which ends with the VM shut down. */
export const sysprepGuest: CaptureAct = {
  ...guestAct,
  name: 'sysprep-guest',
  typicalMinutes: [4, 10],
  readsVm: true,
  applies: ({ vm, guest }) => vm.osType === 'Windows' && guest.by !== 'nobody',
  explain: explainSysprep,
  start: context => {
    const deadlineSeconds = Math.round(context.settings.timeouts.guestMinutes * 60 * 0.75);
    return runCommand(context, {
      script: windowsSysprep({ captureId: runId(context), deadlineSeconds }),
      timeoutSeconds: deadlineSeconds + 60,
    });
  },
};

/** One Run Command resource per capture and attempt: asking for it twice is asking once. */
const runId = ({ captureId, step }: CaptureContext): string => `${captureId}-${step.attempt}`;

const runName = (context: CaptureContext): string => `capture-${runId(context)}`;

async function runCommand(
  context: CaptureContext,
  { script, timeoutSeconds }: { script: string; timeoutSeconds: number },
) {
  const first = await startedFirst(context);
  if (first) return first;
  const vm = subjectOf(context.plan);
  const { tags } = context.settings;
  return context.azure.startGuestRun(vm, {
    name: runName(context),
    location: vm.location,
    script,
    timeoutSeconds,
    tags,
  });
}

async function lookAtGuest(context: CaptureContext): Promise<Observation> {
  const { plan, step, azure } = context;
  const vm = subjectOf(plan);
  const status = await azure.findVmStatus(vm);
  if (!status) return failed(stepReason('subject-gone', ofPlan(plan), 'vm-gone'));
  const byPerson = plan.guest.by === 'person';
  const off = plan.clone !== null && isOff(status.power);
  if (!step.phase) return off && (await wasBegun(context)) ? offAfterAll(plan) : 'todo';
  // Nothing has been run in the copy yet: it is started again.
  if (off && !(await azure.findGuestRun(vm, runName(context)))) return 'todo';
  switch (status.power) {
    case 'stopped':
      return byPerson ? 'done' : judgeStopped(context, await azure.findGuestRun(vm, runName(context)));
    case 'stopping':
      return { busy: progress('shutting-down', {}) };
    case 'deallocating':
    case 'deallocated':
      return byPerson && plan.vm.power === 'deallocated' ? 'done' : deallocatedUnseen(context);
    default:
      if (byPerson) return { busy: progress('power-off-awaited', ofPlan(plan)) };
      return step.seen === scheduled.seen
        ? judgeScheduled(context)
        : judgeRun(context, await azure.findGuestRun(vm, runName(context)));
  }
}

/**
 * As long as the script stays to tell that the deprovision gave up, it is asked now and then: of one VM Azure lets few reads through.
 * Of one that went well only the VM's power tells.
 */
async function judgeScheduled(context: CaptureContext): Promise<Observation> {
  const { now = new Date(), step, plan, azure, settings } = context;
  const elapsedMs = now.getTime() - Date.parse(step.askedAt ?? now.toISOString());
  const paceMs = settings.pace.vmSeconds * 1000;
  const isTurn = elapsedMs % (4 * paceMs) < paceMs;
  if (elapsedMs > (watchSeconds + 180) * 1000 || !isTurn) return scheduled;
  const run = await azure.findGuestRun(subjectOf(plan), runName(context));
  return run ? judgeRun(context, run) : scheduled;
}

/** It went down: by itself, unless the script never came in, or refused and somebody else stopped the VM then. */
function judgeStopped(context: CaptureContext, run: GuestRun | null): Observation {
  if (!run) return stoppedBySomebody(context);
  const look = judgeRun(context, run);
  if (typeof look === 'object' && 'failed' in look) return look;
  // What it said goes on the record before it is over.
  return look === 'todo' || typeof look === 'string' || !('stays' in look) || context.step.stays ? 'done' : look;
}

/** The work is scheduled: the VM's power tells that it went well, the script that it gave up. */
const scheduled = { busy: progress('deprovisioning', {}), seen: 'scheduled' } as const;

function judgeRun({ plan, step }: CaptureContext, run: GuestRun | null): Observation {
  if (!run) return 'todo';
  const { rc, text } = tailOf(run.output);
  const said = text.split('\n').at(-1)?.slice(0, 300);
  // A script on Linux that has said 0 is ended by the power-off itself, whatever the agent makes of that.
  const wentWrong =
    (rc !== null && rc !== 0) ||
    ((rc === null || plan.vm.osType === 'Windows') && run.state === 'failed' && !!run.exitCode);
  if (wentWrong && plan.vm.osType === 'Windows')
    return { failed: sysprepFailure(plan, { rc: rc ?? run.exitCode, text, attempt: step.attempt }) };
  if (wentWrong)
    return {
      failed: {
        ...stepReason(
          'deprovision-failed',
          { ...ofPlan(plan), exitCode: rc ?? run.exitCode ?? undefined, says: said ?? '' },
          'guest-refused',
        ),
        ...(plan.clone ? { inVain: true } : {}),
        ...(said === text ? {} : { log: text.slice(-mostOfLog) }),
      },
    };
  if (plan.vm.osType === 'Linux' && (rc === 0 || run.state === 'succeeded')) {
    const stays = staysOf(run.output);
    return stays.length > 0 ? { ...scheduled, stays } : scheduled;
  }
  if (run.state === 'pending') return { busy: progress('script-brought-in', {}) };
  return { busy: progress(plan.vm.osType === 'Windows' ? 'sysprep-running' : 'deprovision-scheduled', {}) };
}

const stoppedBySomebody = ({ plan }: CaptureContext): Observation =>
  failed(stepReason('stopped-unprepared', ofPlan(plan)));

const deallocatedUnseen = ({ plan }: CaptureContext): Observation =>
  failed(stepReason('deallocated-unseen', { ...ofPlan(plan), osType: plan.vm.osType }));

/** An earlier attempt began in the copy, and nobody can look any more how far it came. */
const offAfterAll = (plan: Plan): Observation =>
  failed(stepReason('copy-unsure', { ...ofPlan(plan), osType: plan.vm.osType }));

/** Whether an earlier attempt at this step has brought its script in. */
async function wasBegun({ captureId, plan, step, azure }: CaptureContext): Promise<boolean> {
  for (let attempt = step.attempt - 1; attempt > 0; attempt -= 1)
    if (await azure.findGuestRun(subjectOf(plan), `capture-${captureId}-${attempt}`)) return true;
  return false;
}

/** The guest's own log, fetched by a read-only script; the empty text when the guest does not answer either. */
async function readLog(context: CaptureContext): Promise<string | null> {
  const { plan, azure } = context;
  if (plan.guest.by === 'person') return '';
  const name = `${runName(context)}-log`;
  const vm = subjectOf(plan);
  const run = await azure.findGuestRun(vm, name);
  if (!run) {
    const captureId = runId(context);
    const script = plan.vm.osType === 'Windows' ? windowsReadLog({ captureId }) : linuxReadLog({ captureId });
    const { tags } = context.settings;
    await azure.startGuestRun(vm, { name, location: vm.location, script, timeoutSeconds: 90, tags });
    return null;
  }
  return run.state === 'pending' || run.state === 'running' ? null : tailOf(run.output).text;
}
