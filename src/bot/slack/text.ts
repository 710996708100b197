import type { Mention, Span } from '../chat.ts';

/** A text as Slack takes it literally: nothing in it is markup, a mention or a link. */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** At most so many characters, the last one "…" when some were cut off; never half of a surrogate pair. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The pieces of a text in mrkdwn; a message may break between two of them and nowhere else. */
export const toMrkdwn = (spans: readonly Span[]): readonly string[] => spans.flatMap(pieces);

/** Joins pieces to texts of at most `max` characters. */
export function packed(parts: readonly string[], max: number): readonly string[] {
  const texts: string[] = [];
  let current = '';
  for (const part of parts) {
    if (current !== '' && current.length + part.length > max) {
      texts.push(current);
      current = '';
    }
    current += part;
  }
  return current.trim() === '' ? texts : [...texts, current];
}

function pieces(span: Span): readonly string[] {
  if (typeof span === 'string') return chunks(span).map(literal);
  if ('bold' in span) return chunks(span.bold).map(bold);
  if ('code' in span) return chunks(span.code).map(code);
  if ('person' in span) {
    const { platform, id, name } = span.person;
    return [platform === 'slack' && /^[UW][A-Z0-9]+$/.test(id) ? `<@${id}>` : literal(shorten(name, 200))];
  }
  if ('mention' in span) return [mention(span.mention)];
  if ('time' in span) return [time(span.time)];
  return [link(span.url, span.link)];
}

function mention({ is, id, name }: Mention): string {
  if (is === 'person' && /^[UW][A-Z0-9]+$/.test(id)) return `<@${id}>`;
  return is === 'group' && /^S[A-Z0-9]+$/.test(id) ? `<!subteam^${id}>` : literal(shorten(name, 200));
}

const bold = (text: string): string => {
  const words = literal(text.replaceAll('*', '').replaceAll('\n', ' '));
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(words) ?? [];
  return inner === '' ? words : `${before}*${inner}*${after}`;
};

const code = (text: string): string => {
  const words = escapeText(text.replaceAll('`', "'").replace(/\s+/g, ' '));
  return words.trim() === '' ? '' : `\`${words}\``;
};

/** The page that a link opens must be the web's; a label cannot end the link. */
function link(url: string, label: string): string {
  const words = literal(shorten(label, 150).replaceAll('|', '¦'));
  if (!/^https?:\/\//.test(url) || url.length > 1500) return words;
  return `<${escapeText(url.replaceAll('|', '%7C').replace(/\s/g, '%20').replaceAll('<', '%3C').replaceAll('>', '%3E'))}|${words}>`;
}

function time(iso: string): string {
  const seconds = Math.floor(Date.parse(iso) / 1000);
  if (Number.isNaN(seconds)) return literal(shorten(iso, 40));
  const fallback = `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${seconds}^{date_short_pretty} {time}|${fallback}>`;
}

const blank = '\u200b';

/** Escapes, and puts invisible blanks around a sign at the edge of a word, which Slack would take for formatting. */
function literal(text: string): string {
  return escapeText(text)
    .replace(/(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu, `${blank}$&${blank}`)
    .replace(/:(?=[a-z0-9_+'-]+:)/g, `:${blank}`)
    .replace(/^&gt;/gm, `${blank}&gt;`);
}

/** Pieces of a raw text that stay well under every limit even when all of it has to be escaped. */
export function chunks(text: string): readonly string[] {
  if (text === '') return [];
  const letters = Array.from(text);
  const count = Math.ceil(letters.length / 250);
  return Array.from({ length: count }, (_, index) => letters.slice(index * 250, (index + 1) * 250).join(''));
}
