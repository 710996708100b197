import { globSync, readFileSync } from 'node:fs';
import { type Node, parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';

const mostLines = 80;

/** What is longer, and why. */
const reasons: Readonly<Record<string, string>> = {
  'src/azure/galleries.ts galleries': 'the verbs of one door, beside each other as in Azure’s own reference',
  'src/bot/access/authorizer.ts authorizer':
    'one verb a question that is asked of the policy, over what is looked up once',
  'src/bot/desk/accept.ts accepting':
    'three ways in to one request: accepted, begun by a button, in the place of a failed one',
  'src/bot/desk/cleanup.ts cleaningUp': 'the list, its buttons and their answers, over one sweep',
  'src/bot/desk/show.ts showing': 'list, history and status, over one look at who sees what',
  'src/bot/desk/view.ts viewing': 'one note as one person sees it',
  'src/bot/notes/notice-note.ts noticeNote': 'one case a notice kind, so that a forgotten one does not compile',
  'src/bot/teams/posted-messages.ts teamsPosts': 'what is kept of a message, each verb one script',
  'src/bot/teams/webhook.ts teamsInlet': 'one delivery from its signature to its answer',
  'src/jobs/claim/claimed-capture.ts openClaim': 'the verbs of one claim, over one fence',
  'src/jobs/store/store.ts redisStore': 'the verbs of the store, each one script',
};

/** The functions of a text that are longer than most, each with its lines. */
function longIn(text: string): readonly { readonly name: string; readonly lines: number }[] {
  const found: { readonly name: string; readonly lines: number }[] = [];
  const lineOf = (at: number) => text.slice(0, at).split('\n').length;
  const measure = (node: Node, name: string) => {
    const lines = lineOf(node.end) - lineOf(node.start) + 1;
    if (lines > mostLines) found.push({ name, lines });
  };
  new Visitor({
    FunctionDeclaration: node => measure(node, node.id?.name ?? ''),
    FunctionExpression: node => measure(node, ''),
    ArrowFunctionExpression: node => measure(node, ''),
  }).visit(parseSync('some.ts', text).program);
  return found;
}

test(`no function has more than ${mostLines} lines without a reason`, () => {
  const files = globSync('src/**/*.ts');
  const long = files.flatMap(file => longIn(readFileSync(file, 'utf8')).map(({ name }) => `${file} ${name}`));
  expect(files.length).toBeGreaterThan(300);
  expect(long.filter(one => !reasons[one])).toEqual([]);
});

test('a function is measured from its first line to its last, in whatever way it is written', () => {
  const body = (lines: number) => `{\n${'go();\n'.repeat(lines - 2)}}`;
  expect(longIn(`function f() ${body(mostLines)}`)).toEqual([]);
  for (const head of ['function f()', 'const f = () =>', 'const f = function ()', 'const f = { async f()'])
    expect(longIn(`${head} ${body(mostLines + 1)}${head.includes('{') ? '}' : ''}`)).toHaveLength(1);
});
