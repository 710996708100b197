import { isCredential } from './names.ts';
import { type Finder, findBy, type Part } from './part.ts';

const schemes =
  /^(?:bearer|basic|token|negotiate|ntlm|digest|sharedkey(?:lite)?|sharedaccesssignature|api-?key|aws4-hmac-sha256|hmac-sha\d+|hawk|oauth|googlelogin|bot|mac|genie-?key|key|splunk|dpop|kerberos|ssws|wrap|signature|pop|private|pkta|session|atlassian|jwt|azure\w*|snowflake)$/i;

/** Of these the credential is all that stands behind them. */
const long =
  /^(?:digest|aws4-hmac-sha256|hmac-sha\d+|hawk|oauth|mac|signature|wrap|snowflake|googlelogin|sharedkey(?:lite)?)$/i;

const quote = `\\\\{0,7}["'\`]`;

/** Behind the name of such a header stands a scheme and a credential, or a credential alone. */
function* authorizations(text: string): Iterable<Part> {
  const header = new RegExp(
    `(?:authorization(?:-auxiliary)?|extraheader)(?:${quote})?\\s{0,40}(?:[:=,]|=>)\\s{0,40}(?:${quote})?\\s{0,4}`,
    'gi',
  );
  for (const match of text.matchAll(header)) {
    const from = match.index + match[0].length;
    const line = /^[^\n]{0,4000}/.exec(text.slice(from, from + 4_000))?.[0] ?? '';
    const part = credentialIn(line);
    if (part) yield { from: from + part.from, to: from + part.to };
  }
}

function credentialIn(line: string): Part | null {
  const first = /^[^\s"'`,;\\]+/.exec(line)?.[0] ?? '';
  if (schemes.test(first)) {
    const rest = line.slice(first.length);
    const credential = (long.test(first) ? /^(\s{1,4})[^\n]+/ : /^(\s{1,4})[^\s"'`]+/).exec(rest);
    if (!credential) return null;
    return { from: first.length + (credential[1]?.length ?? 0), to: first.length + credential[0].length };
  }
  return isCredential(first) || first.length >= 16 ? { from: 0, to: /^[^\s"'`]+/.exec(line)?.[0].length ?? 0 } : null;
}

const isLong = ({ 0: found, 1: before = '' }: RegExpExecArray): boolean => {
  const credential = found.slice(before.length);
  if (/^[a-z_]{1,40}=$/.test(credential)) return false;
  return /\d|[a-z][A-Z]|=$/.test(credential) || credential.length >= 24;
};

/** Secrets in the headers of HTTP, whether or not the name of the header stands there. */
export const inHeaders: readonly Finder[] = [
  authorizations,
  findBy(new RegExp(`((?:set-)?cookie2?(?:${quote})?\\s{0,40}[:=]\\s{0,40})[^\\n]+`, 'gi')),
  findBy(/(\bdigest\s{1,4})\w{1,40}=[^\n]*/gi),
  findBy(/(\baws4-hmac-sha256\s{1,4})credential=[^\n]*/gi),
  findBy(
    /(\b(?:bearer|basic|negotiate|ntlm|sharedkey(?:lite)?|sharedaccesssignature|hawk|genie-?key|ssws|dpop|splunk)\s{1,4})[^\s"',;]{8,}/gi,
    isLong,
  ),
];
