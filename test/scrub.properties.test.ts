import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AzureError, errorOf } from '../src/azure/errors.ts';
import { readFindings } from '../src/azure/guest/readiness.ts';
import { staysOf, tailOf } from '../src/azure/guest/scripts.ts';
import { scrub } from '../src/scrub.ts';
import { processorMs } from './support/processor-ms.ts';
import { hostile, patience, runs } from './support/properties.ts';
import { inAddresses, inHeaders } from './support/secret-forms.ts';

const secret = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{6,20}[0-9][A-Za-z0-9]{6,20}$/);

/** How a secret stands in texts of Azure's, of guests and of command lines. */
const planted: readonly ((secret: string) => string)[] = [
  s => `https://md-1.blob.core.windows.net/x/abcd?sv=2022-11-02&sr=b&sig=${s}%3D`,
  s => `https://management.azure.com/subscriptions/2/operations/1?api-version=1&t=1&c=${s}&s=${s}&h=${s}`,
  s => `https://login.example/#access_token=${s}&x=1`,
  s => `SharedAccessSignature sr=https%3a%2f%2fx&sig=${s}&se=1&skn=root`,
  s => `?sv=2022-11-02&ss=b&sig=${s}`,
  s => `DefaultEndpointsProtocol=https;AccountName=images;AccountKey=${s};EndpointSuffix=core.windows.net`,
  s => `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${s}`,
  s => `Server=db;User ID=sa;Password=${s};Encrypt=true`,
  s => `password: "${s}"`,
  s => `{"clientSecret":"${s}","x":1}`,
  s => JSON.stringify(JSON.stringify({ adminPassword: s })),
  s => `AZURE_CLIENT_SECRET='${s}'`,
  s => `curl -H "Authorization: Bearer ${s}"`,
  s => `authorization: basic ${s}=`,
  s => `mysql --password ${s} -h db`,
  s => `net use x: /user:a -Password ${s}`,
  s => `postgres://app:${s}@db:5432/x`,
  s => `git clone https://${s}:x@github.com/a/b`,
  s => `token eyJhbGciOiJIUzI1NiJ9.${s}.${s}`,
  s => `xoxb-1234-${s}`,
  s => `-----BEGIN OPENSSH PRIVATE KEY-----\n${s}\n${s}\n-----END OPENSSH PRIVATE KEY-----`,
  s => `${s.padEnd(64, 'A')}\n${s.padEnd(64, 'A')}\n-----END RSA PRIVATE KEY-----`,
  s => `-----BEGIN PRIVATE KEY-----\n${s}`,
  s => `api_key=${s}`,
  s => `Password            : ${s}`,
  s => `{"password":"ab\\"${s}"}`,
  s => JSON.stringify(JSON.stringify({ x: JSON.stringify({ password: `a"${s}` }) })),
  s => `password='it''s${s}'`,
  s => `export DB_PASS=${s}`,
  s => `ADMIN_PW=${s}`,
  s => `<Password>${s}</Password>`,
  s => `<AdministratorPassword><Value>${s}</Value></AdministratorPassword>`,
  s => `<add key="Password" value="${s}"/>`,
  s => `:password => "${s}"`,
  s => `sv%253D1%2526sig%253D${s}`,
  s => `sv=1\\u0026sig\\u003d${s}`,
  s => `key ${s.padEnd(43, 'A')}\\u003d`,
  s => `key ${s.padEnd(43, 'A')}%3D`,
  s => `https:\\/\\/u:${s}@host\\/x`,
  s => `postgres://u:p/${s}@host/db`,
  s => `https://hooks.slack.com/services/T0/B0/${s}`,
  s => `Authorization: ${s}`,
  s => `Authorization: token ${s}`,
  s => `Authorization: Digest username="a", response="${s}"`,
  s => `Set-Cookie: s=${s}; b=${s}`,
  s => `curl -u admin:${s} host`,
  s => `ConvertTo-SecureString "${s}" -AsPlainText`,
  s => `Server=x;Password={a;b${s}};`,
  s => `{"password":{"value":"${s}"}}`,
  s => `x-functions-key: ${s}`,
  ...inHeaders,
  ...inAddresses,
];

