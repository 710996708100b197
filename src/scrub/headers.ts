import { behindFirst, cut, type Pattern } from './pattern.ts';
import { quote } from './written.ts';

/** Secrets in the headers of HTTP. */
export const headers: readonly Pattern[] = [
  [new RegExp(`(cookie(?:${quote})?\\s{0,40}[:=]\\s{0,40})[^\\n]+`, 'gi'), behindFirst],
  [/\b(digest\s{1,4})\w{1,40}=[^\n]*/gi, behindFirst],
  [
    new RegExp(
      `(authorization(?:${quote})?\\s{0,40}[:=]\\s{0,40}(?:${quote})?)([^\\s"',;\\\\]+)(\\s{1,4}[^\\s"',;\\\\]+)?`,
      'gi',
    ),
    withoutAuthorization,
  ],
  [/\b(bearer|basic|negotiate|sharedkey(?:lite)?|sharedaccesssignature)(\s{1,4})([^\s"',;]{8,})/gi, withoutScheme],
];

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
