import type { Action } from '../../jobs/policy/policy.ts';
import type { Job } from '../../jobs/record/record.ts';
import type { Note, NotePart, Span } from '../chat.ts';
import { helpLines } from '../command/commands.ts';
import { plain, statusLine } from './capture-note.ts';
import { code, fact, heading, note, small, text } from './elements.ts';
import { reasonInWords } from './words/en/reasons/reasons.ts';
import type { StepTitles } from './words/en/steps.ts';

/** A job in a list. */
interface Listed {
  readonly job: Job;
  readonly title: string;
  readonly titles: StepTitles;
  readonly subject: string;
  readonly link: string | null;
}

/** What is answered at once, for the asker's eyes only. */
export const answers = {
  accepted: ({ id, request }: Job, subject: string): Note =>
    sentence(
      `I have it: ${subject} is capture `,
      code(id),
      request.planOnly
        ? '. The plan comes in a moment; it changes nothing.'
        : '. The plan comes in a moment; nothing happens before you confirm it.',
    ),

  already: ({ id }: Job, subject: string, link: string | null): Note =>
    sentence(`I have that already: ${subject} is capture `, code(id), ...see(link)),

  unclear: (problems: readonly string[]): Note =>
    note(
      problems.join(' '),
      text(
        problems.length === 1
          ? 'I have not started anything:'
          : `I have not started anything, for ${problems.length} reasons:`,
      ),
      ...problems.map(problem => text('• ', problem)),
      text('help shows all that I understand.'),
    ),

  /** Only what somebody may do; null is everything. */
  help: (may: readonly Action[] | null): Note => {
    const verbs = helpLines.verbs.filter(({ takes, ruled }) =>
      may === null ? !ruled : !takes || takes.some(one => may.includes(one)),
    );
    const words = verbs.map(({ usage }) => usage.split(' ')[0]).filter(word => word !== '<vm>');
    const mayAsk = may === null || may.includes('plan');
    return note(
      `What I understand: ${[...(mayAsk ? ['a VM to capture'] : []), ...words].join(', ')}`,
      heading('Capture a VM as an image version'),
      text(mayAsk ? 'Without anything behind the command I open a form. Otherwise:' : 'What you may write:'),
      { is: 'facts', rows: verbs.map(({ usage, says }) => ({ name: usage, spans: [says] })) },
      ...(mayAsk ? keyLines : []),
    );
  },

  list: (captures: readonly Listed[]): Note => {
    if (captures.length === 0) return sentence('There is no capture yet.');
    return note(
      captures.length === 1 ? 'The one capture there is' : `The newest ${captures.length} captures`,
      heading('The newest captures'),
      ...captures.map(({ job, title, titles, subject, link }) =>
        text(
          code(job.id),
          ` ${title}: ${plain(statusLine(job, subject, titles))}`,
          ...(link ? [' ', { link: 'Thread', url: link }] : []),
        ),
      ),
    );
  },

  /** The templates, each with what it stands for. */
  templates: (templates: readonly { readonly name: string; readonly line: string }[]): Note => {
    if (templates.length === 0) return sentence('My configuration has no template.');
    return note(
      `The templates: ${templates.map(({ name }) => name).join(', ')}`,
      heading('The templates'),
      { is: 'facts', rows: templates.map(({ name, line }) => fact(name, code(line))) },
      text('Write ', code(`template ${templates[0]?.name}`), '; what you write behind the name goes over it.'),
    );
  },

  /** A capture as it stands, with the way to its thread. */
  withThread: (shown: Note, link: string | null): Note =>
    link ? { ...shown, parts: [...shown.parts, text({ link: 'Go to its thread', url: link })] } : shown,

  unknown: (id: string): Note =>
    sentence(
      'I know no capture ',
      code(id),
      ' that you may see; list shows the newest ones. One that ended long ago may be in the archive: whoever runs me has it.',
    ),
  unseen: (): Note =>
    sentence('I know no capture here that you may see or decide on. whoami shows what you may do, and by which rule.'),
  newer: (): Note =>
    sentence(
      'A newer version of me has that in hand, and I have not been replaced by it yet. I have changed nothing: ask again in a minute.',
    ),
  noneOfYours: (): Note => sentence('You have not asked for a capture yet; list shows those of all.'),
  /** The way to ask for the same again where no form can be opened. */
  repeatBy: (line: string): Note =>
    note(
      `To ask for the same again, type: /capture-image ${line}`,
      text('I cannot open the form from here. To ask for the same again, type:'),
      { is: 'command', text: `/capture-image ${line}` },
    ),
  refused: (why: Parameters<typeof reasonInWords>[0]): Note => sentence(reasonInWords(why).reason),
  taken: (action: keyof typeof actionsDone, { id }: Job): Note =>
    sentence(`${actionsDone[action]}: `, code(id), '. Its thread has the rest.'),
  mirrored: ({ id }: Job, name: string): Note => sentence(code(id), ' is shown in ', code(name), ' too, in a moment.'),
  delegated: (to: string, until: string): Note =>
    sentence('Until ', { time: until }, ' ', code(to), ' approves for you. delegate off ends it.'),
  delegateOff: (): Note => sentence('Nobody approves for you any more.'),
  noDelegate: (): Note => sentence('Nobody approves for you: there is nothing to end.'),
  moving: (): Note =>
    sentence('The capture is moving so fast that your answer did not get in: look at the thread, then try again.'),
  inThread: (): Note => sentence('Answer in the thread of the capture, under my question.'),

  identityUnavailable: (): Note =>
    sentence('I cannot find out who you are at the moment, so I have done nothing. Try again in a minute.'),
  recordUnreachable: (): Note =>
    sentence(
      'I cannot reach my record (Redis), so I have not started anything. Try again in a minute; if it stays so, tell my operator.',
    ),
  recordUnsure: (): Note =>
    sentence(
      'My record (Redis) does not answer, so I do not know whether this was taken down. Look at list before you ask again.',
    ),
  recordFull: (): Note =>
    sentence(
      'My record (Redis) is full, so I could not take all of this down. Look at list, and try again in a minute; if it stays so, tell my operator.',
    ),
  failed: (): Note =>
    sentence('Something went wrong inside me, and the log has the details. Look at list before you ask again.'),
  stillWorking: (): Note => sentence('Still working on it; the answer follows.'),
  formFailed: (): Note =>
    sentence(
      'The form did not open in time. Try again, or ask in one line: ',
      code('/capture-image web-01 gallery=golden definition=web'),
    ),
} as const;

