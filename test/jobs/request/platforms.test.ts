import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { accountRef, platformIds, platformOf } from '../../../src/jobs/request/platforms.ts';

/** Where the name of one chat may stand, and why. */
const reasons: Readonly<Record<string, string>> = {
  'src/run.ts': 'puts the chats together',
  'src/config.ts': 'has the settings of each chat under its name',
  'src/config-teams.ts': 'reads the settings of Teams',
  'src/jobs/request/platforms.ts': 'is the list of them',
};

const files = globSync('src/**/*.ts').filter(file => !/^src\/bot\/(slack|teams)\//.test(file));

/** The file without its comments, imports and sentences: what is left decides something. */
const decidingIn = (file: string): string =>
  readFileSync(file, 'utf8').replace(/^\s*(?:\/?\*.*|\/\/.*|import .*)$/gm, '');

test('above the door nobody asks which chat it is', () => {
  const asks = /(['"`])(?:slack|teams|entra)(?:-group)?(?::[^'"`]*)?\1|\(slack\|entra|platform\s*[!=]==\s*['"`]/;
  const asking = files.filter(file => asks.test(decidingIn(file)));
  expect(asking.filter(file => !(file in reasons))).toEqual([]);
});

test('above the door no sentence names one chat, whichever a person reads it in', () => {
  const naming = files.filter(file => /\b(?:Slack|Teams)\b/.test(decidingIn(file)));
  expect(naming.filter(file => !(file in reasons))).toEqual([]);
});

test('what a platform is, is in its descriptor: its people and groups are told from all others', () => {
  const prefixes = platformIds().flatMap(platform => {
    const { account, group } = platformOf({ platform });
    return [account.prefix, group.prefix];
  });
  expect(new Set(prefixes).size).toBe(prefixes.length);
});

test('somebody is written by their platform and id, in small letters', () => {
  expect(accountRef({ platform: 'slack', id: 'U0RITA' })).toBe('slack:u0rita');
  expect(accountRef({ platform: 'teams', id: 'A0B1' })).toBe('entra:a0b1');
});
