import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const names = readdirSync('docs/decisions').sort();
const numberOf = (name: string) => Number(name.slice(0, 4));

test('decisions are numbered one after the other, in their names and in their titles', () => {
  expect(names.map(numberOf)).toEqual(names.map((_, index) => index + 1));
  for (const name of names) {
    const [, title] = /^# (\d+)[.:] /.exec(readFileSync(`docs/decisions/${name}`, 'utf8')) ?? [];
    expect(Number(title), name).toBe(numberOf(name));
  }
});

test('what points to a decision in the documentation names the one that it links to', () => {
  const pages = [
    'README.md',
    'ARCHITECTURE.md',
    ...readdirSync('docs').flatMap(name => (name.endsWith('.md') ? [`docs/${name}`] : [])),
  ];
  const links = pages.flatMap(page => [
    ...readFileSync(page, 'utf8').matchAll(/\[[Dd]ecision (\d+)\]\((?:docs\/)?decisions\/([\w-]+\.md)\)/g),
  ]);
  expect(links.length).toBeGreaterThan(3);
  for (const [, number, name = ''] of links) {
    expect(names).toContain(name);
    expect(numberOf(name)).toBe(Number(number));
  }
});
