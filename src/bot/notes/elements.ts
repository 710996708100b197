import { type VersionRef, versionId } from '../../azure/names.ts';
import type { ApprovalRequirement } from '../../jobs/policy/policy.ts';
import { type Capture, type Job, type StepRecord, wasBegun } from '../../jobs/record/record.ts';
import { isInVain } from '../../jobs/record/refusal.ts';
import type { Button, ChecklistItem, Mention, Note, NotePart, Span } from '../chat.ts';
import { howSourceIs, owedStart } from './source-state.ts';
import { progressInWords } from './words/en/progress.ts';
import { type StepTitles, stepTitle } from './words/en/steps.ts';

/** What the notes link to, and whom they call: the portal, the threads of other captures by their id, and those who must approve. */
export interface NoteContext {
  readonly now: Date;
  readonly portalUrl: string;
  readonly links: ReadonlyMap<string, string>;
  readonly approvers: readonly Mention[];
  /** How long a failed capture keeps its copy, where that is known. */
  readonly keepFailedHours?: number;
}

/** A value of Azure's or of a person's: shown as it is, never as markup. */
export const code = (value: string): Span => ({ code: value });

export const text = (...spans: readonly Span[]): NotePart => ({ is: 'text', spans });
export const small = (...spans: readonly Span[]): NotePart => ({ is: 'small', spans });
export const heading = (words: string): NotePart => ({ is: 'heading', text: words });
export const fact = (name: string, ...spans: readonly Span[]) => ({ name, spans });
export const note = (words: string, ...parts: readonly NotePart[]): Note => ({ text: words, parts });

/** The VM of a capture by its short name, before and after it was found. */
export const vmName = ({ plan, request }: Capture): string =>
  plan?.vm.name ?? request.vm.split('/').at(-1) ?? request.vm;

/** What a capture is to become, as far as it is known: `golden/web 1.0.2`. */
export function targetName({ plan, request }: Capture): string {
  if (plan) return `${plan.target.gallery}/${plan.target.definition} ${plan.target.version}`;
  const image = [request.gallery, request.definition].filter(Boolean).join('/');
  return [image, request.version].filter(Boolean).join(' ');
}

export function titleOf(capture: Capture): string {
  const target = targetName(capture);
  return `${capture.request.planOnly ? 'Plan for' : 'Capture'} ${vmName(capture)}${target ? ` → ${target}` : ''}`;
}

/** A stretch of time in words: "45 s", "2 min 10 s", "1 h 5 min". */
export function took(fromIso: string, toIso: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(toIso) - Date.parse(fromIso)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return seconds % 60 > 0 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
}

/** A time of day for where a chat platform cannot show the reader's own: always in UTC, and says so. */
export const clock = (iso: string): string => `${iso.slice(11, 16)} UTC`;

export function portalLink(portalUrl: string, tenantId: string, version: VersionRef): Span {
  return {
    link: 'Open it in the portal',
    url: `${portalUrl.replace(/\/+$/, '')}/#@${tenantId}/resource${versionId(version)}`,
  };
}

/** What a step is called in the thread; its name, where the record has no such step. */
export const titleAt = (job: Job, name: string): string =>
  stepTitle(job, job.steps.find(step => step.name === name) ?? { name });

export const currentStep = ({ steps }: Job): StepRecord | undefined =>
  steps.find(step => step.state === 'doing' || step.state === 'failed') ?? steps.find(step => step.state === 'todo');

/** Who must approve: “2 of platform-owners”. */
export const whomOf = (needs: readonly ApprovalRequirement[]): string =>
  needs.map(({ count, whom }) => `${count} of ${whom}`).join(' and ');

/** The steps as a checklist, with when each began and how long it took; last what is cleared away after them, where `clears` says what that is. */
export function checklist(job: Job, clears: string | null, titles?: StepTitles): NotePart[] {
  if (job.steps.length === 0) return [];
  const last = clears === null ? [] : [clearing(job, clears)];
  return [
    { is: 'checklist', items: [...job.steps.map(step => checklistItem(stepTitle(job, step, titles), step)), ...last] },
  ];
}

/** What a capture clears away after it. */
export const clearsCopy = ({ plan }: Capture): string | null =>
  plan?.clone ? 'Delete the copy and all that was made for it' : null;

/** The steps as they were planned, none of them with a state: for a message that is not kept up with them. */
export const outline = (capture: Capture): NotePart[] =>
  checklist(
    {
      ...capture,
      steps: capture.steps.map(({ name, title, irreversible }) => ({
        name,
        ...(title === undefined ? {} : { title }),
        irreversible,
        state: 'todo',
        attempt: 1,
      })),
      ledger: [],
    },
    clearsCopy(capture),
  );

function clearing({ ledger: all = [], status }: Job, title: string): ChecklistItem {
  const ledger = all.filter(({ kind }) => kind !== 'source-power');
  const [closed, left] = (['closed', 'left'] as const).map(is => ledger.filter(({ state }) => state === is).length);
  const over = !['planning', 'waiting', 'running', 'failed'].includes(status.is);
  const item = { title, irreversible: false } as const;
  if (!over || ledger.length === 0) return { ...item, state: 'todo', says: '' };
  if (left) return { ...item, state: 'failed', says: `${left} of ${ledger.length} could not be deleted` };
  return closed === ledger.length
    ? { ...item, state: 'done', says: '' }
    : { ...item, state: 'doing', says: `${closed} of ${ledger.length} done` };
}

