import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readReply } from '../../../src/bot/command/replies.ts';
import { processorMs } from '../../support/processor-ms.ts';
import { patience, runs } from '../../support/properties.ts';

const hidden = fc.constantFrom(
  '\u200b',
  '\u00ad',
  '\ufeff',
  '\u2060',
  '\u202e',
  '\u2066',
  '\ufe0f',
  '\u180e',
  '\u{e0041}',
);
const blanks = fc.constantFrom('', ' ', '\u00a0', '\u3000', '\n', '\t ');
const yes = fc.constantFrom<string>('y', 'Y', 'yes', 'YES', 'Yes', 'Ｙ', 'ｙｅｓ', '𝐲', '𝗬𝗘𝗦', 'Ⓨ');
const dresses = fc.constantFrom(
  '|',
  '*|*',
  '_|_',
  '`|`',
  '"|"',
  '“|”',
  '«|»',
  '(|)',
  '[|]',
  '**|**',
  '<b>|</b>',
  '「|」',
);
const agreeing = fc.constantFrom(
  '',
  ' 👍',
  ' :thumbsup:',
  ' ✅',
  ' :+1::skin-tone-3:',
  ' please',
  ', thanks',
  ' :)',
  ' thank you!',
);
const stops = fc.constantFrom('', '.', '!', '!!');
const put = (dress: string, text: string) => dress.replace('|', () => text);

test('a yes is a yes however it is dressed', patience, () => {
  const dressed = fc
    .tuple(yes, fc.array(dresses, { maxLength: 3 }), agreeing, blanks, blanks, hidden, stops)
    .map(
      ([word, looks, more, before, after, unseen, stop]) =>
        `${before}${unseen}${looks.reduce<string>((text, dress) => put(dress, text), `${word}${stop}`)}${unseen}${more}${after}`,
    );
  fc.assert(
    fc.property(dressed, text => {
      expect(readReply(text)).toEqual({ is: 'yes' });
    }),
    runs('a dressed yes'),
  );
});

/** What takes a yes back, asks, names somebody else, or goes on. */
const other = fc.constantFrom<string>(
  ...[
    'but',
    'not',
    'no',
    'n',
    'wait',
    'if',
    'later',
    'never',
    'why',
    'maybe',
    'unless',
    '?',
    '❌',
    '🤔',
    ':x:',
    ':(',
    '<@U0OLGA>',
  ],
  ...['web-02', 'tomorrow', 'cancel', '~', '&gt;', 'nicht', 'can', 'almost', '1', '/', '#', '@olga', 'yes?', 'y not'],
);

test('a yes with anything else beside it is none, wherever that stands', patience, () => {
  const talk = fc
    .tuple(yes, other, dresses, fc.constantFrom(' ', ', ', '\n'), fc.boolean())
    .map(([word, more, dress, gap, first]) => {
      const parts = first ? [more, word] : [word, more];
      return put(dress, parts.join(gap));
    });
  fc.assert(
    fc.property(talk, text => {
      expect(['yes', 'no']).not.toContain(readReply(text).is);
    }),
    runs('a yes and more'),
  );
});

test('whatever is taken for a yes says nothing but yes and please', patience, () => {
  const scraps = fc.constantFrom(
    ...'y yes n no please but not ? ! . * _ ~ > 👍 ❌ 🤔 :x: :+1: \u200b \u202e web-01 ok'.split(' '),
    ' ',
    ', ',
    '\n',
  );
  const lines = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.array(scraps, { maxLength: 8 }).map(all => all.join('')),
  );
  fc.assert(
    fc.property(lines, text => {
      const reply = readReply(text);
      if (reply.is !== 'yes') return;
      const letters = text
        .normalize('NFKC')
        .replace(/:[+\w]+:|<\/?\w+>/g, '')
        .replace(/[^\p{L}\p{N}?~>]/gu, '');
      expect(letters.toLowerCase()).toMatch(/^(please|thanks)*(y|yes)(please|thanks)*$/);
    }),
    runs('yes and no'),
  );
});

test('a long message is read in a moment', () => {
  const ms = processorMs(() => {
    for (const scrap of ['*', '_', '~', '`', '(', '>', ':a', '"', 'y ', '.', '!', '👍', '<b>', '\u200b'])
      for (const length of [150, 190, 20_000]) readReply(scrap.repeat(length / scrap.length));
  });
  expect(ms).toBeLessThan(1000);
});
