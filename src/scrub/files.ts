import { isNothing, meaningOf } from './names.ts';
import { type Finder, findBy, type Part } from './part.ts';

/** Lines of `name:password` below the word `chpasswd`, as cloud-init and shells hand them over. */
function* passwordLists(text: string): Iterable<Part> {
  let reached = 0;
  for (const { index } of text.matchAll(/chpasswd|"users"\s{0,4}:|newusers/g)) {
    if (index < reached) continue;
    reached = index + 1_000;
    const below = text
      .slice(index, index + 2_000)
      .split('\n')
      .slice(0, 30)
      .join('\n');
    for (const match of below.matchAll(
      /(^[ \t"'-]{0,40}|[[,]\s{0,4}["']?)((?!expire|list|users|type|name)[a-z_][\w.-]{0,40}:)([^\s:"',\]]{1,200})(?=["']?[ \t]*[,\]]|["']?[ \t]*$)/gm,
    ))
      yield {
        from: index + match.index + (match[1]?.length ?? 0) + (match[2]?.length ?? 0),
        to: index + match.index + match[0].length,
      };
  }
}

/** Secrets in files that systems and tools keep them in. */
export const inFiles: readonly Finder[] = [
  passwordLists,
  findBy(
    /((?:^|\s)(?:machine\s{1,4}\S{1,200}\s{1,8})?(?:login\s{1,4}\S{1,200}\s{1,8})(?:account\s{1,4}\S{1,100}\s{1,8})?password\s{1,4})\S+/g,
  ),
  findBy(
    /(^[ \t]{0,40}(?:password|passwd|passphrase|secret|psk|requirepass|masterauth|_authToken)[ \t]{1,40})(?!is\b|must\b|not\b|for\b|was\b|has\b|and\b|or\b|to\b)[^\s=:]{1,300}(?=[ \t]{0,40}$)/gim,
  ),
  findBy(
    /((?<![\w.*:/-])[\w.*-]{1,100}:(?:[1-9]\d{2,4}|\*):[\w*.-]{1,64}:[\w*.@-]{1,64}:)(?![0-9a-f:]{1,9}(?:\s|$))[^\s"']+/g,
    ({ 1: before = '' }) => /[g-z*_]/i.test(before) && /[a-z*]/i.test(before.split(':').slice(2).join('')),
  ),
  findBy(/((?<![\w:.-])[a-z_][\w.-]{0,40}\$?:!{0,2})(?![*!]{0,2}:)[^\s:]{4,300}(?=:\d{0,6}:\d{0,6}:\d{0,6}:)/gim),
  findBy(
    /(^[ \t]{0,40}-{0,2}(?<name>[A-Za-z][\w.-]{2,60})[ \t]{1,40}["']?)(?<value>[^\s=:"']{3,300})(?=["']?[ \t]{0,40}$)/gm,
    ({ groups: { name = '', value = '' } = {} }) =>
      meaningOf(name) === 'secret' && !isNothing(value) && !/^passw(?:or)?d$/i.test(name),
  ),
  findBy(/(\bd-i\s{1,4}\S{1,60}\s{1,4}password\s{1,4})\S{1,300}/g),
  findBy(/(\brootpw\s{1,4}(?:--\w{1,20}\s{1,4}){0,2})(?!--)\S{1,300}/g),
  findBy(/(\b(?:requirepass|masterauth)[ \t]{1,10}["']?)[^\s"']{1,300}/gi),
  findBy(/(^["']?[a-z_][\w.-]{0,40}\$?:)(?![x*!]:)[^\s:]{2,300}(?=:\d{1,10}:\d{1,10}:[^:\n]{0,200}:\/)/gim),
  findBy(/(^\s{0,8}"?(?:network|ssid)\b[^\n]{0,100}psk=)\S+/gim),
];
