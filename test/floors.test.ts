import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const floors = ['azure', 'jobs', 'bot'] as const;
const files = globSync('src/**/*.ts');

function importsOf(file: string): readonly string[] {
  const found = readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s[^;]*?from '(\.[^']+)'/gms);
  return [...found].map(([, path = '']) => normalize(join(dirname(file), path)));
}

/** Not of a floor: all of them write to the process's one log, count on its one set of meters, and take in texts of others. */
const shared = ['src/log.ts', 'src/metrics.ts', 'src/hidden-characters.ts', 'src/scrub.ts'];

const floorOf = (file: string) => floors.findIndex(floor => file.startsWith(`src/${floor}/`));

test.each(floors)('the floor %s imports itself, the floors below it, and what belongs to none', floor => {
  const level = floors.indexOf(floor);
  const up = files
    .filter(file => file.startsWith(`src/${floor}/`))
    .flatMap(file => importsOf(file).map(target => ({ file, target })))
    .filter(({ target }) => !shared.includes(target) && (floorOf(target) < 0 || floorOf(target) > level));
  expect(up).toEqual([]);
});

test('nothing that ships imports the sandbox or a test', () => {
  const outside = files.flatMap(importsOf).filter(target => !target.startsWith('src/'));
  expect(outside).toEqual([]);
});

test('only the bot floor knows Slack, only the azure floor the Azure SDKs, and the Teams files how one signs in and asks', () => {
  const says = (file: string, pattern: RegExp) => pattern.test(readFileSync(file, 'utf8'));
  expect(files.filter(file => says(file, /from '@slack\//) && !file.startsWith('src/bot/'))).toEqual([]);
  const azure = files.filter(file => says(file, /from '@azure\//) && !file.startsWith('src/azure/'));
  expect(azure).toEqual(['src/bot/teams/rest.ts', 'src/bot/teams/sign-in.ts']);
  const inTeams = /from '@azure\/(?!core-auth'|core-rest-pipeline'|identity')/;
  expect(azure.filter(file => says(file, inTeams))).toEqual([]);
});
