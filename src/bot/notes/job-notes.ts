import type { Capture, Job, JobPlan, Notice } from '../../jobs/record/record.ts';
import type { Request } from '../../jobs/request/request.ts';
import type { Note } from '../chat.ts';
import type { NoteContext } from './elements.ts';
import type { StepTitles } from './words/en/steps.ts';

/** How people ask for a job of a procedure: the first word of the command, and how the rest is read. */
export interface JobCommand {
  readonly verb: string;
  read(rest: string): { readonly request: Request } | { readonly problems: readonly string[] };
}

/** How a procedure is told: what its jobs are called, the card of one, and its notices. */
export interface JobNotes<P extends JobPlan = JobPlan> {
  /** The name of the procedure in records. */
  readonly procedure: string;
  /** Left out for the one whose jobs are asked for without a word of their own. */
  readonly command?: JobCommand;
  /** What a job is about, by its short name: `web-01`. */
  subject(job: Capture<P>): string;
  title(job: Capture<P>): string;
  /** What its acts are called. */
  readonly titles: StepTitles<P>;
  /** The message that a job is seen by: posted once, edited as it goes, and in the end its summary. */
  card(job: Capture<P>, context: NoteContext): Note;
  /** What a person must notice, as a new message in the thread. */
  notice(job: Capture<P>, notice: Notice, context: NoteContext): Note;
  /** Asked before a cancellation after the point of no return counts. */
  cancelAnyway(job: Capture<P>): Note;
  /** Until when a failed job keeps what it made, for a Retry; left out where it keeps nothing. */
  keptUntil?(job: Capture<P>, keepFailedHours: number): string | null;
}

/** How each procedure is told, by the name in a record. */
export interface NotesOfJobs {
  of(job: Pick<Job, 'procedure'>): JobNotes;
  /** The procedure that a command asks for, by its first word; null for any other word. */
  asked(text: string): { readonly notes: JobNotes; readonly command: JobCommand; readonly rest: string } | null;
}

/** A record without a procedure is of the first. */
export function notesOfJobs(all: readonly [JobNotes, ...JobNotes[]]): NotesOfJobs {
  const byName = new Map(all.map(one => [one.procedure, one]));
  return {
    of({ procedure = all[0].procedure }) {
      const notes = byName.get(procedure);
      if (!notes) throw new Error(`This version of the code does not know how to tell of ${procedure}.`);
      return notes;
    },
    asked(text) {
      const [, word = '', rest = ''] = /^\s*(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
      const notes = all.find(({ command }) => command?.verb === word.toLowerCase());
      return notes?.command ? { notes, command: notes.command, rest } : null;
    },
  };
}
