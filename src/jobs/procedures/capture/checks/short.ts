import type { Usage } from '../../../../azure/azure.ts';
import type { RefusalData } from '../../../record/refusal.ts';

/** The refusal where a usage has no room for so many more. */
export function short(
  usages: readonly Usage[],
  { name, needed }: { name: string; needed: number },
  otherwise: string,
): readonly RefusalData[] {
  const usage = usages.find(one => one.name.toLowerCase() === name.toLowerCase());
  if (!usage || needed === 0 || usage.used + needed <= usage.limit) return [];
  return [
    {
      code: 'quota-short',
      reason: `${usage.label}: ${usage.used} of ${usage.limit} are in use, and this takes ${needed} more.`,
      remedy: `Free some, or ask for a higher quota in the portal under Quotas. ${otherwise}`,
    },
  ];
}
