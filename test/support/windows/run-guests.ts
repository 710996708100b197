import { beforeAll } from 'vitest';
import { type WindowsGuest, windowsGuest } from './guest.ts';
import { type GuestAnswer, patienceMs, runInWindows } from './powershell.ts';

/** What makes another guest of one with which all is well. */
export type Arrange = (guest: WindowsGuest) => void;

/** That other guest. */
export const guestWith = (arrange: Arrange): WindowsGuest => {
  const guest = windowsGuest();
  arrange(guest);
  return guest;
};

/** Runs a script once in a guest of each kind, before the tests of a `describe`; answers what it said in one of them. */
export function runInGuests(script: string, arrangements: readonly Arrange[]): (arrange: Arrange) => GuestAnswer {
  const answers = new Map<Arrange, GuestAnswer>();
  beforeAll(async () => {
    const said = await runInWindows(arrangements.map(arrange => ({ script, guest: guestWith(arrange) })));
    for (const [at, arrange] of arrangements.entries()) {
      const answer = said[at];
      if (answer) answers.set(arrange, answer);
    }
  }, patienceMs);
  return arrange => {
    const answer = answers.get(arrange);
    if (!answer) throw new Error('This guest was not run.');
    return answer;
  };
}
