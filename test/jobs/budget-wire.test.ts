import { expect, test } from 'vitest';
import type { Azure } from '../../src/azure/azure.ts';
import { Paced, withPatience } from '../../src/azure/budget.ts';
import { redisBudget } from '../../src/jobs/budget.ts';
import { startReal } from '../azure/real.ts';
import { subscriptionId } from '../sandbox/azure/clients.ts';
import { storeForEachTest } from '../support/store.ts';

const ground = storeForEachTest();

/** So many times as fast as Azure, whose buckets then fill so much faster. */
const speed = 4;
const vm = (name: string) => ({ subscriptionId, resourceGroup: 'rg-web', name });

/** More than Azure lets through at once, of one VM and of a subscription. */
function rush(azure: Azure): Promise<unknown>[] {
  return [
    ...Array.from({ length: 38 }, () => azure.findVmStatus(vm('web-01'))),
    ...Array.from({ length: 320 }, (_, index) => azure.findVmStatus(vm(`none-${index}`))),
  ];
}

test('a rush waits its turn, and Azure never has to say that it is too much', async () => {
  const budget = redisBudget({ ...ground, share: speed });
  const real = await startReal({ speed, budget });
  try {
    // Its count begins with the first call that arrives: not with the first that is sent, while it still signs in.
    await real.azure.findVmStatus(vm('web-02'));
    const ends = await withPatience(30_000, () => Promise.allSettled(rush(real.azure)));
    expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await real.statuses()).not.toContain(429);
  } finally {
    await real.close();
  }
});

test('without a budget the same rush is too much', async () => {
  const real = await startReal({ speed });
  try {
    await Promise.allSettled(rush(real.azure));
    expect(await real.statuses()).toContain(429);
  } finally {
    await real.close();
  }
});

test('what cannot have its turn soon is not sent, and says when to come back', async () => {
  const real = await startReal({ speed: 1, budget: redisBudget({ ...ground, share: 1 }) });
  try {
    const ends = await Promise.allSettled(rush(real.azure));
    const putOff = ends.flatMap(end => (end.status === 'rejected' ? [end.reason] : []));
    expect(putOff.length).toBeGreaterThan(5);
    for (const reason of putOff) expect(reason).toBeInstanceOf(Paced);
    expect(await real.statuses()).not.toContain(429);
  } finally {
    await real.close();
  }
});
