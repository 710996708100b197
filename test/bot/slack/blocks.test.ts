import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkMessageBlocks } from '../../../sandbox/slack/limits/check.ts';
import type { Note, NotePart, Span } from '../../../src/bot/chat.ts';
import { toSlack } from '../../../src/bot/slack/blocks.ts';
import { rita } from '../../support/captures.ts';

const note = (...parts: NotePart[]): Note => ({ text: 'a note', parts });
const shown = (value: Note) => JSON.stringify(toSlack(value));
const text = (...spans: Span[]): NotePart => ({ is: 'text', spans });

describe('a note in Block Kit', () => {
  test('is plain text where it has no formatting', () => {
    expect(toSlack(note(text('a <b> & *c*'))).blocks).toEqual([
      { type: 'section', text: { type: 'plain_text', text: 'a &lt;b&gt; &amp; *c*', emoji: false } },
    ]);
  });

  test('keeps the line breaks of a text, formatted or not', () => {
    expect(toSlack(note(text('one: 5 s\ntwo: 7 s'), text({ bold: 'three' }, '\nfour'))).blocks).toMatchObject([
      { text: { type: 'plain_text', text: 'one: 5 s\ntwo: 7 s' } },
      { text: { type: 'mrkdwn', text: '*three*\nfour' } },
    ]);
  });

  test('mentions a person and shows a time in the reader’s own zone', () => {
    const json = shown(note(text({ person: rita }, ' until ', { time: '2026-05-01T10:00:00Z' })));
    expect(json).toContain('<@U0RITA> until <!date^1777629600^{date_short_pretty} {time}|2026-05-01 10:00 UTC>');
  });

  test('keeps buttons with their dialog', () => {
    const confirm = { title: 'Sure?', text: 'Really?', yes: 'Yes', no: 'No' };
    const button = { action: 'confirm', value: 'x', label: 'Go', tone: 'danger', confirm } as const;
    expect(toSlack(note({ is: 'buttons', buttons: [button] })).blocks[0]).toMatchObject({
      type: 'actions',
      elements: [{ action_id: 'confirm', value: 'x', style: 'danger', confirm: { title: { text: 'Sure?' } } }],
    });
  });

  test('links only to the web, and a label cannot end its link', () => {
    expect(shown(note(text({ link: 'a|b>c', url: 'https://x.example/?a=1&b=<2>|3' })))).toContain(
      '<https://x.example/?a=1&amp;b=%3C2%3E%7C3|a¦b&gt;c>',
    );
    expect(shown(note(text({ link: 'click', url: 'javascript:alert(1)' }, { bold: '!' })))).not.toContain('javascript');
  });

  test('a command cannot end its block, however many signs it has for that', () => {
    for (const count of [3, 4, 6, 7])
      expect(shown(note({ is: 'command', text: `${'`'.repeat(count)}<!channel>` })).split('```')).toHaveLength(3);
  });

  test('leaves buttons in when the words are far too many', () => {
    const button = { action: 'start', value: 'x', label: 'Go', tone: 'primary' } as const;
    const many = Array.from({ length: 80 }, () => text({ bold: 'x' }, ' & '.repeat(2000)));
    const { blocks } = toSlack(note(...many, { is: 'buttons', buttons: [button] }));
    expect(() => checkMessageBlocks(blocks)).not.toThrow();
    expect(blocks.at(-1)).toMatchObject({ type: 'actions' });
  });
});

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '<!channel>',
    '<@U123>',
    '<https://evil.example|bank>',
    '&amp;',
    '*b*',
    '_i_',
    '`',
    '```',
    '> quote',
    ':bomb:',
    '',
  ),
  fc.string({ minLength: 3000, maxLength: 4000 }),
  fc.constantFrom('&'.repeat(5000), '\u{1f600}'.repeat(3000), '\n'.repeat(100)),
);
const spans: fc.Arbitrary<Span> = fc.oneof(
  words,
  words.map(bold => ({ bold })),
  words.map(code => ({ code })),
  words.map(name => ({ person: { ...rita, id: name, name } })),
  words.map(time => ({ time })),
  fc.record({
    link: words,
    url: fc.oneof(
      words,
      words.map(path => `https://x.example/${path}`),
    ),
  }),
);
const someSpans = fc.array(spans, { maxLength: 6 });
const parts: fc.Arbitrary<NotePart> = fc.oneof(
  words.map(text => ({ is: 'heading', text }) as const),
  someSpans.map(spans => ({ is: 'text', spans }) as const),
  someSpans.map(spans => ({ is: 'small', spans }) as const),
  fc
    .array(fc.record({ name: words, spans: someSpans }), { maxLength: 12 })
    .map(rows => ({ is: 'facts', rows }) as const),
  fc
    .array(
      fc.record({
        state: fc.constantFrom('todo', 'doing', 'done', 'failed'),
        title: words,
        says: words,
        irreversible: fc.boolean(),
      }),
      { maxLength: 20 },
    )
    .map(items => ({ is: 'checklist', items }) as const),
  fc
    .array(fc.record({ label: words, percent: fc.integer({ min: -5, max: 150 }), says: words }), { maxLength: 20 })
    .map(bars => ({ is: 'bars', bars }) as const),
  words.map(text => ({ is: 'command', text }) as const),
  fc
    .array(
      fc.record({
        action: fc.constantFrom('retry', 'abandon'),
        value: fc.constant('web-01-k3f9'),
        label: words,
        tone: fc.constantFrom('plain', 'primary', 'danger'),
        confirm: fc.record({ title: words, text: words, yes: words, no: words }),
      }),
      { maxLength: 30 },
    )
    .map(buttons => ({ is: 'buttons', buttons }) as const),
  fc.constant({ is: 'divider' } as const),
);
const notes = fc.record({ text: words, parts: fc.array(parts, { maxLength: 12 }) });

test('whatever is said, Slack takes it and nothing of it is markup, a mention or a stray link', () => {
  fc.assert(
    fc.property(notes, said => {
      const { blocks, text } = toSlack(said);
      checkMessageBlocks(blocks);
      expect(text.length).toBeGreaterThan(0);
      expect(text).not.toMatch(/[<>]/);
      for (const found of JSON.stringify(blocks).matchAll(/<(.)/g)) expect(['!', 'h', '@']).toContain(found[1]);
      expect(JSON.stringify(blocks)).not.toMatch(/<!(?!date\^)|<@(?![UW][A-Z0-9]+>)|<h(?!ttps?:)/);
    }),
    { numRuns: 400, endOnFailure: true },
  );
});
