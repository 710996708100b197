import type { Said } from '../../../azure/azure.ts';
import { accessRemedies } from './access.ts';
import { encryptionRemedies } from './encryption.ts';
import { galleryRemedies } from './gallery.ts';
import { guestRemedies } from './guest.ts';
import { missingRemedies } from './missing.ts';
import { networkRemedies } from './network.ts';
import { fits, type Here, type Remedy, says, type Told } from './remedy.ts';
import { restorePointRemedies } from './restore-point.ts';
import { roomRemedies } from './room.ts';
import { snapshotLimitRemedies } from './snapshot-limits.ts';
import { sourceOffRemedies } from './source-off.ts';
import { stateRemedies } from './state.ts';

/** Every error of Azure's that is known, from Microsoft's troubleshooting pages and from what users have reported; the first that fits counts. */
export const remedies: readonly Remedy[] = [
  ...sourceOffRemedies,
  ...accessRemedies,
  ...networkRemedies,
  ...snapshotLimitRemedies,
  ...restorePointRemedies,
  ...guestRemedies,
  ...stateRemedies,
  ...encryptionRemedies,
  ...galleryRemedies,
  ...missingRemedies,
  ...roomRemedies,
  {
    codes: ['OperationNotAllowed', 'Conflict'],
    says: /./,
    means: 'Azure does not allow it in the state in which the resource is.',
    remedy: ({ clone, vm }) =>
      clone
        ? `Wait a few minutes, then press Retry; if it comes again, abandon this capture and ask for a new one: ${vm} itself is untouched.`
        : 'Put right what Azure names, then press Retry.',
  },
];

/** More of Azure's words than this are for whoever asks for all of them. */
const mostShown = 400;
const mostKept = 4_000;

/**
 * What an error of Azure's means where it came, and the way on there; for one that nobody has met yet, Azure's own words as they are. `whole` is
 * there when they do not all stand in the reason.
 */
export function remedyFor(
  said: Said,
  here: Here,
): { readonly reason: string; readonly remedy: string; readonly whole?: string } {
  const told = toldIn(said);
  const known = remedies.find(row => fits(row, here, told));
  const short = said.message.length > mostShown ? `${said.message.slice(0, mostShown - 1).trimEnd()}…` : said.message;
  const whole = short === said.message ? {} : { whole: said.message.slice(0, mostKept) };
  if (!known) return { reason: short, remedy: 'Put right what Azure names, then press Retry.', ...whole };
  return {
    reason: `${says(known.means, here, told)} Azure says: ${short}`,
    remedy: says(known.remedy, here, told),
    ...whole,
  };
}

function toldIn({ code, message, inner }: Said): Told {
  return {
    codes: [code, ...inner.map(one => one.code)].filter(Boolean),
    words: withoutNames(message),
    actions: [...message.matchAll(/['",;](Microsoft\.[\w.]{1,60}(?:\/[\w.-]{1,80}){1,8})(?=['",;])/g)].map(
      ([, action = '']) => action,
    ),
    ids: [...message.matchAll(/\/subscriptions\/[^\s'",;)]{1,1000}/gi)].map(([id]) => id),
    text: message,
  };
}

/** A remedy is never chosen by a word that happens to stand in somebody's name for something. */
const withoutNames = (message: string): string =>
  message
    .replace(/'[^'\n]{0,2000}'|"[^"\n]{0,2000}"|“[^”\n]{0,2000}”/g, ' ')
    .replace(/\/subscriptions\/[^\s,;)]*/gi, ' ')
    .replace(/\s+/g, ' ');
