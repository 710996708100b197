import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { acts, checks, procedure } from '../src/jobs/procedures/capture/procedure.ts';
import type { CaptureAct, Step } from '../src/jobs/procedures/capture/step.ts';
import { plainRecord } from '../src/jobs/record/record-codec.ts';
import { aClone, aPlan } from './support/captures.ts';

const headings = [...readFileSync('docs/procedure.md', 'utf8').matchAll(/^## (\d+)\. `([a-z-]+)`: (.+)$/gm)];
const shipped: Record<string, unknown> = JSON.parse(readFileSync('test/fixtures/steps.json', 'utf8'));

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
  const forGood = acts.filter((act: CaptureAct) => act.irreversible?.(aPlan({ clone: null })));
  const ofCopy = acts.filter((act: CaptureAct) => act.irreversible?.(aPlan({ clone: aClone() })));
  expect(ofCopy).toEqual([]);
  expect(forGood.map(({ name }) => name)).toEqual(['deprovision-guest', 'sysprep-guest', 'generalize-vm']);
});

// Records in Redis hold these names: add a line for a new step, and never take one away or give it to another step.
test('every step that was ever shipped is there and means what it meant, and a new one is written down', () => {
  const today = procedure.map((step: Step) => {
    const means = headings.find(([, , name]) => name === step.name)?.[3];
    if (step.kind === 'check') return [step.name, { kind: step.kind, means }];
    const { settles } = step;
    const irreversible = step.irreversible?.(aPlan({ clone: null })) ?? false;
    return [step.name, { kind: step.kind, means, irreversible, ...(settles ? { settles } : {}) }];
  });
  expect(Object.fromEntries(today)).toEqual(shipped);
});

test('the stored records hold no step that was never shipped', () => {
  const folder = 'test/fixtures/records';
  const records = readdirSync(folder).map(file => {
    const { record } = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
    return JSON.parse(plainRecord(JSON.stringify(record)));
  });
  const names = new Set<string>(records.flatMap(({ steps }) => steps.map(({ name }: { name: string }) => name)));
  expect([...names].filter(name => !(name in shipped))).toEqual([]);
  expect(names.size).toBeGreaterThan(10);
});
