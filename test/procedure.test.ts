import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { acts, checks, procedure } from '../src/jobs/capture.ts';

const headings = [...readFileSync('docs/procedure.md', 'utf8').matchAll(/^## (\d+)\. `([a-z-]+)`/gm)];

test('the document has a numbered heading for every step, in the order in which they run', () => {
  expect(headings.map(([, , name]) => name)).toEqual(procedure.map(({ name }) => name));
  expect(headings.map(([, number]) => Number(number))).toEqual(procedure.map((_, index) => index + 1));
});

test('every check comes before every act', () => {
  expect(procedure.map(({ kind }) => kind)).toEqual([...checks.map(() => 'check'), ...acts.map(() => 'act')]);
});

test('the guest goes down before Azure marks the VM, and the version comes after both', () => {
  const order = acts.map(({ name }) => name);
  const chain = [
    'deprovision-guest',
    'deallocate-vm',
    'generalize-vm',
    'create-definition',
    'create-version',
    'grant-publisher',
  ];
  expect(order.filter(name => chain.includes(name))).toEqual(chain);
});

test('what cannot be taken back is said to be so', () => {
  expect(acts.filter(({ irreversible }) => irreversible).map(({ name }) => name)).toEqual([
    'deprovision-guest',
    'sysprep-guest',
    'generalize-vm',
  ]);
});
