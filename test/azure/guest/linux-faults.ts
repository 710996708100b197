import { accessFaults } from './linux-faults-access.ts';
import { peopleFaults } from './linux-faults-people.ts';
import { secretFaults } from './linux-faults-secrets.ts';
import { swapFaults } from './linux-faults-swap.ts';
import { systemFaults } from './linux-faults-system.ts';
import { traceFaults } from './linux-faults-traces.ts';

/** All that can be wrong with a Linux guest, several of them a rule. */
export const faults = [
  ...systemFaults,
  ...swapFaults,
  ...peopleFaults,
  ...accessFaults,
  ...secretFaults,
  ...traceFaults,
];

/** Those that one guest can have at once. */
export const faultsTogether = faults.filter(({ together }) => together);

/** The first fault of each rule that has none among those, for tests that need not try all of them. */
export const faultsAlone = [...new Map(faults.toReversed().map(fault => [fault.code, fault])).values()].filter(
  ({ code }) => !faultsTogether.some(fault => fault.code === code),
);
