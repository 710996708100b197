/**
 * Breaks the modules that decide, one small change at a time, and counts the changes that a test notices.
 *
 *     npm run mutants                        every module (some six minutes on two cores)
 *     npm run mutants -- policy plan         these modules
 *     npm run mutants -- --sample            one module, drawn by the commit
 *     npm run mutants -- policy --survivors  also lists each change that no test noticed
 *     npm run mutants -- --docs              writes the table into docs/reliability.md
 *
 * Fails when a module has fewer than 90 % of its mutants killed. A mutant that hangs counts as killed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

/** What a module is made of, and the tests that must notice. */
interface Module {
  readonly code: readonly string[];
  readonly tests: readonly string[];
}

const modules: Readonly<Record<string, Module>> = {
  policy: { code: ['src/jobs/policy/*.ts'], tests: ['test/jobs/policy'] },
  names: { code: ['src/azure/names.ts'], tests: ['test/azure/names.test.ts', 'test/azure/resource-ids.test.ts'] },
  transitions: {
    code: ['src/jobs/record/transitions.ts'],
    tests: ['', '-answers', '-cleanup'].map(part => `test/jobs/record/transitions${part}.test.ts`),
  },
  ledger: { code: ['src/jobs/record/cleanup-ledger.ts'], tests: ['test/jobs/record/cleanup-ledger.test.ts'] },
};

const leastPercent = 90;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'boolean' }, survivors: { type: 'boolean' }, docs: { type: 'boolean' } },
});

const unknown = positionals.filter(name => !modules[name]);
if (unknown.length > 0) {
  console.error(`There is no module ${unknown.join(', ')}. There are: ${Object.keys(modules).join(', ')}.`);
  process.exit(2);
}

const rows: Row[] = [];
for (const name of namesToRun()) rows.push(await run(name, modules[name] as Module));
const table = tableOf(rows);
console.log(`\n${table}`);
if (options.docs) writeTable(table);
const weak = rows.filter(({ percent }) => percent < leastPercent);
for (const { name, percent } of weak)
  console.error(`${name}: ${percent.toFixed(1)} % of the mutants are killed, and ${leastPercent} % must be.`);
console.log(`\n${rows.length - weak.length} passed, ${weak.length} failed`);
process.exitCode = weak.length > 0 ? 1 : 0;

interface Row {
  readonly name: string;
  readonly mutants: number;
  readonly killed: number;
  readonly percent: number;
}

/** The modules named, or all; a sample is drawn by the commit, so that a second run of one commit says the same. */
function namesToRun(): readonly string[] {
  const all = Object.keys(modules);
  if (!options.sample) return positionals.length > 0 ? positionals : all;
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  return all.filter((_, index) => index === Number.parseInt(commit.slice(0, 8), 16) % all.length);
}

async function run(name: string, { code, tests }: Module): Promise<Row> {
  process.env.MUTANTS_TESTS = tests.join(',');
  const results = await new Stryker({
    mutate: [...code],
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutants.config.ts' },
    coverageAnalysis: 'perTest',
    // A change of what a module makes once when it is loaded takes the whole run again for each: too dear for what it shows.
    ignoreStatic: true,
    reporters: [],
    ignorePatterns: ['.sandbox', 'docs'],
    concurrency: 2,
    timeoutMS: 20_000,
    tempDirName: '.sandbox/mutation',
    // Stryker rewrites a tsconfig.json with an API that TypeScript 7 no longer has; nothing here needs it.
    tsconfigFile: 'none.json',
  }).runMutationTest();
  const counted = results.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status));
  const left = counted.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  if (options.survivors)
    for (const { fileName, location, replacement, status, mutatorName } of left)
      console.log(
        `${fileName}:${location.start.line}:${location.start.column} ${status} ${mutatorName} → ${replacement?.replaceAll(/\s+/g, ' ').slice(0, 120)}`,
      );
  const killed = counted.length - left.length;
  const percent = counted.length > 0 ? (100 * killed) / counted.length : 0;
  console.log(`${name}: ${killed} of ${counted.length} killed, ${percent.toFixed(1)} %`);
  return { name, mutants: counted.length, killed, percent };
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ name, mutants, killed, percent }) => `| ${name} | ${mutants} | ${killed} | ${percent.toFixed(1)} % |`,
  );
  return ['| module | mutants | killed | |', '|---|---|---|---|', ...lines].join('\n');
}

/** Replaces the table between the two marks in the docs. */
function writeTable(table: string): void {
  const file = 'docs/reliability.md';
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(/(<!-- mutants -->\n)[\s\S]*?(\n<!-- \/mutants -->)/, (_, head, tail) => `${head}${table}${tail}`),
  );
}
