import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { meters } from '../src/metrics.ts';

test('docs/operations.md has a row for each metric and its labels, and for no other', () => {
  const rows = readFileSync('docs/operations.md', 'utf8').matchAll(/^\| (`capture_image_[^|]+)\|([^|]*)\|/gm);
  const documented = [...rows].flatMap(([, names = '', labels = '']) =>
    [...names.matchAll(/capture_image_\w+/g)].map(([name]) => `${name} ${[...labels.matchAll(/\w+/g)].join(' ')}`),
  );
  const counted = Object.values(meters).map(meter => {
    const { name, labelNames } = Object(meter) as { name: string; labelNames: readonly string[] };
    return `${name} ${labelNames.filter(label => label !== 'le').join(' ')}`;
  });
  expect(documented.toSorted()).toEqual(counted.toSorted());
});
