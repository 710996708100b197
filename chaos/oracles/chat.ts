import { captureNote } from '../../src/bot/notes/capture-note.ts';
import type { Capture, Notice } from '../../src/jobs/record.ts';
import type { Evidence, Oracle } from '../oracles.ts';
import { type Line, slackThreads, teamsThreads } from '../thread.ts';

/** What must be there of a capture, and what is: by its key in Slack, and in Teams by how it begins. */
interface Told {
  readonly what: string;
  readonly want: number;
  readonly found: readonly Line[];
}

/** What each notice begins with, where no key tells which it is. */
const looks: Readonly<Partial<Record<Notice['kind'], RegExp>>> = {
  question: /^(Type \S+ in this thread|This question is no longer open)/,
  guest: /: run the command in the VM/,
  refused: /^I cannot capture /,
  failed: / has failed: /,
  confirmed: /^Confirmed by /,
  retried: /^Retry asked for by /,
  cancelling: /: it stops after the step in hand, as /,
  cancelled: /^Cancelled by /,
  abandoned: /^Abandoned by /,
  cleaning: /^Asked for by .* I try again to delete/,
  leftovers: / resources could not be deleted/,
  succeeded: / is captured as /,
  queued: / is in another capture’s hand/,
};

function toldInSlack({ id, place, notices }: Capture, lines: readonly Line[]): readonly Told[] {
  const keys = [`${id}:root:${place.channel}`, ...notices.map((_, index) => `${id}:notice-${index}:${place.channel}`)];
  return keys.map(key => ({ what: key, want: 1, found: lines.filter(line => line.key === key) }));
}

function toldInTeams({ id, notices }: Capture, lines: readonly Line[]): readonly Told[] {
  const kinds = [...new Set(notices.map(({ kind }) => kind))].filter(kind => looks[kind]);
  return [
    { what: `${id}: its message`, want: 1, found: lines.filter(line => line.isRoot && line.text.endsWith(`(${id})`)) },
    ...kinds.map(kind => ({
      what: `${id}: ${kind}`,
      want: notices.filter(notice => notice.kind === kind).length,
      found: lines.filter(({ isRoot, text }) => !isRoot && looks[kind]?.test(text)),
    })),
  ];
}

/** All that must be told, of every capture that has a thread of its own. */
function allTold({ world, records }: Evidence) {
  const [slack, teams] = [slackThreads(world.slack), teamsThreads(world.teams)];
  const threads = Map.groupBy(records, ({ place, id }) => (place.platform === 'slack' ? id : place.channel));
  return records
    .filter(({ place, id }) => threads.get(place.platform === 'slack' ? id : place.channel)?.length === 1)
    .map(capture => {
      const inSlack = capture.place.platform === 'slack';
      const lines = inSlack ? slack.get(capture.id) : teams.get(capture.place.channel.split(';messageid=')[1] ?? '');
      const told = inSlack ? toldInSlack(capture, lines ?? []) : toldInTeams(capture, lines ?? []);
      return { capture, told };
    });
}

/** When a message was posted: Slack's ids are seconds, those of Teams milliseconds. */
const postedAtMs = ({ id }: Line): number => (id.includes('.') ? Number(id) * 1000 : Number(id));

export const chatOracles = {
  /** No message was lost. */
  told: evidence =>
    allTold(evidence).flatMap(({ told }) =>
      told
        .filter(({ want, found }) => found.length < want)
        .map(({ what, want, found }) => `${what} was told ${found.length} times in place of ${want}.`),
    ),

  /** No message stands there twice; what was told before Redis lost it may be told again. */
  doubled: evidence =>
    allTold(evidence).flatMap(({ told }) =>
      told
        .filter(({ want, found }) => {
          const forgotten = found.filter(line => evidence.losses.some(({ toMs }) => postedAtMs(line) <= toMs));
          return found.length - forgotten.length > want || (forgotten.length === 0 && found.length > want);
        })
        .map(({ what, want, found }) => `${what} was told ${found.length} times in place of ${want}.`),
    ),

  /** The message of a capture says in the end what is on record. */
  final: evidence =>
    allTold(evidence).flatMap(({ capture, told }) => {
      const root = told[0]?.found.at(-1);
      const { text } = captureNote(capture, { now: new Date(), portalUrl: '', links: new Map(), approvers: [] });
      return root && root.text !== text
        ? [`The message of ${capture.id} says “${root.text}” in place of “${text}”.`]
        : [];
    }),
} as const satisfies Readonly<Record<string, Oracle>>;
