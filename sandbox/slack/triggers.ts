import { randomBytes } from 'node:crypto';
import { Refused } from './refused.ts';

const livesMs = 3000;

/** The trigger ids that have been given out. */
export type Triggers = ReturnType<typeof createTriggers>;

/** Trigger ids: each opens one view for one person, within three seconds. */
export function createTriggers({ now, patience }: { now: () => number; patience: number }) {
  const issued = new Map<string, { readonly user: string; readonly atMs: number; used: boolean }>();

  return {
    issue(user: string): string {
      const id = `${now()}.${issued.size + 1}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { user, atMs: now(), used: false });
      return id;
    },
    /** Uses the trigger up and answers whose it is. */
    exchange(id: string): string {
      const trigger = issued.get(id);
      if (!trigger) throw new Refused('invalid_trigger_id');
      if (trigger.used) throw new Refused('exchanged_trigger_id');
      if (now() - trigger.atMs > livesMs * patience) throw new Refused('expired_trigger_id');
      trigger.used = true;
      return trigger.user;
    },
  };
}
