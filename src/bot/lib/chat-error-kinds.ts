import type { ChatErrorKind } from '../chat.ts';

/** Looks up what a platform's own code comes to; undefined for one that says nothing more than no. */
export function kindsByCode(
  codes: Readonly<Partial<Record<ChatErrorKind, readonly string[]>>>,
): (code: string) => ChatErrorKind | undefined {
  const kinds = Object.keys(codes) as ChatErrorKind[];
  return code => kinds.find(kind => codes[kind]?.includes(code));
}
