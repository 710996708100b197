import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withCommands } from '../../scripts/print-commands.ts';

test('docs/commands.md lists what the help lists (npm run docs:commands writes it)', () => {
  const page = readFileSync('docs/commands.md', 'utf8');
  expect(page).toBe(withCommands(page));
});
