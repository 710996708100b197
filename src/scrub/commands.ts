import { commandTable } from './command-table.ts';
import { isCredential, isNothing, meaningOf } from './names.ts';
import { type Finder, findBy, type Part } from './part.ts';
import { type Word, wordsFrom } from './words.ts';

const rules = new Map(
  Object.entries(commandTable).flatMap(([names, forms]) =>
    names.split(' ').map(name => [name, forms.map(form => form.split(' '))] as const),
  ),
);

const programs = new RegExp(
  `(?<![\\w.-])(?:${[...rules.keys()]
    .toSorted((a, b) => b.length - a.length)
    .map(name => name.replaceAll('.', '\\.'))
    .join('|')})(?:\\.exe)?(?=["']?(?:[\\s,]|$))["']?`,
  'gi',
);

/** What the programs of the table are given. */
function* inCommands(text: string): Iterable<Part> {
  for (const match of text.matchAll(programs)) {
    const name = match[0].toLowerCase().replace(/["']$/, '');
    const forms = rules.get(name) ?? rules.get(name.replace(/\.exe$/, '')) ?? [];
    const words = wordsFrom(text, match.index + match[0].length);
    for (const form of forms) yield* formed(form, words);
  }
}

function* formed(form: readonly string[], words: readonly Word[]): Iterable<Part> {
  const [condition = ''] = form;
  if (condition.endsWith('?')) {
    if (words.some(word => `${word.text}?` === condition)) yield* formed(form.slice(1), words);
    return;
  }
  for (const at of words.keys()) {
    const part = secretOf(form, words, at);
    if (part) yield* part;
  }
}

/** What a form takes of the words from one on; null where they do not have it. */
function secretOf(
  [first = '', ...others]: readonly string[],
  words: readonly Word[],
  at: number,
): readonly Part[] | null {
  const word = words[at] as Word;
  if (others.length === 0) return /[^*]/.test(first) ? within(first, word) : null;
  if (first !== '_' && !isSame(word.text, first))
    return isFlag(first) && others.length === 1 ? boundTo(first, others[0] ?? '', word) : null;
  if (first === '_' && at > 0) return null;
  if (others[0] === '**')
    return words.slice(at + 1).filter(one => !/^(?:[/\\*-]|[a-z]:$)/i.test(one.text) && one.text.length > 3);
  const last = words[at + others.length];
  if (!last || words.slice(at + 1, at + others.length).some(one => isOption(one.text))) return null;
  return isOption(last.text) && !/^-.*[\d!@#$%^&]/.test(last.text) ? null : within(others.at(-1) ?? '', last);
}

/** One word that has the secret in it: `-p*`, `_:*`, `-u_:*`, `--from-literal=*`. */
function within(form: string, word: Word): readonly Part[] | null {
  const [before = '', sign] = form.slice(0, -1).split('_');
  if (!isBegun(word.text, before)) return null;
  const at = sign === undefined ? before.length : word.text.indexOf(sign, before.length) + sign.length;
  const isThere = sign === undefined || at > before.length;
  if (!isThere || at >= word.text.length || /^\w{2,8}:\/\//.test(word.text)) return null;
  return [unquoted(word, at)];
}

/** A flag and its secret in one word: `/pass:X`, `--user=a:X`. */
function boundTo(flag: string, form: string, word: Word): readonly Part[] | null {
  if (!isBegun(word.text, flag) || !/[=:]/.test(word.text[flag.length] ?? '')) return null;
  const rest = { text: word.text.slice(flag.length + 1), from: word.from + flag.length + 1, to: word.to };
  return within(form, rest);
}

function unquoted(word: Word, at: number): Part {
  const open = /["']/.test(word.text[at] ?? '') ? 1 : 0;
  return { from: word.from + at + open, to: word.to - (open && /["']$/.test(word.text) ? 1 : 0) };
}

const isFlag = (word: string): boolean => /^[/-]/.test(word);
const isOption = (word: string): boolean => /^(?:--?[A-Za-z]|\/[A-Za-z]{1,12}(?::|$))/.test(word);

/** Flags of one letter are told by its case; Windows tells none by theirs. */
const isSame = (word: string, form: string): boolean =>
  /^-\w$/.test(form) ? word === form : word.toLowerCase() === form.toLowerCase();
const isBegun = (word: string, form: string): boolean =>
  /^-\w/.test(form) && form.length < 4 ? word.startsWith(form) : word.toLowerCase().startsWith(form.toLowerCase());

/** An option of any program that is named as a secret, with the word behind it. */
function* options(text: string): Iterable<Part> {
  for (const match of text.matchAll(/(?<=^|[\s"'([,])(?:--?|\/)([A-Za-z][\w-]{2,60})["']?[ \t,]{1,8}(?=\S)/g)) {
    const meaning = meaningOf(match[1] ?? '');
    if (!meaning) continue;
    const [word] = wordsFrom(text, match.index + match[0].length);
    if (!word || isOption(word.text) || isNothing(word.text)) continue;
    if (meaning === 'perhaps' && !isCredential(word.text)) continue;
    if (match[0].startsWith('/') && /^[a-z]+$/.test(word.text) && word.text.length < 5) continue;
    if (/^(?:is|was|and|or|are|must|cannot|can|the|to|option|flag|argument|parameter|not|for)$/i.test(word.text))
      continue;
    yield word;
  }
}

const quoted = `"[^"\\n]{1,300}"?|'[^'\\n]{1,300}'?`;

/** Secrets in command lines. */
export const inCommandLines: readonly Finder[] = [
  inCommands,
  options,
  findBy(
    new RegExp(
      `(ConvertTo-SecureString\\s{1,4}(?:-(?:String|AsPlainText|Force|InputObject)\\s{1,4}){0,3})(?:${quoted}|[^\\s-][^\\s)]*)`,
      'gi',
    ),
  ),
  findBy(new RegExp(`(?:${quoted})(?=\\s{0,4}\\|\\s{0,4}ConvertTo-SecureString)`, 'gi')),
  findBy(
    new RegExp(
      `((?:PSCredential|NetworkCredential)(?:\\]::new)?\\s{0,4}\\(?\\s{0,4}(?:${quoted}|[^\\s,"']{1,60}),\\s{0,4})(?:${quoted})`,
      'gi',
    ),
  ),
  findBy(
    new RegExp(
      `(\\b(?:echo|printf|print|yes)\\s{1,4}(?:-[neE]{1,3}\\s{1,4}){0,2})(?:${quoted}|[^\\s"'|\\n]{1,200})(?=\\s{0,4}\\|\\s{0,4}(?:sudo\\b|su\\b|chpasswd|passwd|cryptsetup|kinit|docker|podman|helm|az\\b|openssl|smbpasswd|realm|adcli|ldap|gpg|mysql|psql|vault|gh\\b))`,
      'gi',
    ),
  ),
  findBy(
    /(\b(?:passwd|kinit|sudo|realm|vncpasswd|cryptsetup|docker|gpg|openssl)\b[^\n]{0,100}<<<\s{0,4}["']?)[^\s"']{1,200}/g,
  ),
  findBy(/(\bsend\s{1,4}(?:--\s{1,4})?")[^"\n]{1,200}(?=\\r")/g),
  findBy(/(\b(?:ftp|scp|sftp|rsync|ssh)\s{1,4}(?:-\S{1,20}\s{1,4}){0,4}[\w.-]{1,40}:)[^\s@:/]{1,200}(?=@)/g),
  findBy(/(\bjdbc:oracle:\w{1,10}:[^/\s]{1,60}\/)[^@\s]{1,200}(?=@)/g),
  findBy(/(\bchpasswd\b[^\n]{0,20}<<<\s{0,4}["']?[\w.-]{1,60}:)[^\s"']{1,200}/g),
  findBy(/(\s(?:-u|--user|--proxy-user)[\s=]{1,4}["']?[^\s:"'/]{1,100}:)[^\s"']{1,256}/g),
];
