import type { Estimate, Plan } from '../../jobs/record/plan.ts';
import { code, fact } from './elements.ts';

/** What a plan takes and costs, as rows of facts: list prices, and at most. */
export function estimateRows({ estimate, vm, clone, guest }: Plan) {
  if (!estimate) return [];
  const { minutes, monthly, sizeGb, copies, asOf } = estimate;
  const byHand = guest.by === 'person' ? ', and as long as the step by hand takes' : '';
  return [
    fact('Takes', `${between(minutes)} as a rule${byHand}`),
    fact('Downtime', downtime(estimate, vm.name)),
    fact(
      'Costs',
      monthly === null
        ? 'unknown: Azure does not tell how large a disk is'
        : `at most ${money(monthly, estimate)} a month: ${sizeGb} GiB × ${copies} ${copies === 1 ? 'copy' : 'copies'} at the list price of ${asOf}; Azure bills what is used of it`,
    ),
    ...(clone
      ? [
          fact(
            'The copy',
            `at most ${money(aDay(estimate), estimate)} a day for its disks and snapshots while it exists, and `,
            code(vm.size),
            ' by the hour while it runs',
          ),
        ]
      : []),
  ];
}

/** What one part of a copy costs for as long as it is there, in words; empty where that is not known. */
export function dailyCost(plan: Pick<Plan, 'estimate'> | null, id: string): string {
  const cost = plan?.estimate?.daily?.[id];
  return cost === undefined || !plan?.estimate ? '' : `at most ${money(cost, plan.estimate)} a day`;
}

/** A price as people read it: never less than it is. */
export const money = (amount: number, { currency }: Pick<Estimate, 'currency'>): string =>
  `${(Math.ceil(amount * 100 - 1e-9) / 100).toFixed(2)} ${currency}`;

const aDay = ({ daily }: Estimate): number => Object.values(daily ?? {}).reduce((sum, one) => sum + one, 0);

const between = ([least, most]: readonly [number, number]): string => `${least} to ${most} min`;

function downtime({ downtime }: Estimate, name: string): string {
  if (downtime === 'none') return `none: ${name} keeps running`;
  return downtime === 'for-good' ? `for good: ${name} is spent` : `${between(downtime)}, while it is copied`;
}
