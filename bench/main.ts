import { readdirSync } from 'node:fs';

/** `npm run bench -- NAME`: each is a file of its own, and measures the product's real processes. */
const names = readdirSync(import.meta.dirname)
  .filter(file => file.endsWith('.ts') && file !== 'main.ts')
  .map(file => file.slice(0, -'.ts'.length))
  .sort();
const [name = ''] = process.argv.slice(2);
if (names.includes(name)) await import(`./${name}.ts`);
else {
  console.error(`Usage: npm run bench -- ${names.join(' | ')}`);
  process.exitCode = 2;
}
