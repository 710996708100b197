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

/** The first fault of each rule, for tests that need not try all of them. */
export const oneFaultPerRule = [...new Map(faults.toReversed().map(fault => [fault.code, fault])).values()];
