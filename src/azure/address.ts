import type { Azure } from './azure.ts';

/** An address that no call of ours ever has: it was made of something that is no name. Nothing was sent. */
export class AddressRefused extends Error {
  constructor(why: string) {
    super(`I do not call that: ${why}.`);
    this.name = 'AddressRefused';
  }
}

/**
 * Whether a text is one part of a path and stays one: it neither climbs, nor ends the path, nor turns into something else when it is
 * decoded, nor loses a space at its end, as the last part of a URL does (https://url.spec.whatwg.org/#concept-basic-url-parser).
 */
const isPart = (text: string): boolean => text !== '' && !/^\.+$|^ | $/.test(text) && !/[/\\?#%\p{Cc}]/u.test(text);

/** Whether a path is where it says, part by part. */
export const isPath = (path: string): boolean => path.startsWith('/') && path.slice(1).split('/').every(isPart);

/** The URL of a call to a service: a path with a query at that service, or a whole URL there that the service itself gave, which is only read. */
export function addressAt(home: URL, method: string, given: string): URL {
  const isWhole = /^https?:\/\//i.test(given);
  const target = isWhole ? new URL(given) : new URL(given, home);
  const isHome = target.host === home.host || target.host.endsWith(`.${home.host}`);
  if (target.protocol !== home.protocol || !isHome || target.username || target.password)
    throw new AddressRefused('it is not where my token belongs');
  if (isWhole && method !== 'GET') throw new AddressRefused('what a service gave is read and nothing else');
  const [path = ''] = (isWhole ? given.replace(/^https?:\/\/[^/?#]*/i, '') : given).split('?');
  const climbs = /(^|\/)\.+(\/|$)|%(2e|2f|5c|3f|23)|[\\#\p{Cc}]/iu.test(path);
  if (isWhole ? climbs : !isPath(path)) throw new AddressRefused('its path leads somewhere else');
  return target;
}

const words = ['subscriptionId', 'resourceGroup', 'name', 'gallery', 'definition', 'version'] as const;

/** These take words of people, and a whole URL. */
const free: readonly (keyof Azure)[] = ['findPrincipals', 'findOperation', 'findRole'];

/** The door, with a look at whatever goes in: the names of what a call is about are names, and each id in it is a path that stays where it says. */
export function checkedDoor(azure: Azure): Azure {
  const verbs = Object.entries(azure).map(([verb, call]: [string, (...of: never[]) => Promise<unknown>]) => [
    verb,
    async (...given: never[]) => {
      const [about, ...rest] = given as readonly unknown[];
      if (typeof about === 'object' && about !== null)
        for (const word of words) if (word in about) named(Reflect.get(about, word));
      if (!free.some(one => one === verb))
        for (const text of [about, ...rest]) if (typeof text === 'string' && !text.startsWith('/')) named(text);
      ids(given);
      return await call(...given);
    },
  ]);
  return Object.fromEntries(verbs) as Azure;
}

function named(value: unknown): void {
  if (typeof value !== 'string' || !isPart(value)) throw new AddressRefused('one of its names is none');
}

/** Tags are anybody's texts, and are not looked up. */
function ids(value: unknown): void {
  if (typeof value === 'string' && /^\/*(subscriptions|providers)\//i.test(value) && !isPath(value))
    throw new AddressRefused('one of its ids leads somewhere else');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) if (key !== 'tags') ids(inner);
}