function checklistItem(
  title: string,
  { state, irreversible, startedAt, endedAt, says, attempt }: StepRecord,
): ChecklistItem {
  const words = [
    startedAt && state !== 'todo' ? `since ${clock(startedAt)}` : '',
    state === 'doing' && says ? progressInWords(says) : '',
    attempt > 1 && state !== 'todo' ? `attempt ${attempt}` : '',
  ];
  if (startedAt && endedAt && state === 'done') words[0] = `${clock(startedAt)}, took ${took(startedAt, endedAt)}`;
  return { state, title, says: words.filter(Boolean).join(' · '), irreversible };
}

/** A bar for each region that the new version is copied to. */
export function bars({ steps }: Job): NotePart[] {
  const copying = steps.filter(step => step.progress && step.progress.length > 0).at(-1);
  if (!copying?.progress || copying.state === 'todo') return [];
  return [
    {
      is: 'bars',
      bars: copying.progress.map(({ region, percent, state, details }) => ({
        label: region,
        percent: Math.max(0, Math.min(100, Math.round(percent))),
        says: details ? `${state}: ${details}` : state,
      })),
    },
  ];
}

export const cancelButton = (capture: Job): Button => ({
  action: 'cancel',
  value: capture.id,
  label: 'Cancel',
  tone: 'plain',
});

/** Whoever may ask for a VM may ask for it again. */
export const repeatButton = (capture: Job): Button => ({
  action: 'repeat',
  value: capture.id,
  label: 'Repeat',
  tone: 'plain',
});

/** Retry and Abandon; `abandoning` says what the second does. */
export const failedButtons = (job: Job, abandoning: string): NotePart => ({
  is: 'buttons',
  buttons: inOrder(
    job,
    { action: 'retry', value: job.id, label: 'Retry', tone: 'primary' },
    {
      action: 'abandon',
      value: job.id,
      label: 'Abandon',
      tone: 'danger',
      confirm: {
        title: 'Abandon this capture?',
        text: abandoning,
        yes: 'Abandon',
        no: 'Keep it',
      },
    },
  ),
});

/** What leads on comes first. */
const inOrder = ({ status }: Job, retry: Button, abandon: Button): readonly Button[] =>
  status.is === 'failed' && isInVain(status.failure) ? [abandon, { ...retry, tone: 'plain' }] : [retry, abandon];

/** Until when a failed capture keeps its copy; null where it has none. */
export function copyKeptUntil({ plan, status, ledger = [] }: Capture, keepFailedHours: number): string | null {
  const isThere = ledger.some(({ kind, state }) => kind !== 'source-power' && state !== 'closed');
  if (status.is !== 'failed' || !plan?.clone || !isThere) return null;
  return new Date(Date.parse(status.at) + keepFailedHours * 3_600_000).toISOString();
}

/** What it means to abandon a capture. */
export function whatAbandonDoes(capture: Capture): string {
  const name = vmName(capture).slice(0, 80);
  if (capture.plan?.clone && owedStart(capture))
    return `I delete the copy and what I made for it. I stopped ${name}: look whether it runs again. It cannot be retried afterwards.`;
  return capture.plan?.clone
    ? `I delete the copy and what I made for it; ${name} itself stays as it is. It cannot be retried afterwards.`
    : `I let go of ${name} and leave in Azure what is there. It cannot be retried afterwards.`;
}

/** What the irreversible steps that were begun mean for the VM; null while none was. */
export function whatIsLost(capture: Capture): string | null {
  const begun = capture.steps.filter(wasBegun);
  if (begun.length === 0) return null;
  const name = vmName(capture);
  return `The point of no return is behind us: ${name} has been, or is being, stripped of its identity for the image (${begun
    .map(step => stepTitle(capture, step))
    .join('; ')}). Do not start it again: it is no longer the machine it was, and only a backup brings that one back.`;
}

/** What is left in Azure when a capture ends before its end: nothing is ever deleted but what it made for a copy. */
export function whatIsLeft(capture: Capture): string {
  if (capture.plan?.clone) return whatIsLeftOfClone(capture);
  const done = capture.steps.filter(step => step.state === 'done').map(step => stepTitle(capture, step));
  if (done.length === 0) return 'Nothing was changed in Azure.';
  const where = capture.plan ? ` in ${capture.plan.vm.resourceGroup} and ${capture.plan.target.resourceGroup}` : '';
  return `Done and left as it is${where}: ${done.join('; ')}. I delete nothing${capture.plan?.replaces ? ' more' : ''}.`;
}

function whatIsLeftOfClone(capture: Capture): string {
  const { steps, ledger = [] } = capture;
  const kept = ['create-gallery', 'create-definition', 'delete-failed-version', 'create-version', 'grant-publisher'];
  const done = steps
    .filter(({ name, state }) => state === 'done' && kept.includes(name))
    .map(step => stepTitle(capture, step));
  return [
    howSourceIs(capture),
    ...clearedAway(ledger.filter(({ kind }) => kind !== 'source-power')),
    ...(done.length > 0 ? [`Done and left as it is: ${done.join('; ')}.`] : []),
  ].join(' ');
}

/** A message that stays as it is must be true for ever: what is still to come stands where it is edited. */
export const whenDeleted = 'The first message of this capture shows when that is done.';

/** What has become of all that a copy was made of. */
function clearedAway(ledger: NonNullable<Capture['ledger']>): readonly string[] {
  if (ledger.length === 0) return [];
  if (ledger.every(({ state }) => state === 'closed')) return ['What I made to copy it is deleted.'];
  return ledger.some(({ state }) => state === 'open' || state === 'closing')
    ? [`I delete what I made to copy it. ${whenDeleted}`]
    : ['Not all that I made to copy it could be deleted.'];
}
