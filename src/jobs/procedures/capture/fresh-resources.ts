import { AzureError } from '../../../azure/errors.ts';
import type { Capture, StepRecord } from '../../record/record.ts';

/** How long Azure may take to know everywhere what it has just made. */
const spreadMs = 3 * 60_000;

const groupCodes = ['ResourceGroupNotFound'] as const;
const missingCodes = [
  'NotFound',
  'ResourceNotFound',
  'ParentResourceNotFound',
  'GalleryNotFound',
  'GalleryImageNotFound',
  'InvalidResourceReference',
  'NetworkInterfaceNotFound',
  'SubnetNotFound',
  'NetcfgInvalidSubnet',
  'SnapshotNotFound',
  'DiskNotFound',
] as const;

interface Spread {
  readonly steps: readonly string[];
  readonly codes: readonly string[];
  /** What its words must say besides. */
  readonly says?: RegExp;
  /** The steps that make what may not be known everywhere yet. */
  readonly madeBy: readonly string[];
}

/** By the step that misses something: what of it was made shortly before. What others made, or delete, is not waited for. */
const spreads: readonly Spread[] = [
  {
    steps: ['take-snapshots', 'take-restore-point', 'copy-disks', 'isolate-clone', 'create-clone'],
    codes: groupCodes,
    madeBy: ['create-clone-group'],
  },
  { steps: ['take-restore-point'], codes: ['ParentResourceNotFound'], madeBy: ['take-restore-point'] },
  { steps: ['copy-disks'], codes: missingCodes, madeBy: ['take-snapshots', 'take-restore-point'] },
  { steps: ['isolate-clone'], codes: missingCodes, madeBy: ['isolate-clone'] },
  { steps: ['create-clone'], codes: missingCodes, madeBy: ['copy-disks', 'isolate-clone'] },
  { steps: ['check-guest', 'deprovision-guest', 'sysprep-guest'], codes: missingCodes, madeBy: ['create-clone'] },
  { steps: ['create-definition'], codes: missingCodes, madeBy: ['create-gallery'] },
  { steps: ['create-version'], codes: missingCodes, madeBy: ['create-gallery', 'create-definition'] },
  {
    steps: ['create-version'],
    codes: ['Conflict', 'BadRequest', 'OperationNotAllowed', 'InvalidParameter'],
    says: /different OS state|to be Generalized|is not generalized/i,
    madeBy: ['generalize-vm'],
  },
  { steps: ['grant-publisher'], codes: missingCodes, madeBy: ['create-gallery'] },
];

/** Whether Azure misses what this capture made or changed a moment ago: that passes by itself. */
export function isNotKnownYet(error: unknown, { steps }: Pick<Capture, 'steps'>, step: string, now: Date): boolean {
  if (!(error instanceof AzureError)) return false;
  const codes = [error.code, ...error.inner.map(({ code }) => code)];
  return spreads.some(
    one =>
      one.steps.includes(step) &&
      one.codes.some(code => codes.includes(code)) &&
      (one.says?.test(error.message) ?? true) &&
      steps.some(made => one.madeBy.includes(made.name) && isFresh(made, step, now)),
  );
}

/** A step that makes one thing after the other may itself be what made it. */
function isFresh({ name, state, startedAt, endedAt }: StepRecord, step: string, now: Date): boolean {
  const at = state === 'done' ? endedAt : name === step ? startedAt : undefined;
  return at !== undefined && now.getTime() - Date.parse(at) < spreadMs;
}
