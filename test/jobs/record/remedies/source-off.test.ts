import { expect, test } from 'vitest';
import { remedyFor } from '../../../support/words.ts';

const here = { step: 'start-source', clone: true, vm: 'web-01', subnet: 'own' } as const;

test.each([
  ['AllocationFailed', 'Allocation failed.', /Azure has no room for web-01 now/],
  ['ZonalAllocationFailed', 'We do not have sufficient capacity in this zone.', /Azure has no room for web-01 now/],
  ['OverconstrainedAllocationRequest', 'Too many constraints.', /Azure has no room for web-01 now/],
  ['SkuNotAvailable', 'The requested size is currently not available.', /Azure has no room for web-01 now/],
  ['OperationNotAllowed', 'exceeding approved Total Regional Cores quota.', /quota/],
  ['ScopeLocked', 'The scope cannot perform write operation.', /lock on web-01/],
  ['AuthorizationFailed', 'The access is denied because of the deny assignment with name x.', /forbids me to start/],
  [
    'BadRequest',
    "Disk encryption set with Key Vault Key 'x' is disabled. Unable to start VM.",
    /The key that the disks/,
  ],
  ['Conflict', 'Another operation is in progress.', /Azure has not started web-01/],
  ['InternalServerError', 'It went wrong.', /Azure has not started web-01/],
])('%s at the start of a VM that was stopped: it is off, and how it gets on again', (code, message, means) => {
  const { reason, remedy } = remedyFor({ code, message, inner: [] }, here);
  expect(reason).toMatch(means);
  expect(remedy).toMatch(/^web-01 is off: /);
  expect(remedy).not.toMatch(/in-place|untouched|as it is/);
});
