import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const pages = globSync(['*.md', 'docs/**/*.md']);
const read = (page: string) => readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '');

/** A heading's anchor as code hosts make it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
const anchors = (page: string) => [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

test('every link of the documentation leads to a file, and to a heading where it names one', () => {
  const links = pages.flatMap(page =>
    [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path = '', anchor]) => ({
      page,
      path: path === '' ? page : join(dirname(page), path),
      anchor,
    })),
  );
  expect(links.length).toBeGreaterThan(80);
  expect(links.filter(({ path }) => !existsSync(path))).toEqual([]);
  const lost = links.filter(
    ({ path, anchor }) => anchor !== undefined && path.endsWith('.md') && !anchors(path).includes(anchor),
  );
  expect(lost).toEqual([]);
});

test('the index names every page of docs, and the front page names the index', () => {
  const index = readFileSync('docs/README.md', 'utf8');
  const missing = globSync('docs/*.md').filter(
    page => page !== 'docs/README.md' && !index.includes(`(${page.slice(5)})`),
  );
  expect(missing).toEqual([]);
  expect(readFileSync('README.md', 'utf8')).toContain('(docs/README.md)');
});
