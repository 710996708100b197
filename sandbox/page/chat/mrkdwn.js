import { h } from '../dom.js';
import { dateText } from './dates.js';
import { emoji } from './emoji.js';

/**
 * Who and what the ids in a text stand for.
 * @typedef {{ [Name in 'userName' | 'groupName' | 'channelName']: (id: string) => string } & { verbatim?: boolean }} Names
 */

const inline = new RegExp(
  [
    '`(?<code>[^`\\n]+)`',
    '<(?<ref>[^<>\\n]+)>',
    '(?<![\\w*])\\*(?<bold>(?!\\s)[^*\\n]+?(?<!\\s))\\*(?![\\w*])',
    '(?<![\\w_])_(?<italic>(?!\\s)[^_\\n]+?(?<!\\s))_(?![\\w_])',
    '(?<![\\w~])~(?<strike>(?!\\s)[^~\\n]+?(?<!\\s))~(?![\\w~])',
    ':(?<emoji>[a-z0-9_+-]+):',
    '(?<url>https?://[^\\s<>|]+[^\\s<>|.,;:!?)])',
  ].join('|'),
  'g',
);

/**
 * Shows Slack's mrkdwn as nodes. The text comes escaped (&amp; &lt; &gt;) and is undone once, after the markup is found.
 * @param {string} text
 * @param {Names} names
 * @param {{ verbatim?: boolean }} [options] `verbatim` leaves bare addresses alone
 * @returns {(Node | string)[]}
 */
export function mrkdwn(text, { userName, groupName, channelName }, { verbatim = false } = {}) {
  const names = { userName, groupName, channelName, verbatim };
  const parts = text.split(/```\n?([\s\S]*?)\n?```/);
  return parts.flatMap((part, index) => (index % 2 ? [h('pre', {}, unescaped(stripRefs(part)))] : lines(part, names)));
}

/**
 * Undoes Slack's three escapes.
 * @param {string} text
 */
export function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * @param {string} text
 * @param {Names} names
 */
function lines(text, names) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  /** @type {string[]} */
  let quoted = [];
  const flush = () => {
    if (quoted.length > 0) nodes.push(h('blockquote', {}, lines(quoted.join('\n'), names)));
    quoted = [];
  };
  const all = text.split('\n');
  for (const [index, line] of all.entries()) {
    if (line.startsWith('&gt;')) {
      quoted.push(line.slice(4).trimStart());
      continue;
    }
    flush();
    nodes.push(...spans(line, names));
    if (index < all.length - 1) nodes.push(h('br'));
  }
  flush();
  return nodes;
}

/**
 * @param {string} text
 * @param {Names} names
 * @returns {(Node | string)[]}
 */
function spans(text, names) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(inline)) {
    if (match.index > end) nodes.push(unescaped(text.slice(end, match.index)));
    nodes.push(span(match, names));
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(unescaped(text.slice(end)));
  return nodes;
}

/**
 * @param {RegExpMatchArray} match
 * @param {Names} names
 */
function span(match, names) {
  const found = match.groups ?? {};
  if (found.code !== undefined) return h('code', {}, unescaped(stripRefs(found.code)));
  if (found.ref !== undefined) return reference(found.ref, names);
  if (found.bold !== undefined) return h('strong', {}, spans(found.bold, names));
  if (found.italic !== undefined) return h('em', {}, spans(found.italic, names));
  if (found.strike !== undefined) return h('s', {}, spans(found.strike, names));
  if (found.emoji !== undefined) return emoji(found.emoji) ?? match[0];
  const url = unescaped(match[0]);
  return names.verbatim ? url : link(url, url);
}

/**
 * What stands between angle brackets: a person, a group, a channel, a date, a call to everybody, a link.
 * @param {string} inside
 * @param {Names} names
 */
function reference(inside, names) {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : unescaped(inside.slice(bar + 1));
  if (target.startsWith('@')) return mention(`@${names.userName(target.slice(1)) || label || target.slice(1)}`);
  if (target.startsWith('#')) return mention(`#${label || names.channelName(target.slice(1))}`);
  if (target.startsWith('!date^')) {
    const [, seconds = '', format = '', url] = target.split('^');
    const text = dateText(Number(seconds), format) ?? label;
    return url ? link(url, text) : h('time', { datetime: new Date(Number(seconds) * 1000).toISOString() }, text);
  }
  if (target.startsWith('!subteam^')) return mention(`@${names.groupName(target.slice('!subteam^'.length))}`);
  if (target.startsWith('!')) return mention(`@${label || target.slice(1).split('^')[0]}`);
  return link(unescaped(target), label || unescaped(target));
}

/**
 * A link that can only lead to a page or a mail address.
 * @param {string} url
 * @param {string} text
 */
export function link(url, text) {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return h('span', {}, text);
  return h('a', { href: url, target: '_blank', rel: 'noreferrer noopener' }, text);
}

/** @param {string} text */
export const mention = text => h('span', { class: 'mention' }, text);

/** @param {string} text */
const stripRefs = text => text.replace(/<(?:[^<>|\n]+\|)?([^<>\n]+)>/g, '$1');
