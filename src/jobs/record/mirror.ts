import { platformIds } from '../request/platforms.ts';
import { isSameChannel, type Place } from '../request/request.ts';
import type { Job, Mirror } from './record.ts';
import { transitionReason } from './transition-reasons.ts';
import type { Transition } from './transitions.ts';

/** A place of a capture as the outbox knows it: the id alone is where it was asked for. */
export const entryOf = (id: string, { platform, workspace, channel }: Place): string =>
  `${id}@${platform}:${workspace}:${channel}`;

/** Every place of a capture, the first one first. */
export const entriesOf = ({ id, mirrors = [] }: Job): readonly string[] => [
  id,
  ...mirrors.map(({ place }) => entryOf(id, place)),
];

export const idOf = (entry: string): string => entry.split('@', 1)[0] ?? entry;

/** The platform that an entry names; null for the first place of a capture, which its record names. */
export const platformIn = (entry: string): Place['platform'] | null =>
  platformIds().find(platform => entry.includes(`@${platform}:`)) ?? null;

/** The mirror that an entry is for; null for the first place, and undefined for a mirror that there is no more. */
export function mirrorOf(capture: Job, entry: string): Mirror | null | undefined {
  if (entry === capture.id) return null;
  return capture.mirrors?.find(({ place }) => entryOf(capture.id, place) === entry);
}

/** The entry of the place of a capture that something was heard in; what was heard elsewhere counts as in the first. */
export function entryAt({ id, mirrors = [] }: Job, event: Place): string {
  const here = mirrors.find(({ place }) => isSameChannel(place, event));
  return here ? entryOf(id, here.place) : id;
}

/** Shows a capture in one more place, from the question or the end that stands there now. */
export function mirror<J extends Job>(capture: J, { place, name }: Pick<Mirror, 'place' | 'name'>): Transition<J> {
  const { mirrors = [] } = capture;
  if ([capture, ...mirrors].some(shown => isSameChannel(shown.place, place)))
    return { is: 'no', ...transitionReason('shown-already', { name }) };
  if (mirrors.length >= mostMirrors)
    return { is: 'no', ...transitionReason('shown-too-often', { most: mostMirrors }, 'too-many') };
  return { is: 'yes', capture: { ...capture, mirrors: [...mirrors, { place, name, since: firstToTell(capture) }] } };
}

/** The place does not take messages: it is left out from now on, and the thread is told so. */
export function dropMirror<J extends Job>(
  capture: J,
  { name, place }: Mirror,
  { code, at }: { code: string; at: string },
): J {
  const mirrors = (capture.mirrors ?? []).filter(other => !isSameChannel(other.place, place));
  return { ...capture, mirrors, notices: [...capture.notices, { kind: 'mirror-lost', name, code, at }] };
}

const mostMirrors = 5;

/** Whoever comes late reads what is open or how it ended, and not what led there. */
function firstToTell({ status, notices }: Job): number {
  if (status.is === 'running' || status.is === 'planning') return notices.length;
  const at =
    status.is === 'waiting' ? notices.findLastIndex(({ kind }) => kind === 'question' || kind === 'guest') : -1;
  return at < 0 ? Math.max(0, notices.length - 1) : at;
}
