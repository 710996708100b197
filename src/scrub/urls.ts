import { cut, type Pattern } from './pattern.ts';

/** Secrets in addresses: passwords before the host, signatures in the query, tokens in the fragment and in the paths of webhooks. */
export const urls: readonly Pattern[] = [
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
