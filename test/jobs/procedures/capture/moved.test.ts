import { expect, test } from 'vitest';
import { movedInWords } from '../../../../src/bot/notes/words/en/moved.ts';
import { whatMoved } from '../../../../src/jobs/record/plan-hash.ts';
import { aPlan } from '../../../support/captures.ts';

const before = aPlan();
const moved = (change: Partial<typeof before>) => whatMoved(before, aPlan(change)).map(movedInWords);

test('what has moved of a definition is said in words, each thing by itself', () => {
  const { definition } = before;
  const purchasePlan = { publisher: 'contoso', product: 'web', name: 'small' };
  expect(moved({ definition: { ...definition, generation: 'V1', securityType: 'Standard' } })).toEqual([
    expect.stringMatching(
      /^what web is for: Linux, generalized, generation 2, .* → Linux, generalized, generation 1, /,
    ),
  ]);
  expect(moved({ definition: { ...definition, purchasePlan } })).toEqual([
    'purchase plan of web: none → small/contoso/web',
  ]);
  expect(moved({ definition: { ...definition, identifier: { publisher: 'a', offer: 'b', sku: 'c' } } })).toEqual([
    expect.stringMatching(/→ a\/b\/c$/),
  ]);
  for (const line of moved({
    definition: { ...definition, location: 'eastus', diskControllers: ['SCSI', 'NVMe'], purchasePlan },
  }))
    expect(line).not.toMatch(/[{}[\]"]/);
});
