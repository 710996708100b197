import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const flagsIn = (file: string) => readFileSync(file, 'utf8').match(/--max-[\w-]+=\d+/g);

test('Node starts with the same bounds on its memory in the image as by npm start', () => {
  expect(flagsIn('scripts/start.sh')).toHaveLength(2);
  expect(flagsIn('Dockerfile')).toEqual(flagsIn('scripts/start.sh'));
});
