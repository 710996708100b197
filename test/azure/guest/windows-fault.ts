import type { Level } from '../../../src/azure/guest/readiness-rule.ts';
import type { WindowsGuest } from '../../support/windows/guest.ts';

/** One thing that is wrong with a Windows guest, and the one finding that it must make. */
export interface WindowsFault {
  readonly code: string;
  readonly level: Level;
  readonly detail: string;
  readonly where: string;
  readonly arrange: (guest: WindowsGuest) => void;
}

/** Sets values of a registry key, which need not be there yet. */
export const setKey = (guest: WindowsGuest, key: string, values: Record<string, unknown> = {}) => {
  guest.registry[key] = { ...guest.registry[key], ...values };
};
