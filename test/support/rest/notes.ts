import { statusLine } from '../../../src/bot/notes/capture-note.ts';
import { bars, cancelButton, checklist, failedButtons, heading, note, text } from '../../../src/bot/notes/elements.ts';
import { type JobNotes, notesOfJobs } from '../../../src/bot/notes/job-notes.ts';
import { captureNotes } from '../../../src/bot/notes/own-notes.ts';
import { reasonInWords } from '../../../src/bot/notes/words/en/reasons/reasons.ts';
import type { StepTitles } from '../../../src/bot/notes/words/en/steps.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import type { RestPlan } from './procedure.ts';

type Rest = Capture<RestPlan>;

const subject = ({ plan, request }: Rest) => plan?.vm.name ?? request.vm;
const title = (job: Rest) => `Rest for ${subject(job)}`;

const titles: StepTitles<RestPlan> = {
  'build-wall': ({ vm }) => `Build a wall around ${vm.name}`,
  'put-to-rest': ({ vm }) => `Switch ${vm.name} off`,
};

/** How the tiny procedure is asked for and told. */
const restNotes: JobNotes<RestPlan> = {
  procedure: 'rest',
  command: {
    verb: 'rest',
    read: vm =>
      /^\S+\/\S+$/.test(vm.trim()) ? { request: { vm: vm.trim() } } : { problems: ['Write rest group/vm.'] },
  },
  subject,
  title,
  titles,
  card: job =>
    note(
      title(job),
      heading(title(job)),
      text(...statusLine(job, subject(job), titles)),
      ...checklist(job, 'Take the wall away', titles),
      ...bars(job),
      ...(job.status.is === 'failed' ? [failedButtons(job, 'I take the wall away.')] : []),
      ...(job.status.is === 'running' ? [{ is: 'buttons', buttons: [cancelButton(job)] } as const] : []),
    ),
  notice(job, notice) {
    if (notice.kind === 'question')
      return note(`Shall ${subject(job)} rest?`, text(`Shall ${subject(job)} rest? Type Y.`), {
        is: 'buttons',
        buttons: [
          { action: 'confirm', value: `${job.id} ${notice.planHash}`, label: 'Rest', tone: 'primary' },
          cancelButton(job),
        ],
      });
    if (notice.kind === 'failed')
      return note(
        'Failed',
        text(`No rest: ${reasonInWords(notice.failure).reason}`),
        failedButtons(job, 'I take the wall away.'),
      );
    if (notice.kind === 'refused')
      return note(`No rest for ${subject(job)}`, text(...notice.refusals.map(one => reasonInWords(one).reason)));
    return note(`${notice.kind}: ${subject(job)}`, text(`${notice.kind}: ${subject(job)}`));
  },
  cancelAnyway: job => note('Anyway?', text(`${subject(job)}: anyway?`)),
};

export const notesWithRest = notesOfJobs([captureNotes, restNotes]);
