import type { Fault } from '../fault.ts';
import { azureSpeed } from '../settings.ts';
import { killAtStep } from './kills.ts';

/** At this speed Azure has brought a script in within a moment, and then a guest is an hour at its work. */
const bringIn = 20;
const atWork = 0.05;

/**
 * kill -9 of the worker whose call to a guest was taken, and the guest is not done with it before another worker has come to
 * that capture: it has saved something else than that it is about to ask, or it has asked again.
 */
export function killBeforeGuestIsDone(step: string): Fault {
  const kill = killAtStep({ step, moment: 'after-call' });
  return {
    says: `${kill.says}, and the guest is long at work`,
    begin(world, surroundings) {
      const { events, azure } = world;
      let held: { readonly capture: string | null } | null = null;
      let asking: string | null = null;
      /** A script that is still being brought in would refuse a second one, which is not what is looked at here. */
      async function slowDown(path: string): Promise<void> {
        while (held && azure.operations.inFlight(path).length > 0 && (await surroundings.after(10)));
        if (held) azure.setSpeed(atWork);
      }
      const letGo = () => {
        held = null;
        azure.setSpeed(azureSpeed);
      };
      events.add({
        saving(by, save) {
          if (by.role !== 'worker' || save.kind !== 'record') return 'goes-on';
          if (save.event === 'asking' && save.step === step) asking = save.capture;
          else if (held && save.capture === held.capture) letGo();
          return 'goes-on';
        },
        taken(_by, { method, path, status }) {
          if (method !== 'PUT' || !/\/runCommands\/capture-[^/]+-\d+$/.test(path) || status >= 300) return;
          if (held) return letGo();
          held = { capture: asking };
          azure.setSpeed(bringIn);
          surroundings.holding(slowDown(path));
        },
      });
      return kill.begin(world, surroundings);
    },
  };
}
