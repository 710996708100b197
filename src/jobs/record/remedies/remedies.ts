import type { Said } from '../../../azure/azure.ts';
import type { Facts } from '../facts.ts';
import { accessRemedies } from './access.ts';
import { encryptionRemedies } from './encryption.ts';
import { galleryRemedies } from './gallery.ts';
import { guestRemedies } from './guest.ts';
import { missingRemedies } from './missing.ts';
import { networkRemedies } from './network.ts';
import { fits, type Here, type Remedy, type Told } from './remedy.ts';
import { restorePointRemedies } from './restore-point.ts';
import { roomRemedies } from './room.ts';
import { snapshotLimitRemedies } from './snapshot-limits.ts';
import { sourceOffRemedies } from './source-off.ts';
import { stateRemedies } from './state.ts';

/** Every error of Azure's that is known, from Microsoft's troubleshooting pages and from what users have reported; the first that fits counts. */
const known = [
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
  { cause: 'not-allowed-now', codes: ['OperationNotAllowed', 'Conflict'], says: /./ },
] as const satisfies readonly Remedy[];
export const remedies: readonly Remedy[] = known;

/** Everything that an error of Azure's can come of; `azure` where nobody has met it yet. */
export type Cause = (typeof known)[number]['cause'] | 'azure';

/** More of Azure's words than this are for whoever asks for all of them. */
const mostShown = 400;
const mostKept = 4_000;

/**
 * What an error of Azure's comes of where it came, with Azure's own words as `says`. `whole` is there when they do not all stand in them.
 */
export function causeOf(
  said: Said,
  { step, ...here }: Here,
): { readonly cause: Cause; readonly facts: Facts; readonly whole?: string } {
  const told = toldIn(said);
  const row: Remedy | undefined = remedies.find(one => fits(one, { step, ...here }, told));
  const says = said.message.length > mostShown ? `${said.message.slice(0, mostShown - 1).trimEnd()}…` : said.message;
  const whole = says === said.message ? {} : { whole: said.message.slice(0, mostKept) };
  const facts = { ...(step === null ? {} : { step }), ...here, says, ...row?.facts?.(told) };
  return { cause: (row?.cause ?? 'azure') as Cause, facts, ...whole };
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