const keyLines: readonly NotePart[] = [
  text('Keys of a capture; those left out come from my configuration:'),
  { is: 'facts', rows: helpLines.keys.map(({ usage, says }) => ({ name: usage, spans: [says] })) },
];

const actionsDone = {
  confirm: 'Confirmed',
  'guest-done': 'Noted that the guest step is done',
  cancel: 'Told it to stop',
  retry: 'It goes on from the step that failed',
  abandon: 'Given up',
  'break-glass': 'It goes on without approval, and everybody who could have given it is told',
  review: 'The review is closed',
  clean: 'I try again to delete what is left',
  unlock: 'Ended, and its lock taken away',
} as const;

/** Why a capture is told in private: put in front of its first message there. */
export function toldInPrivate(root: Note, reason: string): Note {
  const why = privateReasons[reason] ?? `I cannot write in the channel where you asked (${reason}).`;
  return { text: `${root.text} (${why})`, parts: [text(`${why} So I tell you here.`), ...root.parts] };
}

/** How a capture stands, in the place of a message that can be edited no more. */
export const insteadOf = (state: Note): Note => ({
  ...state,
  parts: [small('I cannot change my earlier message any more. This one takes its place.'), ...state.parts],
});

/** For a thread that says more than is so. */
export const setBackNote = (job: Job, { subject, titles }: { subject: string; titles: StepTitles }): Note =>
  sentence(
    `My record of ${subject} has lost its last moment: what was said here shortly before this may not hold. `,
    `Where it stands: ${plain(statusLine(job, subject, titles))}`,
  );

const invite = 'I am not in the channel where you asked: invite me with /invite @capture-image there.';
const privateReasons: Readonly<Record<string, string>> = {
  not_in_channel: invite,
  channel_not_found: invite,
  is_archived: 'The channel where you asked is archived.',
  restricted_action: 'The channel where you asked does not let me write.',
};

/** For a thread whose capture Redis came back without. */
export const goneNote = ({ vm, isBegun }: { readonly vm: string; readonly isBegun: boolean }): Note =>
  sentence(
    `My record of ${vm} is lost: Redis came back without it, and nothing goes on here. `,
    ...(isBegun
      ? [
          `What the message of this thread shows is the last I knew. Look at ${vm} in Azure, and at what `,
          code('cleanup'),
          ' lists, before you ask for it again.',
        ]
      : ['As far as I know nothing was changed in Azure: please ask for it again.']),
  );

const see = (link: string | null): readonly Span[] => (link ? ['. ', { link: 'Its thread', url: link }] : ['.']);

const sentence = (...spans: readonly Span[]): Note => note(plain(spans), text(...spans));
