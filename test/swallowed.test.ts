import { globSync, readFileSync } from 'node:fs';
import { type Node, parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';

type Handler = Extract<Node, { type: 'CatchClause' | 'ArrowFunctionExpression' }>;

/** The lines on which an error goes no further: nothing reads it, nothing else is thrown, and no comment says why that is right. */
function swallowsIn(file: string, text = readFileSync(file, 'utf8')): readonly string[] {
  const { program, comments } = parseSync(file, text);
  const handlers: Handler[] = [];
  new Visitor({
    CatchClause: clause => void handlers.push(clause),
    CallExpression: ({ callee, arguments: given }) => {
      const name = callee.type === 'MemberExpression' && 'name' in callee.property ? callee.property.name : '';
      const isOfErrors = given[0]?.type === 'Literal' && given[0].value === 'error';
      const handler = name === 'catch' ? given[0] : name === 'then' || isOfErrors ? given[1] : undefined;
      if (handler?.type === 'ArrowFunctionExpression') handlers.push(handler);
    },
  }).visit(program);
  return handlers
    .filter(handler => {
      const param = handler.type === 'CatchClause' ? handler.param : handler.params[0];
      const body = text.slice(handler.body?.start, handler.body?.end);
      const isRead = param?.type === 'Identifier' ? new RegExp(`\\b${param.name}\\b`).test(body) : Boolean(param);
      const lineEnd = `${text}\n`.indexOf('\n', handler.end);
      const isExplained = comments.some(({ start }) => start >= handler.start && start < lineEnd);
      return !isRead && !isExplained && !/\bthrow\b/.test(body);
    })
    .map(({ start }) => `${file}:${text.slice(0, start).split('\n').length}`);
}

test('no error is dropped unseen in src without a word on why that is right', () => {
  const files = globSync('src/**/*.ts');
  expect(files.length).toBeGreaterThan(300);
  expect(files.flatMap(file => swallowsIn(file))).toEqual([]);
});

test.each([
  'try { go() } catch {}',
  'try { go() } catch (error) { answer(null) }',
  'go().catch(() => null)',
  'go().catch(_ => {})',
  'go().then(done, () => {})',
  "queue.on('error', () => {})",
])('%s is found', text => {
  expect(swallowsIn('some.ts', text)).toEqual(['some.ts:1']);
});

test.each([
  'try { go() } catch (error) { log.warn({ err: error }) }',
  "try { go() } catch { throw new Error('no') }",
  'try { go() } catch {\n  return null; // no JSON\n}',
  'go().catch(() => {}); // whoever began it hears of it',
  'go().catch(report)',
  'go().then(() => {})',
])('%s is right', text => {
  expect(swallowsIn('some.ts', text)).toEqual([]);
});