const around = fc.tuple(hostile, fc.constantFrom(...planted), secret, hostile);
const body = (error: unknown) => ({ status: 400, headers: new Map(), bodyAsText: JSON.stringify({ error }) });

/** Every way in which a text of others comes in; each answers all that is kept of it. */
const waysIn: readonly (readonly [string, (text: string) => unknown])[] = [
  ['the log', scrub],
  ['an error that is made here', text => new AzureError(text, { status: 0, code: 'NoAnswer' }).message],
  ['a message of Azure’s', text => said(errorOf(body({ code: 'X', message: text })))],
  ['a code of Azure’s', text => said(errorOf(body({ code: text, message: 'm' })))],
  ['details', text => said(errorOf(body({ code: 'X', message: 'm', details: [{ code: 'Y', message: text }] })))],
  ['an inner error', text => said(errorOf(body({ message: 'm', innererror: { errordetail: text } })))],
  ['JSON within', text => said(errorOf(body({ message: JSON.stringify({ error: { code: 'Z', message: text } }) })))],
  [
    'a policy',
    text => said(errorOf(body({ message: 'm', additionalInfo: [{ info: { policyAssignmentName: text } }] }))),
  ],
  ['the log of a guest', text => tailOf(`before\n${text}\nCAPTURE_RC=1`).text],
  ['a guest’s last line', text => tailOf(`before\nCAPTURE_RC=1 ${text.replaceAll('\n', ' ')}`).text],
  ['what stays in an image', text => staysOf(`CAPTURE_STAYS x|${text.replaceAll('\n', ' ')}`)],
  [
    'a finding',
    text =>
      readFindings(`CAPTURE_CHECKS=1\nswap|must|${text.replaceAll('\n', ' ')}\nCAPTURE_RC=0 1 findings, 0 left out`),
  ],
];

const said = ({ code, message, inner }: AzureError) => ({ code, message, inner });

test.each(waysIn)('no secret comes in by %s', patience, (way, keep) => {
  fc.assert(
    fc.property(around, ([before, plant, hidden, after]) => {
      const text = `${before} ${plant(hidden)} ${after}`;
      // On one line there is no telling where a key ends that has no beginning.
      fc.pre(!['a finding', 'a guest’s last line'].includes(way) || !/^[^-]*-----END/.test(plant(hidden)));
      expect(JSON.stringify(keep(text))).not.toContain(hidden);
    }),
    { numRuns: Math.ceil(runs('secrets').numRuns / waysIn.length) },
  );
});

test('what cannot be seen, or turns a line around, does not come in', () => {
  expect(scrub('a\u202eb\u2066c\u200bd\u0000e\u0007f\ufeffg\u{e0041}h\ud800')).toBe('abcdefgh\ufffd');
  expect(scrub('\u001b[31mred\u001b[0m\r\nnext\tcolumn')).toBe('red\nnext\tcolumn');
  expect(scrub('pass\u200bword=hunter2')).toBe('password=[cut]');
});

test('a secret over several lines does not come in', () => {
  const key = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
  for (const text of [
    `password: |\n  ${key}\n  ${key}\n`,
    `Nov 30 host ci[1]: ${key}\nNov 30 host ci[1]: ${key}\nNov 30 host ci[1]: -----END RSA PRIVATE KEY-----`,
    `  ${key}\n  ${key}\n  -----END PRIVATE KEY-----`,
    `-----BEGIN PRIVATE KEY-----A-----END PRIVATE KEY----- -----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----`,
  ])
    expect(scrub(text)).not.toContain(key);
});

