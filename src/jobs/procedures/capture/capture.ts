import { versionId } from '../../../azure/names.ts';
import { confirmationWord, type Plan } from '../../record/plan.ts';
import { whatMoved } from '../../record/plan-hash.ts';
import { planShape } from '../../record/plan-shape.ts';
import type { Procedure } from '../procedure.ts';
import { accessTakenAway } from './access-taken.ts';
import { captureProcedure, planOf } from './capture-job.ts';
import { mayReplaceFailed } from './checks/version-free.ts';
import { clearing } from './clearing.ts';
import { isNotKnownYet } from './fresh-resources.ts';
import { boundsOf } from './guard/bounds.ts';
import { inspect } from './guard/inspect.ts';
import { lostActs } from './guard/reopen.ts';
import { isUntouchedAndUnnamed } from './guard/source-check.ts';
import { versionGone } from './guard/version-gone.ts';
import { heldBy, versionPassedOver } from './held-by.ts';
import { makePlan } from './planning.ts';
import { policyQuestion } from './policy-question.ts';
import { acts } from './procedure.ts';
import { where } from './where.ts';

/** Makes an image version of a VM: of a copy of it, or of the VM itself. */
export const capture: Procedure<Plan> = {
  name: captureProcedure,
  acts,
  planShape,
  makePlan,
  whatMoved,
  policyQuestion,
  /** What one capture has for itself alone while it lasts: its VM and its version. */
  locks: ({ vm, target }) => [vm.id, versionId(target)],
  heldBy,
  passOver: versionPassedOver,
  confirmationWord,
  subject: ({ vm }) => `${vm.resourceGroup}/${vm.name}`,
  subscriptionId: ({ vm }) => vm.subscriptionId,
  bounds: boundsOf,
  isUntouched: isUntouchedAndUnnamed,
  inspect,
  lost: lostActs,
  redoUntil: { 'stop-source': 'take-snapshots' },
  verify: versionGone,
  accessTakenAway: claimed => accessTakenAway(claimed.azure, planOf(claimed)),
  mayReplaceFailed,
  where,
  isNotKnownYet,
  clearing,
};
