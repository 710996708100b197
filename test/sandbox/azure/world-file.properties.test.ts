import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultWorld } from '../../../sandbox/azure/default-world.ts';
import { readWorldFile } from '../../../sandbox/azure/world-file.ts';
import { anyJson, patience, runs, spoilt } from '../../support/properties.ts';

const keys = [
  'virtualMachines',
  'galleries',
  'name',
  'resourceGroup',
  'subscriptions',
  'definitions',
  'versions',
  'tags',
];

test('any world file is a world, or one error that tells every problem', patience, () => {
  fc.assert(
    fc.property(fc.oneof(spoilt(defaultWorld, keys), anyJson(keys)), value => {
      try {
        readWorldFile(value);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        expect(String(error)).toMatch(/^Error: The world file will not do:\n {2}\S/);
      }
    }),
    runs('worlds'),
  );
});
