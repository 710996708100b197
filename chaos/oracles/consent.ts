import { nameOf } from '../channels.ts';
import type { Oracle } from '../evidence.ts';
import { approvalsFor, approvers } from '../policy.ts';

export const consentOracles = {
  /** Nothing has begun without the approvals that the policy wants, of people who may give them and have. */
  approved: ({ people, records }) =>
    records
      .filter(({ steps }) => steps.some(({ state }) => state !== 'todo'))
      .flatMap(({ id, request, plan, approvals = [] }) => {
        const agreed = people.find(({ scenario }) => scenario.vm === request.vm)?.agreed ?? [];
        const counted = approvers.filter(
          name =>
            agreed.includes(name) &&
            approvals.some(({ by, planHash }) => planHash === plan?.hash && nameOf(by) === name),
        );
        const wanted = approvalsFor(request.vm);
        return counted.length < wanted
          ? [`${id} has begun with ${counted.length} approvals in place of ${wanted}.`]
          : [];
      }),
} as const satisfies Readonly<Record<string, Oracle>>;
