import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { procedure } from '../src/jobs/procedures/capture/procedure.ts';

/** The floors from the ground up, each with its rooms: a room imports only rooms of earlier rows. */
const house = {
  azure: [],
  jobs: [
    ['request'],
    ['policy'],
    ['record'],
    ['procedures'],
    ['store'],
    ['approval'],
    ['housekeeping'],
    ['claim'],
    ['guard'],
    ['worker'],
  ],
  bot: [['actions.ts'], ['chat.ts'], ['lib'], ['command', 'access'], ['notes'], ['outbox', 'slack', 'teams'], ['desk']],
} as const satisfies Readonly<Record<string, readonly (readonly string[])[]>>;
const floors = Object.keys(house) as (keyof typeof house)[];

/** Not of a floor: all of them write to the process's one log, count on its one set of meters, take in texts of others, and wait. */
const everybodys = [
  'src/log.ts',
  'src/metrics.ts',
  'src/hidden-characters.ts',
  'src/scrub.ts',
  ...globSync('src/lib/*.ts'),
];

interface Import {
  readonly from: string;
  readonly to: string;
}

const importing =
  /^\s*(?:import|export)\s[^;'"]*?from\s*['"](\.[^'"]+)['"]|^\s*import\s*['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)/gm;

const importsIn = (pattern: string): readonly Import[] =>
  globSync(pattern).flatMap(from =>
    [...readFileSync(from, 'utf8').matchAll(importing)].map(([, a, b, c]) => ({
      from,
      to: normalize(join(dirname(from), a ?? b ?? c ?? '')),
    })),
  );
const imports = importsIn('src/**/*.ts');
const files = globSync('src/**/*.ts');

const floorOf = (file: string) => floors.findIndex(floor => file.startsWith(`src/${floor}/`));
const roomOf = (file: string) => file.split('/')[2] ?? '';
const rowOf = (floor: keyof typeof house, file: string) =>
  house[floor].findIndex((row: readonly string[]) => row.includes(roomOf(file)));

describe.each(floors)('the floor %s', floor => {
  const level = floors.indexOf(floor);
  const own = imports.filter(({ from }) => floorOf(from) === level);

  test('imports itself, the floors below it, and what belongs to none', () => {
    const up = own.filter(({ to }) => !everybodys.includes(to) && (floorOf(to) < 0 || floorOf(to) > level));
    expect(own.length).toBeGreaterThan(50);
    expect(up).toEqual([]);
  });
});

describe.each(['jobs', 'bot'] as const)('the floor %s is a row of rooms', floor => {
  const inside = files.filter(file => file.startsWith(`src/${floor}/`));

  test('in which every file is in one', () => {
    expect(inside.filter(file => rowOf(floor, file) < 0)).toEqual([]);
  });

  test('of which none imports a room that comes after it, nor one beside it', () => {
    const within = imports.filter(({ from, to }) => inside.includes(from) && inside.includes(to));
    const wrong = within.filter(
      ({ from, to }) => roomOf(from) !== roomOf(to) && rowOf(floor, to) >= rowOf(floor, from),
    );
    expect(within.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });
});

test.each(['src', 'sandbox', 'chaos'])('no file of %s imports itself, on whatever way round', folder => {
  const graph = Map.groupBy(importsIn(`${folder}/**/*.ts`), ({ from }) => from);
  expect(circlesIn(new Map([...graph].map(([from, all]) => [from, all.map(({ to }) => to)])))).toEqual([]);
});

/** The first circle that each file is on, as the files that it goes through. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const circles: (readonly string[])[] = [];
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push([...way.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return circles;
}

test('an exported name has one home on its floor; Slack and Teams, which do the same each in its way, share theirs', () => {
  const homes = files.flatMap(file =>
    [...readFileSync(file, 'utf8').matchAll(/^export (?:async )?(?:const|function|class|interface|type) (\w+)/gm)].map(
      ([, name = '']) => ({ name: `${file.split('/')[1]} ${name}`, file }),
    ),
  );
  const isAdapter = (file: string) => /^src\/bot\/(slack|teams)\//.test(file);
  const twice = [...Map.groupBy(homes, ({ name }) => name)].filter(
    ([, at]) =>
      at.length > 1 &&
      !(at.every(({ file }) => isAdapter(file)) && new Set(at.map(({ file }) => roomOf(file))).size === at.length),
  );
  expect(twice.map(([name, at]) => [name, ...at.map(({ file }) => file)])).toEqual([]);
});

/** What is written once, for every procedure. */
const engine =
  /^src\/(jobs\/(store|approval|claim|guard|worker|housekeeping)|bot\/(outbox|access|desk))\/|^src\/run\.ts$/;
/** What only a capture has: its folder, and its plan in a record. */
const capturing = /^src\/jobs\/(procedures\/capture\/|record\/(plan|plan-shape|clone-plan)\.ts$)/;

test('the engine knows no procedure by name: it asks the one that a record is of', () => {
  expect(imports.filter(({ from, to }) => engine.test(from) && capturing.test(to))).toEqual([]);
  const names = procedure.map(({ name }) => name);
  const naming = files.filter(file => {
    const text = readFileSync(file, 'utf8');
    return engine.test(file) && names.some(name => text.includes(`'${name}'`));
  });
  expect(naming).toEqual([]);
});

test('nothing that ships imports the sandbox or a test', () => {
  expect(imports.filter(({ to }) => !to.startsWith('src/'))).toEqual([]);
});

test('only the rooms of a chat know its packages, only the azure floor the Azure SDKs', () => {
  const says = (file: string, pattern: RegExp) => pattern.test(readFileSync(file, 'utf8'));
  expect(files.filter(file => says(file, /from '@slack\//) && !file.startsWith('src/bot/slack/'))).toEqual([]);
  expect(files.filter(file => says(file, /from '@microsoft\//) && !file.startsWith('src/bot/teams/'))).toEqual([]);
  expect(files.filter(file => says(file, /from '@azure\//) && !/^src\/(azure|bot\/teams)\//.test(file))).toEqual([]);
});

test('a test stands where the file stands that it is of', () => {
  const rooms = new Set(files.map(file => dirname(file).replace(/^src/, 'test')));
  const strays = globSync('test/{azure,bot,jobs}/**/*.test.ts').filter(file => !rooms.has(dirname(file)));
  expect(strays).toEqual([]);
  expect(
    globSync('test/{bot,jobs}/*.test.ts').filter(
      file => !files.includes(file.replace(/^test/, 'src').replace(/(\.\w+)?\.test\.ts$/, '.ts')),
    ),
  ).toEqual([]);
});
