import { readFileSync, writeFileSync } from 'node:fs';
import { helpLines } from '../src/bot/command/commands.ts';

const begin = '<!-- npm run docs:commands writes from here -->\n';
const end = '<!-- to here -->\n';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const table = (head: string, rows: readonly { readonly usage: string; readonly says: string }[], before = ''): string =>
  [
    `| ${head} | |`,
    '|---|---|',
    ...rows.map(({ usage, says }) => `| \`${before}${usage}\` | ${cell(says)} |`),
    '',
  ].join('\n');

/** A page of the documentation with its tables of commands and keys as the bot's own help has them. */
export function withCommands(page: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`The page has no place between ${begin} and ${end}.`);
  const verbs = helpLines.verbs.map(({ usage, says, ruled }) => ({
    usage,
    says: ruled ? `${says} (only under a [policy](policy.md))` : says,
  }));
  return [
    `${before}${begin}`,
    table('You write', verbs, '/capture-image '),
    'The keys of a capture. Those left out come from [capture-image.yaml](configuration.md).',
    '',
    `${table('Key', helpLines.keys)}${end}${after}`,
  ].join('\n');
}

if (import.meta.main) writeFileSync('docs/commands.md', withCommands(readFileSync('docs/commands.md', 'utf8')));
