import { behindFirst, type Pattern } from './pattern.ts';
import { is, quote, value } from './written.ts';

/** A key whose value is a secret, as it is written in settings, headers, JSON, connection strings and command lines. */
const secretKey =
  'sig|signature|account[_-]?key|shared[_-]?access[_-]?(?:key|signature)|(?:api|access|primary|secondary|storage|subscription|functions|host|master|encryption|private)[_-]?key|client[_-]?secret|secret|pass(?:word|wd|phrase|code)|pwd|credentials?|(?:access|refresh|id|auth|bearer|sas|security|session)[_-]?token|token|assertion|cookie';

const shortKey = '(?<=[_-])(?:pass|pw)|(?<![A-Za-z ])pass|(?<![A-Za-z])pass(?==)';
export const key = `(?:${secretKey}|passwort|${shortKey})`;

/** Secrets that are known by the name beside them: in settings, JSON, YAML, XML and connection strings. */
export const named: readonly Pattern[] = [
  [
    new RegExp(`(${key}(?:${quote})?\\s{0,40}:\\s{0,40}[|>][-+\\d]{0,2}[ \\t]{0,40}\\n)(?:[ \\t]+[^\\n]*\\n?)+`, 'gi'),
    behindFirst,
  ],
  [new RegExp(`(<[\\w:.-]{0,40}${key}(?:\\s[^<>\\n]{0,100})?>\\s{0,40}(?:<value>\\s{0,40})?)[^<]+`, 'gi'), behindFirst],
  [new RegExp(`(${key}["']\\s{1,4}value\\s{0,4}=\\s{0,4})(?:${value})`, 'gi'), behindFirst],
  [new RegExp(`(${key}(?:${quote})?\\s{0,40}${is}\\s{0,40})(?:${value})`, 'gi'), behindFirst],
];
