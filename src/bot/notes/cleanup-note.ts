import type { Sweep } from '../../jobs/housekeeping/sweep.ts';
import type { Job } from '../../jobs/record/record.ts';
import type { Button, Note, NotePart, Span } from '../chat.ts';
import { clock, code, heading, note, text } from './elements.ts';
import { dailyCost } from './estimate-facts.ts';
import { problemInWords } from './words/en/reasons/reasons.ts';

/** What is there of a capture that is over; `isClearing`: it is being deleted at this moment. */
export interface LeftBehind {
  readonly capture: Job;
  /** What it is about, by its short name. */
  readonly subject: string;
  readonly ids: readonly string[];
  readonly isClearing: boolean;
}

/** A capture that has failed, and keeps its copy until then. */
export interface Kept {
  readonly id: string;
  readonly until: string;
}

/** What came of one capture when all was to be deleted. */
export type Cleaned = { readonly id: string; readonly count: number } | { readonly id: string; readonly no: string };

type Line<T> = (row: T) => readonly Span[];

type Shown = LeftBehind & { readonly link: string | null; readonly may: boolean };

/** With what stands around them, as many as any message has room for. */
const most = { left: 20, kept: 5, foreign: 10, unseen: 5 } as const;

/** What captures left behind, what is nobody's, and what could not be looked at; `print` is which list it is, `moved` that another one was shown before. */
export function cleanupNote(
  sweep: Sweep,
  left: readonly Shown[],
  { print, moved, kept = [] }: { print: string; moved: boolean; kept?: readonly Kept[] },
): Note {
  const rows = left.flatMap(one => one.ids.map(id => ({ ...one, id })));
  const count = rows.filter(({ isClearing }) => !isClearing).length;
  const said = count === 0 ? 'No capture has left anything in Azure' : `${things(count)} of captures that are over`;
  return note(
    `${said}, as of ${clock(sweep.at)}${sweep.unseen.length > 0 ? '; not everything could be looked at' : ''}`,
    heading(
      count === 0
        ? kept.length > 0
          ? 'Nothing is left of captures that are over'
          : 'Nothing is left'
        : 'Left in Azure by captures that are over',
    ),
    ...(moved ? [text('This has changed since you saw it, so I have deleted nothing: look it over again.')] : []),
    text(
      'This is what I saw ',
      { time: sweep.at },
      '. Asking has me look anew: ask again in a moment to see what is there then.',
    ),
    ...listed(rows, most.left, leftLine),
    ...keptParts(kept),
    ...section('Not mine to touch: no record names it', sweep.foreign, most.foreign, ({ id, captureId }) => [
      code(id),
      captureId === null ? ', with no name of a capture' : ', tagged with the capture ',
      ...(captureId === null ? [] : [code(captureId.slice(0, 80))]),
    ]),
    ...section('Could not be looked at', sweep.unseen, most.unseen, ({ subscriptionId, reason, why }) => [
      'The subscription ',
      code(subscriptionId),
      `: ${why ? problemInWords(why).slice(0, 300) : reason}`,
    ]),
    { is: 'buttons', buttons: [...deleteButton(left, print), lookAgain] },
  );
}

/** A copy that may still be retried is no leftover, but it is there and costs money. */
function keptParts(kept: readonly Kept[]): readonly NotePart[] {
  if (kept.length === 0) return [];
  const title =
    kept.length === 1 ? '1 failed capture keeps its copy' : `${kept.length} failed captures keep their copies`;
  return [
    ...section(title, kept, most.kept, ({ id, until }) => [code(id), ', until ', { time: until }]),
    text('To have one deleted now: ', code(`/capture-image abandon ${kept[0]?.id}`), '.'),
  ];
}

/** No worker has looked, or none has for long. */
export function nothingSeenNote(at: string | null): Note {
  const said =
    at === null
      ? 'No worker has looked yet at what captures left behind.'
      : 'My last look at what captures left behind is too old to go by.';
  return note(
    said,
    text(said, ...(at === null ? [] : [' It was ', { time: at }, '.'])),
    text('I have asked for a new one: look again in a moment. If it stays so, no worker runs: tell my operator.'),
    { is: 'buttons', buttons: [lookAgain] },
  );
}

/** What is deleted now, and what is not and why: some chats show a press its text alone. */
export function cleanedNote(outcomes: readonly Cleaned[]): Note {
  const begun = outcomes.flatMap(one => ('count' in one ? [one] : []));
  const refused = outcomes.flatMap(one => ('no' in one ? [one] : []));
  const count = begun.reduce((sum, one) => sum + one.count, 0);
  const said =
    count === 0 ? 'I delete nothing.' : `I delete ${things(count)}; the threads of their captures tell how it goes.`;
  return note(
    [said, ...refused.map(({ id, no }) => `${id}: ${no}`)].join(' '),
    text(said),
    ...listed(refused, most.left, ({ id, no }) => ['Not ', code(id), `: ${no}`]),
  );
}

function leftLine({ capture, subject, id, link, isClearing }: Shown & { readonly id: string }): readonly Span[] {
  const cost = dailyCost(capture.plan, id);
  const size = capture.ledger?.find(one => one.id === id)?.sizeGb;
  const facts = [size ? `${size} GiB` : '', cost, isClearing ? 'being deleted' : ''].filter(Boolean).join(', ');
  return [
    code(id),
    ` of ${subject}, `,
    link ? { link: capture.id, url: link } : code(capture.id),
    facts ? ` (${facts})` : '',
  ];
}

function section<T>(title: string, rows: readonly T[], count: number, line: Line<T>): readonly NotePart[] {
  return rows.length === 0 ? [] : [text({ bold: title }), ...listed(rows, count, line)];
}

function listed<T>(rows: readonly T[], count: number, line: Line<T>): readonly NotePart[] {
  const shown = rows.slice(0, count).map(row => text('• ', ...line(row)));
  return rows.length > count ? [...shown, text(`and ${rows.length - count} more.`)] : shown;
}

/** For whoever may have at least one of them deleted. */
function deleteButton(left: readonly Shown[], print: string): readonly Button[] {
  const mine = left.filter(({ may, isClearing }) => may && !isClearing);
  const count = mine.reduce((sum, { ids }) => sum + ids.length, 0);
  if (count === 0) return [];
  return [
    {
      action: 'cleanup-all',
      value: print,
      label: 'Delete it all',
      tone: 'danger',
      confirm: {
        title: 'Delete what is left?',
        text: `${things(count)} that captures made for their copies. I look once more at the tag of each before I delete it.`,
        yes: 'Delete',
        no: 'Keep it',
      },
    },
  ];
}

const lookAgain: Button = { action: 'cleanup', value: 'look', label: 'Look again', tone: 'plain' };

const things = (count: number): string => (count === 1 ? '1 resource' : `${count} resources`);
