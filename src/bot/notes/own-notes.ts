import type { Plan } from '../../jobs/record/plan.ts';
import { cancelAnyway, captureNote } from './capture-note.ts';
import { copyKeptUntil, titleOf, vmName } from './elements.ts';
import { type JobNotes, notesOfJobs } from './job-notes.ts';
import { noticeNote } from './notice-note.ts';
import { captureTitles } from './words/en/steps.ts';

/** How a capture is told. */
export const captureNotes: JobNotes<Plan> = {
  procedure: 'capture',
  subject: vmName,
  title: titleOf,
  titles: captureTitles,
  card: captureNote,
  notice: noticeNote,
  cancelAnyway,
  keptUntil: copyKeptUntil,
};

/** How all that this installation can do is told. */
export const ownNotes = notesOfJobs([captureNotes]);
