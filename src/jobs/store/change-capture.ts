import type { Capture, Job } from '../record/record.ts';
import type { AuditEntry } from './audit.ts';
import type { Store } from './store.ts';

/** What becomes of a capture: it is saved with an entry of the audit, and then answered; or it is answered as it is. */
type Change<J extends Job, T> =
  | { readonly capture: J; readonly audit: AuditEntry; readonly saved: () => T | Promise<T> }
  | { readonly answer: T };

const rounds = 5;

/** Changes a capture by what somebody decides on its newest snapshot, and has them decide anew where it has moved meanwhile; null where it always does. */
export async function changeCapture<T extends object, J extends Job = Capture>(
  { load, save }: { load: () => Promise<J | null>; save: Store<J>['decide'] },
  decide: (before: J | null) => Change<J, T> | Promise<Change<J, T>>,
): Promise<T | null> {
  for (let round = 0; round < rounds; round += 1) {
    const before = await load();
    const change = await decide(before);
    if ('answer' in change) return change.answer;
    if (before && (await save(before, change.capture, change.audit))) return await change.saved();
  }
  return null;
}
