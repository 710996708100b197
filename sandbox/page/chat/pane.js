import { h, render } from '../dom.js';
import { messageItem } from './message.js';

/**
 * Draws messages between a head and a composer; who is at the end of the list stays at the end.
 * @param {HTMLElement} area
 * @param {{ head: Node[], messages: any[], foot: Node }} parts
 * @param {import('./message.js').Scene} scene
 */
export function drawPane(area, { head, messages, foot }, scene) {
  const before = area.querySelector('ol');
  const atEnd = !before || before.scrollHeight - before.scrollTop - before.clientHeight < 60;
  const items = messages.map((message, index) => messageItem(message, follows(messages[index - 1], message), scene));
  render(
    area,
    h('header', { class: 'pane-head', 'data-key': 'head' }, head),
    h('ol', { class: 'messages', 'data-key': 'list', tabindex: 0, 'aria-label': 'Messages' }, items),
    foot,
  );
  const list = area.querySelector('ol');
  if (list && atEnd) list.scrollTop = list.scrollHeight;
}

/**
 * Whether a message goes on where the one above it ended.
 * @param {any} above
 * @param {any} message
 */
function follows(above, message) {
  if (!above || above.ephemeralFor || message.ephemeralFor) return false;
  return above.user === message.user && message.ts - above.ts < 120;
}
