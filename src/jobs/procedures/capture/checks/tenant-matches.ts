import type { Check } from '../step.ts';

/** The gallery's subscription belongs to the tenant of the Partner Center account; no role can make up for that. */
export const tenantMatches: Check = {
  kind: 'check',
  name: 'tenant-matches',
  title: 'The gallery is in the tenant that publishes',
  evaluate: ({ subscription, settings }) => {
    const publisher = settings.publisherTenantId;
    if (!publisher || publisher.toLowerCase() === subscription.tenantId.toLowerCase()) return [];
    return [
      {
        code: 'tenant-differs',
        reason: `The subscription ${subscription.name} belongs to the tenant ${subscription.tenantId}, but you publish from ${publisher}.`,
        remedy: 'Choose a gallery in a subscription of the publishing tenant: no role assignment can bridge the two.',
      },
    ];
  },
};
