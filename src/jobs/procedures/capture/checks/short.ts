import type { Usage } from '../../../../azure/azure.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import { checkReason, type OrElse } from '../check-reasons.ts';

/** The refusal where a usage has no room for so many more. */
export function short(
  usages: readonly Usage[],
  { name, needed }: { name: string; needed: number },
  { orElse, inPlace = false }: { orElse: OrElse; inPlace?: boolean },
): readonly RefusalData[] {
  const usage = usages.find(one => one.name.toLowerCase() === name.toLowerCase());
  if (!usage || needed === 0 || usage.used + needed <= usage.limit) return [];
  const { label, used, limit } = usage;
  return [checkReason('quota-short', { label, used, limit, needed, orElse, inPlace })];
}
