import { expect, test } from 'vitest';
import { scrub } from '../src/scrub.ts';
import { harmless } from './support/harmless-texts.ts';
import { byForm, inAddresses, inCommands, inHeaders, inSettings, tokens } from './support/secret-forms.ts';
import { inLogs } from './support/secret-logs.ts';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Where a text that holds a secret may stand, and what it may have gone through. */
const around: readonly (readonly [string, (text: string) => string])[] = [
  ['alone', text => text],
  ['between other lines', text => `line one\r\n${text}\r\nline three`],
  ['behind an error', text => `Error: ${text}`],
  ['in a log', text => `Nov 30 10:00:00 web-01 app[1]: ${text}`],
  ['as a shell shows what it runs', text => `+ ${text}`],
  ['as PowerShell shows what failed', text => `At line:1 char:1\n+ ${text}\n+ ~~~~~`],
  ['in quotes', text => `failed: '${text}'`],
  ['before more', text => `stderr: ${text}; exit 1`],
  ['in JSON', text => JSON.stringify({ message: text })],
  ['in JSON within JSON', text => JSON.stringify(JSON.stringify({ message: text }))],
  ['in XML', text => `<m>${escaped(text)}</m>`],
  ['in an address', text => `x=${encodeURIComponent(text)}`],
  ['in an address within one', text => encodeURIComponent(encodeURIComponent(text))],
  ['in two bytes a letter', text => [...text].join('\0')],
  ['with letters that nobody sees', text => [...text].join('\u200b')],
  ['in colours', text => `\u001b[31m${text}\u001b[0m`],
];

const named = [
  ...[...inCommands, ...inSettings].flatMap(form =>
    ['swordfish', 'Hunter2x.Pa55'].map(secret => [form, secret] as const),
  ),
  ...[...inHeaders, ...inAddresses].map(form => [form, 'abcDefgh1ijklmno'] as const),
];

test.each(around)('no secret with a name, an option, a header or an address around it is left %s', (_where, put) => {
  const left = named
    .map(([form, secret]) => ({ secret, text: put(form(secret)) }))
    .filter(({ secret, text }) => [secret, [...secret].join(' ')].some(hidden => scrub(text).includes(hidden)));
  expect(left).toEqual([]);
});

test.each(around.slice(0, 2))('no secret of a log, a set-up or a table is left %s', (_where, put) => {
  const left = inLogs
    .flatMap(form => ['swordfish', 'Hunter2x.Pa55'].map(secret => ({ secret, text: put(form(secret)) })))
    .filter(({ secret, text }) => scrub(text).includes(secret));
  expect(left).toEqual([]);
});

test.each(around)('no secret that its shape alone tells is left %s', (_where, put) => {
  const left = [...byForm, ...tokens].filter(secret => scrub(put(secret)).includes(secret.slice(-12)));
  expect(left).toEqual([]);
});

test.each(harmless)('it stays readable: %s', text => {
  expect(scrub(text)).toBe(text);
});

test('what stands around a secret stays readable', () => {
  expect(scrub('mount failed: mount -t cifs //h/s /mnt -o username=a,password=hush,vers=3.0 ended with 32')).toBe(
    'mount failed: mount -t cifs //h/s /mnt -o [cut] ended with 32',
  );
  expect(scrub('curl -u admin:hush https://host/ failed: 401')).toBe('curl -u admin:[cut] https://host/ failed: 401');
  expect(scrub('Server=db;Password=a b c;Encrypt=true')).toBe('Server=db;Password=[cut];Encrypt=true');
  expect(scrub('{"user":"a","password":"hush","port":22}')).toBe('{"user":"a","password":"[cut]","port":22}');
  expect(scrub('GET https://host/a?sig=hush answered 403')).toBe('GET https://host/a?[cut] answered 403');
});
