import { captureNote } from '../../src/bot/notes/capture-note.ts';
import type { Capture, Notice } from '../../src/jobs/record/record.ts';
import type { Place } from '../../src/jobs/request/request.ts';
import type { Evidence, Oracle } from '../evidence.ts';
import { type Line, linesOf, readChats, threadOf, wordAskedFor } from '../thread.ts';

/** What must be there of a capture, and what is: by its key in Slack, and in Teams by how it begins. */
interface Told {
  readonly what: string;
  readonly want: number;
  readonly found: readonly Line[];
}

/** What each notice begins with, where no key tells which it is. */
const looks: Readonly<Partial<Record<Notice['kind'], { readonly test: (text: string) => boolean }>>> = {
  question: { test: text => wordAskedFor(text) !== null || text.startsWith('This question is no longer open') },
  guest: /: run the command in the VM/,
  refused: /^I cannot capture /,
  failed: / has failed: /,
  approved: / approved \S+ \(\d of \d\)$/,
  confirmed: /^Confirmed by /,
  retried: /^Retry asked for by /,
  cancelling: /: it stops after the step in hand, as /,
  cancelled: /^Cancelled by /,
  abandoned: /^Abandoned by /,
  cleaning: /^Asked for by .* I try again to /,
  leftovers: / resources? could not be deleted| was not started again/,
  succeeded: / is captured as /,
  queued: / is in another capture’s hand/,
};

/** One place that captures are told in. */
interface Telling {
  readonly capture: Capture;
  readonly place: Place;
  /** The first notice that is told there. */
  readonly since: number;
}

const tellingsOf = (capture: Capture): readonly Telling[] => [
  { capture, place: capture.place, since: 0 },
  ...(capture.mirrors ?? []).map(({ place, since }) => ({ capture, place, since })),
];

function toldInSlack({ capture: { id, notices }, place, since }: Telling, lines: readonly Line[]): readonly Told[] {
  const told = notices.map((_, index) => index).filter(index => index >= since);
  const keys = [`${id}:root:${place.channel}`, ...told.map(index => `${id}:notice-${index}:${place.channel}`)];
  return keys.map(key => ({ what: key, want: 1, found: lines.filter(line => line.key === key) }));
}

/** Where captures share a chat, what is told of all of them is counted together: a sentence there need not name its capture. */
function toldInTeams(tellings: readonly Telling[], lines: readonly Line[]): readonly Told[] {
  const ids = tellings.map(({ capture }) => capture.id).join(', ');
  const due = tellings.flatMap(({ capture: { notices }, since }) => notices.slice(since).map(({ kind }) => kind));
  const kinds = (Object.keys(looks) as Notice['kind'][]).map(kind => ({
    what: `${ids}: ${kind}`,
    want: due.filter(one => one === kind).length,
    found: lines.filter(({ isRoot, text }) => !isRoot && looks[kind]?.test(text)),
  }));
  return [...tellings.map(({ capture: { id } }) => rootIn(id, lines)), ...kinds];
}

const rootIn = (id: string, lines: readonly Line[]): Told => ({
  what: `${id}: its message`,
  want: 1,
  found: lines.filter(line => line.isRoot && line.text.endsWith(`(${id})`)),
});

/** All that must be told, in every place. */
function allTold({ world, records }: Evidence): readonly Told[] {
  const chats = readChats(world);
  const all = records.flatMap(tellingsOf);
  const where = ({ capture, place }: Telling) => threadOf(chats, capture, place);
  const inSlack = all.filter(({ place }) => place.platform === 'slack');
  const inTeams = Map.groupBy(
    all.filter(({ place }) => place.platform === 'teams'),
    where,
  );
  return [
    ...inSlack.flatMap(telling => toldInSlack(telling, chats.slack.get(where(telling)) ?? [])),
    ...[...inTeams].flatMap(([thread, tellings]) => toldInTeams(tellings, chats.teams.get(thread) ?? [])),
  ];
}

const says = ({ what, want, found }: Told): string => `${what} was told ${found.length} times in place of ${want}.`;

/** When a message was posted: Slack's ids are seconds, those of Teams milliseconds. */
const postedAtMs = ({ id }: Line): number => (id.includes('.') ? Number(id) * 1000 : Number(id));

export const chatOracles = {
  /** No message was lost. */
  told: evidence =>
    allTold(evidence)
      .filter(({ want, found }) => found.length < want)
      .map(says),

  /** No message stands there twice; what was told before Redis lost it may be told again. */
  doubled: evidence =>
    allTold(evidence)
      .filter(({ want, found }) => {
        const forgotten = found.filter(line => evidence.losses.some(({ toMs }) => postedAtMs(line) <= toMs));
        return found.length - forgotten.length > want || (forgotten.length === 0 && found.length > want);
      })
      .map(says),

  /** Of a capture that is on record no more the chat says so; a bot that ended has forgotten it too. */
  stray({ world, records, losses, botEnds }) {
    if (losses.length > 0 && botEnds > 0) return [];
    const known = new Set(records.map(({ id }) => id));
    const { slack, teams } = readChats(world);
    return [...slack.values(), ...teams.values()].flatMap(lines =>
      lines.flatMap(({ isRoot, text }) => {
        const [, id = ''] = /\((\S+)\)$/.exec(text) ?? [];
        if (!isRoot || !id || known.has(id) || lines.some(line => line.text.includes(' is lost: '))) return [];
        return [`A message says “${text}”, and there is no such capture.`];
      }),
    );
  },

  /** The message of a capture says in the end what is on record, in each place. */
  final({ world, records }) {
    const chats = readChats(world);
    return records.flatMap(tellingsOf).flatMap(({ capture, place }) => {
      const { text } = captureNote(capture, { now: new Date(), portalUrl: '', links: new Map(), approvers: [] });
      const lines = linesOf(chats, capture, place).filter(line => line.isRoot && line.text.endsWith(`(${capture.id})`));
      const root = lines.at(-1);
      return root && root.text !== text
        ? [`The message of ${capture.id} in ${place.channel} says “${root.text}” in place of “${text}”.`]
        : [];
    });
  },
} as const satisfies Readonly<Record<string, Oracle>>;
