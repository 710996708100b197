import fc from 'fast-check';
import { expect } from 'vitest';

/** How many inputs are made up in all: some thousands at every `npm test`, as many as one likes by PROPERTY_RUNS. */
const total = Number(process.env.PROPERTY_RUNS ?? 5_000);

/** What of them each promise gets, by how much it can be asked in a second. */
const shares = {
  commands: 0.1,
  'commands without markup': 0.1,
  'yes and no': 0.1,
  'a dressed yes': 0.1,
  'a yes and more': 0.1,
  'slack forms': 0.12,
  'teams deliveries': 0.12,
  policies: 0.08,
  settings: 0.08,
  worlds: 0.06,
  records: 0.13,
  markup: 0.04,
  'slack webhooks': 0.04,
  'teams webhooks': 0.04,
  'tampered cards': 0.02,
  secrets: 0.1,
  'forged records': 0.006,
  'what moved': 0.02,
  reasons: 0.04,
} as const;

if (Object.values(shares).reduce((sum, share) => sum + share, 0) < 1)
  throw new Error('The shares do not add up to all of the inputs.');

export const runs = (promise: keyof typeof shares): { readonly numRuns: number } => ({
  numRuns: Math.ceil(total * shares[promise]),
});

/** Long enough for as many as were asked for. */
export const patience = { timeout: Math.max(300_000, total * 10) };

const signs = [
  ...['<!channel>', '<!here|x>', '<@U0OLGA>', '<https://evil.example|bank>', '<#C0IMAGES>', '&lt;!channel&gt;', '&'],
  ...['*b*', '_i_', '~s~', '`c`', '```', '> q', ':bomb:', '{{DATE(2026-01-01T00:00:00Z)}}', '**b**', '- a', '# h'],
  ...['<at>Olga</at>', '[a](javascript:alert(1))', '![a](https://evil.example/x.png)', '<script>x</script>', '|', '\\'],
  ...['\n', '\r\n', '\u202e', '\u200b', '\ud800', '\u0000', '__proto__', 'constructor', "'; --", '\u{1f600}'],
] as const;

/** Words as people with bad intentions type them. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...signs),
  fc
    .array(fc.oneof(fc.constantFrom(...signs), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 5 })
    .map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Any value of JSON, with words of ours for keys now and then, and hostile ones. */
export const anyJson = (keys: readonly string[] = []): fc.Arbitrary<unknown> =>
  fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(hostile, fc.constant(null), fc.boolean(), fc.integer(), fc.double({ noNaN: true })),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(keys.length > 0 ? fc.oneof(fc.constantFrom(...keys), hostile) : hostile, tie('value'), {
        maxKeys: 5,
        noNullPrototype: true,
      }),
    ),
  })).value;

/** A good value with something in it replaced by anything, or taken away. */
export function spoilt(good: unknown, keys: readonly string[] = []): fc.Arbitrary<unknown> {
  const paths = pathsIn(good);
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), fc.option(anyJson(keys), { nil: undefined })), {
      minLength: 1,
      maxLength: 3,
    })
    .map(changes => changes.reduce((value, [path, other]) => replaced(value, path, other), good));
}

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value) ? value.map((one, at) => [at, one] as const) : Object.entries(value);
  return [path, ...inner.flatMap(([key, one]) => pathsIn(one, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: Path, other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value)) return value.map((one, at) => (at === key ? replaced(one, rest, other) : one));
  if (typeof value !== 'object' || value === null) return value;
  return { ...value, [key]: replaced(Reflect.get(value, key), rest, other) };
}

/** A problem is told in words, whatever came in. */
export function expectSentences(problems: readonly string[]): void {
  expect(problems.length).toBeGreaterThan(0);
  for (const problem of problems) expect(problem).toMatch(/\w+ \w+/);
}
