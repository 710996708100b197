import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkMessageBlocks } from '../../../sandbox/slack/limits/check.ts';
import { partsOf } from '../../../sandbox/teams/limits.ts';
import type { Note } from '../../../src/bot/chat.ts';
import { parseCommand } from '../../../src/bot/command/commands.ts';
import { answers, toldInPrivate } from '../../../src/bot/notes/answers.ts';
import { captureNote } from '../../../src/bot/notes/capture-note.ts';
import { titleOf, vmName } from '../../../src/bot/notes/elements.ts';
import { historyNote } from '../../../src/bot/notes/history-note.ts';
import { noticeNote } from '../../../src/bot/notes/notice-note.ts';
import { captureTitles } from '../../../src/bot/notes/words/en/steps.ts';
import { toSlack } from '../../../src/bot/slack/blocks.ts';
import { toCard } from '../../../src/bot/teams/card.ts';
import { actions } from '../../../src/jobs/policy/policy.ts';
import type { Capture, Notice, Status } from '../../../src/jobs/record/record.ts';
import { aPlan, aWaitingCapture, images, noon, rita } from '../../support/captures.ts';
import { hostile, patience, runs } from '../../support/properties.ts';

const at = noon.toISOString();
const links = new Map([['other-1', 'https://x.example/1']]);

/** Everything that the bot says of a capture and to a person, with a word in each place that somebody has typed or named. */
function notesWith(word: string): readonly Note[] {
  const by = { ...rita, name: word };
  const approvers = [
    { is: 'person', id: 'olga', name: word },
    { is: 'group', id: 'owners', name: word },
  ] as const;
  const context = { now: noon, portalUrl: 'https://portal.azure.com', links, approvers };
  const failure = { code: word, reason: word, remedy: word, requestId: word };
  const plan = aPlan({
    warnings: [word],
    subscriptionName: word,
    guest: { by: 'person', because: word, command: word },
  });
  const steps = [
    { name: 'deallocate-vm', title: word, irreversible: false, state: 'doing', attempt: 1, says: word },
  ] as const;
  const refusals = [{ code: 'x', reason: word, remedy: word, captureId: 'other-1' }];
  const change = {
    requester: by,
    plan,
    steps,
    stumble: word,
    mirrors: [{ place: images, name: word, since: 0 }],
  } as const;
  const capture = (status: Status): Capture =>
    aWaitingCapture({
      ...change,
      id: 'web-01-abc',
      request: { vm: word, gallery: word, definition: word, role: word },
      status,
    });
  const statuses: readonly Status[] = [
    { is: 'planning' },
    { is: 'waiting', for: 'confirm', until: at },
    { is: 'waiting', for: 'guest', until: at },
    { is: 'running' },
    { is: 'failed', failure, step: 'deallocate-vm', at },
    { is: 'refused', refusals, at },
    { is: 'cancelled', by, at },
    { is: 'succeeded', at },
  ];
  const notices: readonly Notice[] = [
    { kind: 'question', planHash: plan.hash, moved: [word], at },
    { kind: 'guest', command: word, because: word, at },
    { kind: 'refused', refusals, at },
    { kind: 'failed', failure, step: 'deallocate-vm', at },
    { kind: 'mirror-lost', name: word, code: word, at },
    { kind: 'queued', behind: 'other-1', place: 1, at },
    { kind: 'glass-broken', by, reason: word, at },
    { kind: 'unlocked', by, reason: word, at },
    { kind: 'cancelled', by, at },
    { kind: 'approved', by, have: 1, of: 2, at },
  ];
  const waiting = capture({ is: 'waiting', for: 'confirm', until: at });
  const unplanned = { ...waiting, plan: null };
  return [
    ...statuses.map(status => captureNote(capture(status), context)),
    ...statuses.map(status => captureNote({ ...capture(status), plan: null, steps: [] }, context)),
    ...notices.map(notice => noticeNote(waiting, notice, context)),
    answers.accepted(unplanned, vmName(unplanned)),
    answers.repeatBy('web-01'),
    answers.formFailed(),
    answers.help(null),
    answers.help([...actions]),
    answers.refused({ code: 'x', reason: word }),
    answers.unknown(word),
    answers.delegated(word, at),
    answers.mirrored(waiting, word),
    answers.list([
      { job: unplanned, title: titleOf(unplanned), subject: vmName(unplanned), titles: captureTitles, link: null },
    ]),
    answers.unclear([word, word]),
    toldInPrivate(captureNote(waiting, context), word),
    historyNote([{ event: 'command', at, by, vm: word, details: word }], { vm: word, count: 1 }),
  ];
}

