import { readdirSync, readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { sandboxPolicy } from '../../../sandbox/policy.ts';
import { sandboxSettings } from '../../../sandbox/settings.ts';
import { parsePolicy } from '../../../src/jobs/policy/policy-file.ts';
import { currentSchema } from '../../../src/jobs/record/record.ts';
import { readRecord, UnreadableRecord } from '../../../src/jobs/record/record-codec.ts';
import { parseSettings } from '../../../src/jobs/request/settings.ts';
import { anyJson, expectSentences, hostile, patience, runs, spoilt } from '../../support/properties.ts';

/** Files as people write them by mistake: good ones that something was done to, any structure, any text. */
function files(good: string, keys: readonly string[]): fc.Arbitrary<string> {
  const yaml = fc.constantFrom(
    '&a [*a]',
    '{a: &b 1, <<: *b}',
    '? ',
    '- - - -',
    '!!js/function "x"',
    'a: b: c',
    '\t',
    '%YAML 9',
  );
  return fc.oneof(
    spoilt(parseYaml(good), keys).map(value => JSON.stringify(value) ?? ''),
    anyJson(keys).map(value => JSON.stringify(value)),
    fc.array(fc.oneof(yaml, hostile, fc.constantFrom(...keys.map(key => `\n${key}: `)))).map(parts => parts.join('')),
    fc.tuple(fc.nat(good.length), hostile).map(([at, word]) => `${good.slice(0, at)}${word}${good.slice(at + 5)}`),
  );
}

test('any policy file is a policy, or problems in words', patience, () => {
  const keys = [
    'groups',
    'rules',
    'tests',
    'name',
    'allow',
    'deny',
    'to',
    'where',
    'approvals',
    'count',
    'of',
    'vms',
    'tags',
  ];
  fc.assert(
    fc.property(files(sandboxPolicy, keys), text => {
      const reading = parsePolicy(text);
      if (reading.is === 'problems') expectSentences(reading.problems);
      else expect(reading.policy.rules.every(({ who, actions }) => who.length > 0 && actions.length > 0)).toBe(true);
    }),
    runs('policies'),
  );
});

test('any settings file is settings, or problems in words', patience, () => {
  const keys = [
    'scopes',
    'subscription',
    'gallery',
    'regions',
    'clone',
    'timeouts',
    'pace',
    'channels',
    'mirror',
    'history',
  ];
  fc.assert(
    fc.property(files(sandboxSettings, keys), text => {
      const { data, problems } = parseSettings(text);
      if (data === null) expectSentences(problems);
      else expect(parseSettings(JSON.stringify(data))).toEqual({ data, problems: [] });
    }),
    runs('settings'),
  );
});

const folder = 'test/fixtures/records';
const records = readdirSync(folder).map(file => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')).record);
const spoiltRecord = fc
  .constantFrom(...records)
  .chain(record => spoilt(record, ['schema', 'status', 'is', 'plan', 'steps', 'packed']))
  .map(value => JSON.stringify(value) ?? '');
const packedIn = (text: string): string =>
  JSON.stringify({ schema: currentSchema, packed: deflateRawSync(text).toString('base64') });
const stored = fc.oneof(
  spoiltRecord,
  spoiltRecord.map(packedIn),
  anyJson(['schema', 'status', 'is', 'id', 'steps']).map(value => JSON.stringify(value)),
  fc.constantFrom(...records).chain(record => {
    const json = JSON.stringify(record);
    return fc.tuple(fc.nat(json.length), fc.nat(40)).map(([at, gone]) => json.slice(0, at) + json.slice(at + gone));
  }),
  hostile,
);

test('anything that is stored is a capture, or an error that says what is wrong', patience, () => {
  fc.assert(
    fc.property(stored, json => {
      try {
        const capture = readRecord(json, 3);
        expect(capture).toMatchObject({ schema: currentSchema, rev: 3, id: expect.any(String) });
      } catch (error) {
        if (!(error instanceof UnreadableRecord)) throw error;
        expect(error.message).toMatch(/^A stored capture (cannot be read: \w|is of version)/);
      }
    }),
    runs('records'),
  );
});
