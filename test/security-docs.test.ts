import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/security.md', 'utf8');
const named = [...page.matchAll(/`(test\/[\w/.-]+\.test\.ts)`: ([^;|)\n]+)/g)].map(([, file = '', title = '']) => ({
  file,
  title: title.trim(),
}));

test('docs/security.md promises nothing that no test holds', () => {
  expect(named.length).toBeGreaterThan(10);
  for (const { file, title } of named) expect(readFileSync(file, 'utf8'), `${file} has no “${title}”`).toContain(title);
});