/** Every text of a message, whatever it is for. */
const textsOf = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Object.values(Object(value)).flatMap(textsOf);

/** What turns a line around, hides or ends it. */
const controls = /(?![\n\r\t])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/u;
const expectNoControls = (message: unknown) => {
  expect(textsOf(message).filter(text => controls.test(text))).toEqual([]);
};

const link = /<(https?:\/\/[^|>]+)\|/g;

/** What is markup in a message of Slack: mentions, links, dates; and signs that would begin a format. */
function markupOfSlack(note: Note): string {
  const { blocks, text } = toSlack(note);
  checkMessageBlocks(blocks);
  expectNoControls({ blocks, text });
  expect(text).not.toMatch(/[<>]/);
  const json = JSON.stringify(blocks, (key, value) => (key === 'value' || key === 'action_id' ? undefined : value));
  const texts = [...json.matchAll(/"type":"mrkdwn","text":"((?:[^"\\]|\\.)*)"/g)].map(([, found = '']) =>
    JSON.parse(`"${found}"`),
  );
  const special = texts.flatMap(said => [
    ...said.matchAll(/<(?:[@#!][^>]*|https?:[^|>]*)/g),
    ...said
      .replaceAll(link, '')
      .replace(
        /```[\s\S]*?```|(?<![\p{L}\p{N}\u200b])`[^`\n]*`(?![\p{L}\p{N}\u200b])|(?<=^|\s)\*[^*\n]+\*(?=\s|$)/gmu,
        '',
      )
      .matchAll(/(?<![\p{L}\p{N}])[*_~`](?![\s\u200b]|$)/gu),
  ]);
  return special
    .map(([found]) => found)
    .toSorted()
    .join('\n');
}

/** The only markup in a card of Teams: links, and the text blocks that call somebody; all else is runs, which have none. */
function markupOfTeams(note: Note) {
  const card = toCard(note);
  expectNoControls(card);
  const json = JSON.stringify(card);
  const calls = partsOf(card).filter(({ type }) => type === 'TextBlock');
  for (const { text } of calls)
    expect(text).toMatch(/^<at>[\p{L}\p{N} .'’-]+…?<\/at>( <at>[\p{L}\p{N} .'’-]+…?<\/at>)*$/u);
  expect(json).not.toContain('{{');
  expect(json).not.toMatch(/(?<![\w./-])\/capture-image(?![\w.-])/);
  expect(partsOf(card).some(({ type }) => type === 'FactSet' || type === 'Image')).toBe(false);
  return { urls: [...json.matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url), calls: calls.length };
}

/** Whoever has no name that can be called is not called. */
function expectNoMore(drawn: readonly ReturnType<typeof markupOfTeams>[]): void {
  for (const [index, { urls, calls }] of drawn.entries()) {
    expect(urls).toEqual(expected.teams[index]?.urls);
    expect(calls).toBeLessThanOrEqual(expected.teams[index]?.calls ?? 0);
  }
}

const plain = notesWith('harmless');
const expected = { slack: plain.map(markupOfSlack), teams: plain.map(markupOfTeams) };

test(
  'whatever people type or are called, nothing of it becomes markup, a mention or a link in Slack or Teams',
  patience,
  () => {
    fc.assert(
      fc.property(hostile, word => {
        const drawn = notesWith(word);
        expect(drawn.map(markupOfSlack)).toEqual(expected.slack);
        expectNoMore(drawn.map(markupOfTeams));
        const command = parseCommand(`web-01 ${word}`, noon);
        if (command.is !== 'unclear') return;
        const note = answers.unclear(command.problems);
        expect(markupOfSlack(note)).toBe('');
        expect(markupOfTeams(note)).toEqual({ urls: [], calls: 0 });
      }),
      runs('markup'),
    );
  },
);