test('what stays in an image turns no line around', () => {
  expect(staysOf('CAPTURE_STAYS x|a\u202eb password=hunter2')).toEqual([{ code: 'x', detail: 'ab password=[cut]' }]);
});

/** What a person who means to hold a worker up would send. */
const endless = [
  ...[
    'user,password\na,b\n',
    'a  password\n',
    'password  x\n',
    'a  b\n',
    '| password | a |\n',
    'password REG_SZ ',
    'scp a:',
    'sudo <<<',
  ],
  ...[
    '://a:',
    'a:b@',
    '<password ',
    'password: |\n ',
    '\\\\"password\\\\":\\\\"',
    'password={',
    'password="\\"',
    ' -u a:',
  ],
  ...[
    'authorization: ',
    'http://',
    'eyJ-',
    'eyJa.',
    'sig="',
    '//a:',
    'password=',
    'password  ',
    'a',
    'xox',
    '--p ',
    '\\"',
    '+',
    ' ',
  ],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    'A\n-----END PRIVATE KEY-----\n',
    `${'A'.repeat(64)}\n`,
    'AAAA\n',
    'aB3',
    'aB3/',
    'aB3-',
  ],
  ...[
    'a:',
    'a=',
    'a|  ',
    '=:',
    ':1:',
    'password:x\n',
    'password:\n- a\n',
    'password=a\nb1b1\n',
    'token: ',
    'x.password="a";',
    'a b c ',
  ],
  ...[
    'mysql ',
    'mysql -p',
    'net use ',
    'mysql \\\n',
    ' --password ',
    'echo ',
    'setx password ',
    'config set ',
    'chpasswd:a\n',
  ],
  ...['%25', '%', '\\u0025', '&quot;', '&#38;', 'x y ', '\u001b[', '\u001b]', '[31m', '\\\n', '\ud800', '\u200b'],
  ...[
    '<a name="password">',
    '"name":"password","value":"',
    '"name":"',
    '"password","',
    'password(',
    `'\n" `,
    'password is ',
  ],
  ...[
    'AKIA',
    's.',
    '1//0',
    '12345-',
    'ABCDE-',
    '123456-',
    '$6$',
    'a:1234:',
    'root:x:',
    'Bearer ',
    'digest a=',
    'set-cookie: ',
  ],
  ...[
    'ConvertTo-SecureString ',
    'machine a login b password ',
    'hooks.slack.com/a/',
    '&c=',
    'temporary password ',
    'cGFzc3dvcmQ9aHVudGVyMg= ',
  ],
];

/** Six times the text: six times the work, where it grows with the text; 36 times, where it grows with its square. */
const [size, times, most] = [8_000, 6, 15];

test.each(endless)('the work grows with the text and no faster: %j', fragment => {
  const text = fragment.repeat(Math.ceil((times * size) / fragment.length));
  const least = (length: number) => Math.min(...[1, 2, 3].map(() => processorMs(() => scrub(text.slice(0, length)))));
  // What disturbs a measurement is there once; what is in the text is there each time.
  const ratios: number[] = [];
  while (ratios.length < 5 && !ratios.some(ratio => ratio < most)) {
    const small = least(size);
    ratios.push(least(times * size) / Math.max(small, 1));
  }
  expect(Math.min(...ratios), ratios.join(', ')).toBeLessThan(most);
});

test('a text of any size is cut before it is looked through', () => {
  expect(scrub('http://'.repeat(80_000)).length).toBeLessThan(70_000);
  expect(scrub(`${'x'.repeat(600_000)} password=hunter2`)).not.toContain('hunter2');
});

test('a secret that the end of what is read cuts in two leaves no half of it behind', () => {
  const token = `ghp_${'aB3dE6gH9'.repeat(4)}`;
  for (let room = 0; room < token.length; room += 1)
    expect(scrub(`${'x '.repeat(32_000).slice(0, 64_000 - room)}${token}`)).not.toContain('ghp');
});
