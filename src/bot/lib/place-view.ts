import { entryAt, mirrorOf } from '../../jobs/record/mirror.ts';
import type { Job, Mirror } from '../../jobs/record/record.ts';
import { platformOf } from '../../jobs/request/platforms.ts';
import type { Place } from '../../jobs/request/request.ts';

/** A capture as it is told in a mirror: from there the first place is the other one. */
export function asSeenIn(capture: Job, { place }: Mirror): Job {
  const { mirrors = [] } = capture;
  const first = { place: capture.place, name: platformOf(capture.place).name, since: 0 };
  return { ...capture, place, mirrors: [first, ...mirrors.filter(other => other.place !== place)] };
}

/** A capture as it is told where somebody looks at it, and the entry of that place. */
export function shownIn(capture: Job, place: Place): { readonly entry: string; readonly shown: Job } {
  const entry = entryAt(capture, place);
  const mirror = mirrorOf(capture, entry);
  return { entry, shown: mirror ? asSeenIn(capture, mirror) : capture };
}
