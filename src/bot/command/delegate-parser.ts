import { accountKinds, accountRef, platformIds, platformOf } from '../../jobs/request/platforms.ts';
import type { Word } from './tokenizer.ts';

/** Whom somebody has approve for them and until when; or that nobody is to. */
export type DelegateCommand =
  | { readonly is: 'delegate'; readonly to: string; readonly until: string }
  | { readonly is: 'delegate-off' };

const hourMs = 3_600_000;
const longestHours = 90 * 24;

/** Reads what follows `delegate`; a sentence when it cannot be meant. */
export function readDelegate(words: readonly Word[], now: Date): DelegateCommand | string {
  const [person, time, ...more] = words.map(word => (word.is === 'word' ? word.text : ''));
  if (person?.toLowerCase() === 'off' && time === undefined) return { is: 'delegate-off' };
  const to = person && refOf(person);
  if (!to || !time || more.length > 0)
    return 'Write delegate, who approves for you (a mention, a mail address or an id) and for how many hours or until which date: delegate otto@contoso.com 8. delegate off ends it.';
  const until = endOf(time, now);
  return until
    ? { is: 'delegate', to, until }
    : 'For how long? Write hours (1 to 2160) or a date within 90 days, such as 2030-12-31.';
}

/** What a policy calls somebody, out of what the chat delivers for them. */
function refOf(typed: string): string | null {
  for (const platform of platformIds())
    for (const pattern of platformOf({ platform }).typedAs) {
      const id = pattern.exec(typed)?.[1];
      if (id) return accountRef({ platform, id });
    }
  const name = typed.toLowerCase();
  if (accountKinds().some(({ prefix, id }) => new RegExp(`^${prefix}:${id}$`).test(name))) return name;
  const mail = /^(?:mail:)?([^\s@<>|:]+@[^\s@<>|:]+)$/.exec(name)?.[1];
  return mail && mail.length <= 200 ? `mail:${mail}` : null;
}

/** Hours from now, or the end of a day in UTC; null when that has passed or is too far away. */
function endOf(typed: string, now: Date): string | null {
  const hours = /^(\d{1,4})h?$/i.exec(typed)?.[1];
  const day = /^\d{4}-\d{2}-\d{2}$/.test(typed) ? Date.parse(`${typed}T23:59:59Z`) : Number.NaN;
  const at = hours === undefined ? day : now.getTime() + Number(hours) * hourMs;
  if (Number.isNaN(at) || at <= now.getTime() || at > now.getTime() + longestHours * hourMs) return null;
  const until = new Date(at).toISOString();
  return hours !== undefined || until.startsWith(typed) ? until : null;
}
