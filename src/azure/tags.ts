import type { ResourceTags, Tags } from './azure.ts';

/** The tag by which a resource or an image version says which capture made it. */
export const captureTag = 'capture-image-id';

/** The tag with the attempt of the step in which a temporary resource was made. */
const attemptTag = 'capture-image-attempt';

/** The tag with the time from which a temporary resource may be swept; nothing that stays carries it. */
export const expiryTag = 'capture-image-expires';

/** The tags of a temporary resource. */
export function tagsOf({ captureId, attempt, expiresAt, tags }: ResourceTags): Record<string, string> {
  return { ...tags, [captureTag]: captureId, [attemptTag]: String(attempt), [expiryTag]: expiresAt };
}

/** The tags of what is to stay: a gallery, a definition, a version. */
export const lastingTags = ({ captureId, tags }: Pick<ResourceTags, 'captureId' | 'tags'>): Record<string, string> => ({
  ...tags,
  [captureTag]: captureId,
});

/** Reads back whose a resource is; null where a tag is missing or no number. */
export function readMarks(tags: Tags | null | undefined): { captureId: string | null; attempt: number | null } {
  const attempt = tagOf(tags, attemptTag);
  return {
    captureId: tagOf(tags, captureTag),
    attempt: attempt !== null && /^\d{1,9}$/.test(attempt) ? Number(attempt) : null,
  };
}

/** A tag's value, or null; Azure keeps the letters of a tag's name and compares them in any case. */
export function tagOf(tags: Tags | null | undefined, name: string): string | null {
  return Object.entries(tags ?? {}).find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
}
