import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommand, readReply } from '../../src/bot/commands.ts';
import { requestSchema } from '../../src/jobs/request.ts';

const now = new Date('2026-05-01T10:00:00Z');
const scraps = fc.constantFrom(
  ...[
    'web-01',
    ' ',
    '=',
    ',',
    '"',
    "'",
    '<mailto:a@b|a@b>',
    '<!channel>',
    '&lt;',
    'gallery',
    'regions',
    'version=',
    '1.0.0',
  ],
  ...[
    '\u201c',
    '\u2013',
    '\u00a0',
    '<@U1>',
    '`',
    '*',
    '/',
    'status',
    'list',
    '\u{1f600}',
    '\ud800',
    '__proto__',
    'constructor=',
  ],
);
const lines = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(scraps, { maxLength: 25 }).map(parts => parts.join('')),
);

test('any text becomes a command, never an exception, and a capture is always a valid request', () => {
  fc.assert(
    fc.property(lines, text => {
      const command = parseCommand(text, now);
      if (command.is === 'capture') expect(requestSchema.parse(command.request)).toEqual(command.request);
      if (command.is === 'unclear') expect(command.problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});

test('no markup comes through in a request', () => {
  fc.assert(
    fc.property(lines, text => {
      const command = parseCommand(`web-01 ${text}`, now);
      const request = command.is === 'capture' ? command.request : {};
      expect(JSON.stringify(request)).not.toMatch(/[<>]/);
    }),
    { numRuns: 2000 },
  );
});

test('only y, yes, n and no are a yes or a no', () => {
  fc.assert(
    fc.property(lines, text => {
      const reply = readReply(text);
      if (reply.is === 'yes' || reply.is === 'no') expect(text.replace(/[^a-z]/gi, '')).toMatch(/^(y|yes|n|no)$/i);
    }),
    { numRuns: 2000 },
  );
});

test('a long line is read in a moment', () => {
  const started = performance.now();
  for (const scrap of ['a', 'a ', '"', 'a=', 'a,', '= ', ', ', 'a=b, '])
    parseCommand(scrap.repeat(3000 / scrap.length), now);
  expect(performance.now() - started).toBeLessThan(2000);
});
