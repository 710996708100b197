import { checkReason } from '../check-reasons.ts';
import type { Check } from '../step.ts';

/** The gallery's subscription belongs to the tenant of the Partner Center account; no role can make up for that. */
export const tenantMatches: Check = {
  kind: 'check',
  name: 'tenant-matches',
  evaluate: ({ subscription, settings }) => {
    const publisher = settings.publisherTenantId;
    if (!publisher || publisher.toLowerCase() === subscription.tenantId.toLowerCase()) return [];
    return [
      checkReason('tenant-differs', {
        subscription: subscription.name,
        tenant: subscription.tenantId,
        publisherTenant: publisher,
      }),
    ];
  },
};
