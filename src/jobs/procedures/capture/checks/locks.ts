import type { ManagementLock } from '../../../../azure/azure.ts';
import { isCloned } from '../../../record/clone-plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { Check } from '../step.ts';
import type { Survey } from '../survey.ts';
import { failedInTheWay } from './version-free.ts';

/** No lock keeps me from writing where I must, or from deleting the copy again. */
export const unlocked: Check = {
  kind: 'check',
  name: 'locks',
  title: 'No lock stands in the way',
  evaluate: survey => {
    const { vm, target, request, settings, ground: preflight } = survey;
    const cloned = isCloned(request, settings, vm);
    const stops = (request.consistency ?? settings.consistency) === 'stop' && vm.power === 'running';
    return [
      ...(cloned && !stops ? [] : readOnly(preflight.locks.vm, vm.name)),
      ...readOnly(preflight.locks.gallery, `the gallery ${target.gallery}`),
      ...(failedInTheWay(survey) ? onFailed(survey) : []),
      ...(cloned ? onCopies(survey) : []),
    ];
  },
};

function onCopies({ settings, ground }: Survey): readonly RefusalData[] {
  const where = settings.clone.resourceGroup ?? 'the subscription in which the copy is made';
  const keeps = ground.locks.clone.filter(({ level }) => level === 'CanNotDelete');
  return [
    ...readOnly(ground.locks.clone, where),
    ...keeps.map(({ name, scope }) => ({
      code: 'lock-keeps-copy',
      reason: `The delete lock “${name}” at ${scope} would keep the copy from being deleted again.`,
      remedy: 'Have it taken away, or have my operator name another group for copies under "clone.resourceGroup".',
    })),
  ];
}

const onFailed = ({ request, target, ground }: Survey): readonly RefusalData[] =>
  ground.locks.gallery
    .filter(({ level }) => level === 'CanNotDelete')
    .map(({ name, scope }) => ({
      code: 'lock-keeps-failed',
      reason: `The delete lock “${name}” at ${scope} keeps me from deleting the failed ${target.definition} ${request.version}.`,
      remedy: 'Have whoever set it take it away, or leave version out.',
    }));

const readOnly = (locks: readonly ManagementLock[], what: string): readonly RefusalData[] =>
  locks
    .filter(({ level }) => level === 'ReadOnly')
    .map(({ name, scope }) => ({
      code: 'lock-read-only',
      reason: `The read-only lock “${name}” at ${scope} keeps me from changing ${what}.`,
      remedy: 'Have whoever set it take it away, and ask again.',
    }));
