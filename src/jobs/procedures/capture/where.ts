import type { Capture } from '../../record/record.ts';
import type { Here } from '../../record/remedies/remedy.ts';
import type { Settings } from '../../request/settings.ts';

/** Where an error of a capture comes, which may not be planned yet. */
export const where = (
  { plan, request }: Pick<Capture, 'plan' | 'request'>,
  { mode }: Pick<Settings, 'mode'>,
  step: string | null,
): Here => ({
  step,
  clone: plan ? plan.clone !== null : (request.mode ?? mode) === 'clone',
  vm: plan?.vm.name ?? request.vm.split('/').at(-1) ?? request.vm,
  ...(plan?.clone ? { subnet: plan.clone.network ? 'own' : 'named' } : {}),
});
