import { h } from '../dom.js';
import { dateText } from './dates.js';
import { emoji } from './emoji.js';
import { link, mention } from './mrkdwn.js';

/**
 * Shows the elements of a rich_text block as nodes.
 * @param {readonly any[]} elements
 * @param {import('./mrkdwn.js').Names} names
 * @returns {Node[]}
 */
export function richText(elements, names) {
  return elements.map(element => {
    const inside = () => element.elements.map(item => leaf(item, names));
    switch (element.type) {
      case 'rich_text_section':
        return h('div', {}, inside());
      case 'rich_text_preformatted':
        return h('pre', {}, inside());
      case 'rich_text_quote':
        return h('blockquote', {}, inside());
      case 'rich_text_list':
        return h(
          element.style === 'ordered' ? 'ol' : 'ul',
          { class: `indent-${element.indent ?? 0}` },
          richText(element.elements, names).map(item => h('li', {}, [...item.childNodes])),
        );
      default:
        return h('span', { class: 'unknown' }, `(${element.type})`);
    }
  });
}

/**
 * @param {any} item
 * @param {import('./mrkdwn.js').Names} names
 * @returns {import('../dom.js').Child}
 */
function leaf(item, names) {
  switch (item.type) {
    case 'text':
      return styled(item.text, item.style);
    case 'link':
      return link(item.url, item.text ?? item.url);
    case 'user':
      return mention(`@${names.userName(item.user_id)}`);
    case 'channel':
      return mention(`#${names.channelName(item.channel_id)}`);
    case 'broadcast':
      return mention(`@${item.range}`);
    case 'emoji':
      return emoji(item.name) ?? `:${item.name}:`;
    case 'date':
      return dateText(item.timestamp, item.format) ?? item.fallback;
    default:
      return `(${item.type})`;
  }
}

/**
 * @param {string} text
 * @param {Record<string, boolean>} [style]
 */
function styled(text, style = {}) {
  const tags = { code: 'code', strike: 's', italic: 'em', bold: 'strong' };
  return Object.entries(tags).reduce(
    (inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner),
    /** @type {Node | string} */ (text),
  );
}
