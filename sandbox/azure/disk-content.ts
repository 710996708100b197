import type { DataContent, SystemContent } from './world.ts';

/** What is on a disk, frozen: the copy goes its own way from here. */
export function copyContent(content: DataContent | SystemContent | undefined): DataContent | SystemContent | undefined {
  return structuredClone(content);
}

/** True of a disk that a machine can boot from. */
export function isSystem(content: DataContent | SystemContent | undefined): content is SystemContent {
  return content !== undefined && 'guest' in content;
}
