import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommand, writeCommand } from '../../../src/bot/command/commands.ts';
import { checkLevels, consistencies, modes, requestSchema, storageTypes } from '../../../src/jobs/request/request.ts';
import { processorMs } from '../../support/processor-ms.ts';
import { patience, runs } from '../../support/properties.ts';

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

test('any text becomes a command, never an exception, and a capture is always a valid request', patience, () => {
  fc.assert(
    fc.property(lines, text => {
      const command = parseCommand(text, now);
      if (command.is === 'capture') expect(requestSchema.parse(command.request)).toEqual(command.request);
      if (command.is === 'unclear') expect(command.problems.length).toBeGreaterThan(0);
    }),
    runs('commands'),
  );
});

const names = fc.constantFrom('web-01', 'list', 'rg-web/web-01', 'repeat', 'rg (old)/web_01');
const people = fc.constantFrom('ann@contoso.com', 'Image publishers', 'Doe, John', 'a=b', "O'Hara", 'the "one"', '-');
const requests = fc.record(
  {
    vm: names.map(name => name.replace(' ', '')),
    gallery: fc.constantFrom('golden', 'a.b'),
    definition: fc.constantFrom('web', 'win-2022'),
    version: fc.constantFrom('1.2.0', 'minor', 'date'),
    regions: fc.subarray(['westeurope', 'eastus'], { minLength: 1 }),
    replicas: fc.integer({ min: 1, max: 100 }),
    storage: fc.constantFrom(...storageTypes),
    replication: fc.constantFrom('Full' as const, 'Shallow' as const),
    excludeFromLatest: fc.boolean(),
    endOfLife: fc.constant('2030-12-31'),
    publishers: fc.uniqueArray(people, { minLength: 1 }),
    role: people,
    guest: fc.constantFrom('auto' as const, 'manual' as const),
    mode: fc.constantFrom(...modes),
    consistency: fc.constantFrom(...consistencies),
    checks: fc.constantFrom(...checkLevels),
    queue: fc.boolean(),
    subscription: fc.constant('22222222-2222-2222-2222-222222222222'),
    galleryResourceGroup: fc.constant('rg-images'),
  },
  { requiredKeys: ['vm'] },
);

test('a request is written as the line that asks for it', () => {
  fc.assert(
    fc.property(requests, request => {
      expect(parseCommand(writeCommand(request), now)).toEqual({ is: 'capture', request });
    }),
    { numRuns: 2000 },
  );
});

test('no markup comes through in a request', patience, () => {
  fc.assert(
    fc.property(lines, text => {
      const command = parseCommand(`web-01 ${text}`, now);
      const request = command.is === 'capture' ? command.request : {};
      expect(JSON.stringify(request)).not.toMatch(/[<>]/);
    }),
    runs('commands without markup'),
  );
});

test('a long line is read in a moment', () => {
  const ms = processorMs(() => {
    for (const scrap of ['a', 'a ', '"', 'a=', 'a,', '= ', ', ', 'a=b, '])
      parseCommand(scrap.repeat(3000 / scrap.length), now);
  });
  expect(ms).toBeLessThan(2000);
});
