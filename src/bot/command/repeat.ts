import { wordOf } from '../../jobs/request/next-version.ts';
import { type Request, takenApart } from '../../jobs/request/request.ts';
import type { FormValues } from '../chat.ts';

/**
 * What a capture asked for, to be asked for again: as a whole capture, for the next version, without what was about that one
 * version, and without an end of life that has passed. The VM's group and subscription stand apart from its name.
 */
export function repeatRequest(asked: Request, now: Date): Request {
  const { planOnly: _planOnly, replaceFailed: _replaceFailed, version, endOfLife, ...request } = asked;
  const isWord = version !== undefined && wordOf(version) !== null;
  const isAhead = endOfLife !== undefined && Date.parse(`${endOfLife}T00:00:00Z`) > now.getTime();
  return takenApart({ ...request, ...(isWord ? { version } : {}), ...(isAhead ? { endOfLife } : {}) });
}

/**
 * What a form is over that it does not show, given what it opened with and came back with. What belongs to the VM or to the gallery
 * goes when another one was filled in.
 */
export function carriedOver(base: Request, opened: FormValues, filled: FormValues): Partial<Request> {
  const left = new Set([
    ...Object.keys(opened),
    ...(filled.vm.includes('/') ? ['resourceGroup'] : []),
    ...(filled.vm === opened.vm ? [] : ['resourceGroup', 'subscription']),
    ...(filled.gallery === opened.gallery ? [] : ['galleryResourceGroup']),
  ]);
  return Object.fromEntries(Object.entries(base).filter(([key]) => !left.has(key)));
}
