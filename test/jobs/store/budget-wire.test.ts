import { expect, test } from 'vitest';
import type { Azure } from '../../../src/azure/azure.ts';
import { RateLimited, withPatience } from '../../../src/azure/budget.ts';
import { redisBudget } from '../../../src/jobs/store/azure-budget.ts';
import { startReal } from '../../azure/real.ts';
import { subscriptionId } from '../../sandbox/azure/clients.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();

const vm = (name: string) => ({ subscriptionId, resourceGroup: 'rg-web', name });

/** More than Azure lets through at once, of one VM and of a subscription, by twenty at a time; what each call came to. */
async function rush(azure: Azure): Promise<readonly PromiseSettledResult<unknown>[]> {
  const names = [
    ...Array.from({ length: 37 }, () => 'web-01'),
    ...Array.from({ length: 320 }, (_, index) => `none-${index}`),
  ];
  const ends: PromiseSettledResult<unknown>[] = [];
  const lane = async () => {
    for (let name = names.shift(); name; name = names.shift())
      ends.push(...(await Promise.allSettled([azure.findVmStatus(vm(name))])));
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  return ends;
}

test('a rush waits its turn, and Azure never has to say that it is too much', async () => {
  const budget = redisBudget({ ...ground, share: 1 });
  // What is long on its way comes together with what is sent later: Azure counts four times as fast as it, and has no more room at once.
  const real = await startReal({ speed: 4, budget });
  try {
    // Its count begins with the first call that arrives: not with the first that is sent, while it still signs in.
    await real.azure.findVmStatus(vm('web-02'));
    const ends = await withPatience(250_000, () => rush(real.azure));
    expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await real.statuses()).not.toContain(429);
  } finally {
    await real.close();
  }
});

test('without a budget the same rush is too much', async () => {
  // Nothing comes back at Azure while the rush lasts, however long this machine takes for it.
  const real = await startReal({ speed: 0.001 });
  try {
    await rush(real.azure);
    expect(await real.statuses()).toContain(429);
  } finally {
    await real.close();
  }
});

test('what cannot have its turn soon is not sent, and says when to come back', async () => {
  // A fifth of what Azure allows comes back so slowly that it is never enough for a rush.
  const real = await startReal({ speed: 4, budget: redisBudget({ ...ground, share: 0.2 }) });
  try {
    const ends = await rush(real.azure);
    const putOff = ends.flatMap(end => (end.status === 'rejected' ? [end.reason] : []));
    expect(putOff.length).toBeGreaterThan(5);
    for (const reason of putOff) expect(reason).toBeInstanceOf(RateLimited);
    expect(await real.statuses()).not.toContain(429);
  } finally {
    await real.close();
  }
});
