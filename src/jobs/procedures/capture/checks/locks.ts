import type { ManagementLock } from '../../../../azure/azure.ts';
import { isCloned } from '../../../record/clone-plan.ts';
import type { Facts } from '../../../record/facts.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import { type CheckReasons, checkReason } from '../check-reasons.ts';
import type { Check } from '../step.ts';
import type { Survey } from '../survey.ts';
import { failedInTheWay } from './version-free.ts';

/** No lock keeps me from writing where I must, or from deleting the copy again. */
export const unlocked: Check = {
  kind: 'check',
  name: 'locks',
  evaluate: survey => {
    const { vm, target, request, settings, preflight } = survey;
    const cloned = isCloned(request, settings, vm);
    const stops = (request.consistency ?? settings.consistency) === 'stop' && vm.power === 'running';
    return [
      ...(cloned && !stops
        ? []
        : readOnly(preflight.locks.vm, lock => onRead('vm-read-only', { ...lock, vm: vm.name }))),
      ...readOnly(preflight.locks.gallery, lock => onRead('gallery-read-only', { ...lock, gallery: target.gallery })),
      ...(failedInTheWay(survey) ? onFailed(survey) : []),
      ...(cloned ? onCopies(survey) : []),
    ];
  },
};

function onCopies({ settings, preflight }: Survey): readonly RefusalData[] {
  const { resourceGroup: group } = settings.clone;
  const keeps = preflight.locks.clone.filter(({ level }) => level === 'CanNotDelete');
  return [
    ...readOnly(preflight.locks.clone, lock => onRead('copies-read-only', { ...lock, group })),
    ...keeps.map(({ name, scope }) => checkReason('lock-keeps-copy', { lock: name, scope })),
  ];
}

const onFailed = ({ request, target, preflight }: Survey): readonly RefusalData[] =>
  preflight.locks.gallery
    .filter(({ level }) => level === 'CanNotDelete')
    .map(({ name, scope }) =>
      checkReason('lock-keeps-failed', {
        lock: name,
        scope,
        definition: target.definition,
        version: String(request.version),
      }),
    );

const readOnly = (
  locks: readonly ManagementLock[],
  refusal: (lock: { readonly lock: string; readonly scope: string }) => RefusalData,
): readonly RefusalData[] =>
  locks.filter(({ level }) => level === 'ReadOnly').map(({ name, scope }) => refusal({ lock: name, scope }));

const onRead = <C extends 'vm-read-only' | 'gallery-read-only' | 'copies-read-only'>(
  cause: C,
  facts: CheckReasons[C] & Facts,
): RefusalData => checkReason(cause, facts, 'lock-read-only');
