/** More than anybody reads of one text of others; what is longer is cut before it is looked through. */
const mostOf = 64_000;

const cut = '[cut]';

/**
 * A text of others (an answer of Azure's, a guest's log, an error) without what may be a secret in it, and without characters that cannot be seen or turn a line around.
 * Each pattern takes what it begins on or gives up within a fixed number of characters, so that the work grows with the text and no faster.
 */
export function scrub(text: string): string {
  const visible = seen(text.length > mostOf ? `${text.slice(0, mostOf)}…` : text);
  return patterns.reduce((left, [pattern, put]) => left.replace(pattern, put), withoutPrivateKeys(visible));
}

/** A text in which nothing is hidden: line breaks and tabs stay, all other control, format and colour codes go. */
export function seen(text: string): string {
  return text
    .toWellFormed()
    .replace(colours, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\p{Cf}\u2028\u2029]/gu, '');
}

const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]{0,30}[A-Za-z]`, 'g');

type Put = (found: string, ...parts: string[]) => string;

const all: Put = () => cut;
const behindKey: Put = (_found, key = '') => `${key}${cut}`;

/** A key whose value is a secret, as it is written in settings, headers, JSON, connection strings and command lines. */
const secretKey =
  'sig|signature|account[_-]?key|shared[_-]?access[_-]?(?:key|signature)|(?:api|access|primary|secondary|storage|subscription|functions|host|master|encryption|private)[_-]?key|client[_-]?secret|secret|pass(?:word|wd|phrase|code)|pwd|credentials?|(?:access|refresh|id|auth|bearer|sas|security|session)[_-]?token|token|assertion|cookie';

const shortKey = '(?<=[_-])(?:pass|pw)|(?<![A-Za-z ])pass|(?<![A-Za-z])pass(?==)';
const key = `(?:${secretKey}|passwort|${shortKey})`;

/** A quote, in JSON within JSON with backslashes before it. */
const quote = `\\\\{0,7}["']`;
const is = `(?:=>|:=|={1,2}|:|%(?:25){0,2}3d|\\\\{1,4}u003d|&#61;)`;

/** Quotes within a value are doubled, or have more backslashes before them than the one that it began with. */
const value = [
  `""[^"\\n]+""`,
  `b?"(?:[^"\\\\\\n]|\\\\[^\\n]|"")*"?`,
  `b?'(?:[^'\\\\\\n]|\\\\[^\\n]|'')*'?`,
  `(?<escape>\\\\{1,7})"(?:[^"\\\\\\n]|(?!\\k<escape>")\\\\+"?)*(?:\\k<escape>")?`,
  `\\{[^}\\n]*\\}?`,
  `[^\\s;&"'<>]+`,
].join('|');

const patterns: readonly (readonly [RegExp, Put])[] = [
  [
    /(:(?:\\{0,7}\/){2})[^\s"'<>/@:]{0,100}:(?!\d{1,5}(?:[/?#\\]|$))[^\s"'<>]{1,256}@/g,
    (_found, to = '') => `${to}${cut}@`,
  ],
  [
    /(hooks\.slack(?:-gov)?\.com|webhook\.office\.com)((?:\\{0,7}\/|%2f)\w{1,40})[^\s"'<>]+/gi,
    (_found, host = '', path = '') => `${host}${path}/${cut}`,
  ],
  [/:\/\/[^\s"'<>]*/g, withoutQuery],
  [/\/\/[^\s/@]{1,256}@/g, user => (user.includes(':') ? `//${cut}@` : user)],
  [/(?:xox[a-z]|xapp)[-.][\w.-]+/g, all],
  [/eyJ[\w-]+(?:\.[\w-]*)*/g, token => (token.includes('.') || token.length > 40 ? cut : token)],
  [new RegExp(`(cookie(?:${quote})?\\s{0,40}[:=]\\s{0,40})[^\\n]+`, 'gi'), behindKey],
  [/\b(digest\s{1,4})\w{1,40}=[^\n]*/gi, behindKey],
  [
    new RegExp(
      `(authorization(?:${quote})?\\s{0,40}[:=]\\s{0,40}(?:${quote})?)([^\\s"',;\\\\]+)(\\s{1,4}[^\\s"',;\\\\]+)?`,
      'gi',
    ),
    withoutAuthorization,
  ],
  [/\b(bearer|basic|negotiate|sharedkey(?:lite)?|sharedaccesssignature)(\s{1,4})([^\s"',;]{8,})/gi, withoutScheme],
  [
    new RegExp(`(${key}(?:${quote})?\\s{0,40}:\\s{0,40}[|>][-+\\d]{0,2}[ \\t]{0,40}\\n)(?:[ \\t]+[^\\n]*\\n?)+`, 'gi'),
    behindKey,
  ],
  [new RegExp(`(<[\\w:.-]{0,40}${key}(?:\\s[^<>\\n]{0,100})?>\\s{0,40}(?:<value>\\s{0,40})?)[^<]+`, 'gi'), behindKey],
  [new RegExp(`(${key}["']\\s{1,4}value\\s{0,4}=\\s{0,4})(?:${value})`, 'gi'), behindKey],
  [new RegExp(`(${key}(?:${quote})?\\s{0,40}${is}\\s{0,40})(?:${value})`, 'gi'), behindKey],
  [new RegExp(`((?:^|\\s)(?:--?|/)${key}\\s{1,4})(?:${value})`, 'gi'), behindKey],
  [new RegExp(`(ConvertTo-SecureString\\s{1,4}(?:-String\\s{1,4})?)(?:${value})`, 'gi'), behindKey],
  [/(\s(?:-u|--user|--proxy-user)[\s=]{1,4}["']?[^\s:"']{1,100}:)[^\s"']+/g, behindKey],
  [
    /(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{43}(?:=|\\{1,4}u003d|%(?:25){0,2}3d)(?![A-Za-z0-9+/=])|[A-Za-z0-9+/]{86}(?:=|\\{1,4}u003d|%(?:25){0,2}3d){2})/gi,
    all,
  ],
  [/\b(?:gh[oprsu]_|github_pat_|glpat-|npm_|AKIA|ASIA)\w{16,}/g, all],
  [/[\w.~-]{3}\dQ~[\w.~-]{31,34}/g, all],
];

/** Signatures travel in the query of a URL, tokens in its fragment too, and passwords before its host; a URL is told by its `://`. */
function withoutQuery(url: string): string {
  const to = url.slice(3).search(/[/?#]/);
  const host = to < 0 ? url.slice(3) : url.slice(3, 3 + to);
  const at = host.lastIndexOf('@');
  const rest = to < 0 ? '' : url.slice(3 + to);
  const query = rest.search(/[?#]/);
  const shown = query < 0 ? rest : `${rest.slice(0, query + 1)}${cut}`;
  return `://${at < 0 ? host : `${cut}${host.slice(at)}`}${shown}`;
}

/** What stands behind a scheme is a credential; a first word that is no scheme may be one itself. */
function withoutAuthorization(found: string, header = '', first = '', second = ''): string {
  if (/^(?:bearer|basic|token|negotiate|ntlm|digest|sharedkey(?:lite)?|sharedaccesssignature|apikey)$/i.test(first))
    return second ? `${header}${first} ${cut}` : found;
  return isCredential(first) ? `${header}${cut}${second}` : found;
}

const isCredential = (word: string): boolean => word.length >= 16 || /[\d=+/]|[a-z][A-Z]/.test(word);

/** “Bearer token” and “Basic authentication” are words; what has a digit or a capital within is a credential. */
function withoutScheme(found: string, scheme = '', blanks = '', credential = ''): string {
  return isCredential(credential) ? `${scheme}${blanks}${cut}` : found;
}

/** Whole private keys, and the rest of one of which a log shows only the end. */
function withoutPrivateKeys(text: string): string {
  if (!/PRIVATE KEY|Private-Lines/i.test(text)) return text;
  const kept: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    const begins = keyBegins.exec(line);
    const ends = keyEnds.test(line);
    if (inside) inside = !ends || isBegunAgain(line);
    else if (begins) {
      kept.push(`${line.slice(0, begins.index)}${cut}`);
      inside = !ends || isBegunAgain(line);
    } else if (ends) {
      while (isKeyLine(kept.at(-1))) kept.pop();
      kept.push(withoutLastKeyWord(kept.pop() ?? ''), cut);
    } else kept.push(line);
  }
  return kept.join('\n');
}

const keyBegins = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|Private-Lines: \d/i;
const keyEnds = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY|^Private-MAC/i;

/** Whether another key begins on a line behind where one ends. */
const isBegunAgain = (line: string): boolean => {
  const upper = line.toUpperCase();
  return upper.lastIndexOf('BEGIN ') > upper.lastIndexOf('END ');
};

/** A line of a key alone, or behind what a log puts before each line. */
function isKeyLine(line: string | undefined): boolean {
  const words = line?.trim().split(/\s/) ?? [];
  const last = words.at(-1) ?? '';
  return /^[A-Za-z0-9+/=]+$/.test(last) && last.length >= (words.length > 1 ? 40 : 8);
}

/** What stands before the first line of such a rest stays. */
function withoutLastKeyWord(line: string): string {
  const at = line.lastIndexOf(' ') + 1;
  return isKeyLine(line.slice(at)) ? `${line.slice(0, at)}${cut}` : line;
}
