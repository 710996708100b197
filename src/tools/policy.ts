import { existsSync, readFileSync } from 'node:fs';
import { evaluatePolicy } from '../jobs/policy/policy.ts';
import { type PolicyCase, parseCases, parsePolicy } from '../jobs/policy/policy-file.ts';
import { warningsOf } from '../jobs/policy/policy-problems.ts';

const usage = `Usage: npm run policy -- check FILE
       npm run policy -- test FILE
  check  reads a policy file and names everything that is wrong with it, and denies that may not hold in another chat
  test   also tries the cases under \`tests:\` in it, and those in FILE's neighbour that ends in .tests.yaml`;

/** Every problem at once, a line each. */
class Unfit extends Error {
  constructor(problems: readonly string[]) {
    super(problems.map(problem => `  - ${problem}`).join('\n'));
  }
}

function load(file: string) {
  const reading = parsePolicy(readFileSync(file, 'utf8'));
  if (reading.is === 'problems') throw new Unfit(reading.problems.map(problem => `${file}: ${problem}`));
  return reading;
}

/** The cases beside a policy: `policy.tests.yaml` for `policy.yaml`. */
function casesBeside(file: string): readonly PolicyCase[] {
  const beside = file.replace(/(\.ya?ml)?$/, '.tests.yaml');
  if (!existsSync(beside)) return [];
  const cases = parseCases(readFileSync(beside, 'utf8'));
  if ('problems' in cases) throw new Unfit(cases.problems.map(problem => `${beside}: ${problem}`));
  return cases.data;
}

function run(verb: string | undefined, file: string | undefined): string {
  if ((verb !== 'check' && verb !== 'test') || !file) throw new Error(usage);
  const { policy, cases } = load(file);
  const warnings = warningsOf(policy).map(warning => `Warning: ${file}: ${warning}\n`);
  if (verb === 'check') return `${warnings.join('')}${file} is in order; rules: ${policy.rules.length}.`;
  const all = [...cases, ...casesBeside(file)];
  if (all.length === 0) throw new Error(`There are no cases in ${file} or beside it.`);
  const problems = all.flatMap(({ who, may, on, expect, approvals }, index) => {
    const verdict = evaluatePolicy(policy, { refs: who, actions: may, target: on });
    const asked = verdict.is === 'yes' ? verdict.needs.reduce((sum, { count }) => sum + count, 0) : 0;
    const name = `case ${index + 1} (${who.join(' ')}: ${may.join(' ')})`;
    if (verdict.is !== expect)
      return [
        `${name}: expected ${expect}, and it is ${verdict.is}${verdict.is === 'no' ? `: ${verdict.code}` : ` by ${verdict.rules.join(', ')}`}`,
      ];
    return approvals !== undefined && approvals !== asked
      ? [`${name}: expected ${approvals} approvals, and it asks for ${asked}`]
      : [];
  });
  if (problems.length > 0) throw new Unfit(problems);
  return `${all.length} cases are as expected.`;
}

try {
  process.stdout.write(`${run(process.argv[2], process.argv[3])}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
