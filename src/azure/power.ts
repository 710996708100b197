import type { Azure } from './azure.ts';
import { type ArmClients, begin } from './clients.ts';
import { asking, requestIdOf } from './errors.ts';

/** The part of the door that starts, stops and generalizes virtual machines. */
export function power({ compute }: ArmClients): Pick<Azure, 'startVm' | 'powerOff' | 'deallocate' | 'generalize'> {
  return {
    startVm: ref =>
      asking(() =>
        begin(onResponse =>
          compute(ref.subscriptionId).virtualMachines.start(ref.resourceGroup, ref.name, { onResponse }),
        ),
      ),

    powerOff: ref =>
      asking(() =>
        begin(onResponse =>
          compute(ref.subscriptionId).virtualMachines.powerOff(ref.resourceGroup, ref.name, {
            skipShutdown: false,
            onResponse,
          }),
        ),
      ),

    deallocate: ref =>
      asking(() =>
        begin(onResponse =>
          compute(ref.subscriptionId).virtualMachines.deallocate(ref.resourceGroup, ref.name, { onResponse }),
        ),
      ),

    generalize: ref =>
      asking(async () => {
        let requestId: string | null = null;
        await compute(ref.subscriptionId).virtualMachines.generalize(ref.resourceGroup, ref.name, {
          onResponse: ({ headers }) => {
            requestId = requestIdOf(headers);
          },
        });
        return { operation: null, retryAfterMs: null, requestId };
      }),
  };
}
