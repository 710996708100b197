import { type Finder, findBy, type Part } from './part.ts';

const harmless =
  /^(?:api-version|linkid|clcid|lcid|view|preserve-view|tabs|pivots|restype|comp|prefix|\$(?:filter|top|select|expand|skip|count|orderby))=[\w.,:$@+ %()'/-]{0,100}$/i;

/** Every address: the passwords before its host, and its query and fragment unless all that they say is known to be harmless. */
function* addresses(text: string): Iterable<Part> {
  for (const { 0: url, index } of text.matchAll(/:\/\/[^\s"'<>]*/g)) {
    const path = url.slice(3).search(/[/?#]/);
    const host = path < 0 ? url.slice(3) : url.slice(3, 3 + path);
    yield { from: index + 3, to: index + 3 + host.lastIndexOf('@') };
    const query = url.search(/[?#]/);
    if (query >= 0 && !isHarmless(url.slice(query))) yield { from: index + query + 1, to: index + url.length };
  }
}

/** What says nothing but where to look on a page, and which version to answer with. */
function isHarmless(from: string): boolean {
  const [query = '', fragment = ''] = from.replace(/[.,;:)\]]{1,3}$/, '').split('#');
  const pairs = query.slice(1).split('&').filter(Boolean);
  return pairs.every(pair => harmless.test(pair)) && /^[A-Za-z_/.-]{0,200}$/.test(fragment);
}

/** Secrets in addresses: passwords before the host, signatures in the query, tokens in the fragment and in the paths of webhooks. */
export const inUrls: readonly Finder[] = [
  addresses,
  findBy(/(:\/\/)[^\s"'<>/@:]{0,100}:(?!\d{1,5}(?:[/?#\\]|$))[^\s"'<>]{1,256}(?=@)/g),
  findBy(/((?<!:)\/\/)[^\s/@:"'<>]{1,100}:[^\s/@"'<>]{1,256}(?=@)/g),
  findBy(
    /((?:hooks\.slack(?:-gov)?\.com|(?:[\w-]{1,60}\.)?webhook\.office\.com|outlook\.office(?:365)?\.com|hooks\.zapier\.com|discord(?:app)?\.com\/api)\/[\w-]{1,40}\/)[^\s"'<>]+/gi,
  ),
  findBy(/(api\.telegram\.org\/bot)[^\s"'<>/]+/gi),
  findBy(/((?:^|[?&\s"'])(?:c|s|h|sig|code)=)[^&\s"'<>]{16,}/g),
];
