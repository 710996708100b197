import { expect, test } from 'vitest';
import { remedyFor } from '../../../support/words.ts';

const sub = '/subscriptions/22222222-2222-2222-2222-222222222222';
const keySet = `${sub}/resourceGroups/rg-sec/providers/Microsoft.Compute/diskEncryptionSets/des1`;
const disk = `${sub}/resourceGroups/rg-web/providers/Microsoft.Compute/disks/web-01_OsDisk`;
const told = (step: string, code: string, message: string) => {
  const { reason, remedy } = remedyFor(
    { code, message, inner: [] },
    { step, clone: true, vm: 'web-01', subnet: 'own' },
  );
  return { means: reason.split(' Azure says: ')[0], remedy };
};
const gone = 'Azure does not find the disk encryption set that a disk of web-01 is encrypted with.';
const unusable = 'Azure cannot use the key that the disks of web-01 are encrypted with for its copy.';

test.each([
  ['copy-disks', 'NotFound', `Disk encryption set '${keySet}' is not found.`, gone],
  [
    'copy-disks',
    'ResourceNotFound',
    "The Resource 'Microsoft.Compute/diskEncryptionSets/des1' under resource group 'rg-sec' was not found.",
    gone,
  ],
  ['take-snapshots', 'ResourceNotFound', `Disk encryption set '${keySet}' is not found.`, gone],
  ['create-clone', 'InvalidResourceReference', `The resource ${keySet} referenced by the disk was not found.`, gone],
  ['copy-disks', 'BadRequest', `The disk encryption set '${keySet}' is in a failed provisioning state.`, unusable],
  ['copy-disks', 'InvalidParameter', "Disk encryption set 'des1' must be in the subscription of the disk.", unusable],
])('at %s a key that is away (%s: %s) is told as the key of the disks', (step, code, message, means) => {
  const said = told(step, code, message);
  expect(said.means).toBe(means);
  expect(said.remedy).toBe('Have the key, its vault and the disk encryption set put right, then press Retry.');
});

test('only a step in the gallery speaks of a key that the gallery cannot use', () => {
  const message = 'The version of an encrypted source needs a disk encryption set in each region.';
  expect(told('create-version', 'BadRequest', message).means).toMatch(/a key that the gallery cannot use/);
  expect(told('copy-disks', 'BadRequest', message).means).toBe(unusable);
});

test('a disk that is away is not told as its key', () => {
  const message = "The Resource 'Microsoft.Compute/disks/capture-x' under resource group 'capture-x' was not found.";
  expect(told('create-clone', 'ResourceNotFound', message).means).toMatch(/Something that I made for the copy/);
});

const many = /^A disk of web-01 has as many snapshots as Azure allows\.$/;
const fast = /^Snapshots of a disk of web-01 come faster than Azure takes them\.$/;
const points = /^web-01 has as many restore points as Azure allows\.$/;

test.each([
  ['take-snapshots', 'OperationNotAllowed', `The maximum number of snapshots allowed for disk '${disk}' is 500.`, many],
  ['take-snapshots', 'Conflict', 'The disk has reached its limit of 500 incremental snapshots.', many],
  ['take-snapshots', 'SnapshotCountExceeded', 'The snapshot count was exceeded for a disk.', many],
  [
    'take-snapshots',
    'OperationNotAllowed',
    'Cannot create more than 7 incremental snapshots of a disk within 5 minutes.',
    fast,
  ],
  ['take-snapshots', 'IncrementalSnapshotRateLimitExceeded', 'Too many.', fast],
  ['take-snapshots', 'SnapshotOperationRateExceeded', 'The rate of snapshot blob calls is exceeded.', fast],
  [
    'take-restore-point',
    'OperationNotAllowed',
    'The maximum number of restore points 500 for the restore point collection has been reached.',
    points,
  ],
  ['take-snapshots', 'QuotaExceeded', 'Exceeding approved StandardSSDSnapshots Quota.', /^A quota is used up\.$/],
])('at %s a limit (%s: %s) is told as that limit', (step, code, message, means) => {
  const said = told(step, code, message);
  expect(said.means).toMatch(means);
  expect(said.remedy).toMatch(
    means === many ? /Delete old snapshots/ : means === fast ? /^Wait five minutes/ : /Retry/,
  );
  expect(said.remedy).not.toMatch(/Put right what Azure names/);
});
