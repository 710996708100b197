import { avatar } from '../chat/message.js';
import { h } from '../dom.js';

/**
 * One message as a list item; its card is drawn into the empty place that stands for it.
 * @param {any} message
 * @param {{ name: string, user: string, bot: string, replies?: Node | null }} scene
 */
export function messageItem(message, { name, user, bot, replies = null }) {
  const isBot = message.from === bot;
  const time = new Date(Number(message.id)).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const marks = [
    message.edits > 0 && !isBot && 'Edited',
    message.from === user && !message.delivered && 'Not seen by the bot: it is not mentioned',
  ];
  return h(
    'li',
    { class: 'message', 'data-key': message.id, 'data-message': message.id },
    avatar(name, isBot),
    h(
      'div',
      { class: 'message-main' },
      h(
        'p',
        { class: 'message-head' },
        h('strong', {}, name),
        isBot && h('span', { class: 'tag' }, 'app'),
        h('time', {}, time),
        marks.filter(Boolean).map(mark => h('span', { class: 'only-you' }, mark)),
      ),
      message.text && h('p', {}, message.text),
      message.card && h('div', { class: 'teams-card', 'data-island': true, 'data-key': versionOf(message, user) }),
      replies,
    ),
  );
}

/** The card as this person sees it. */
export const cardFor = (message, user) => message.views[user] ?? message.card;

/** Changes whenever the card does. */
const versionOf = (message, user) => {
  const shown = JSON.stringify(cardFor(message, user));
  let hash = 0;
  for (const letter of shown) hash = (hash * 31 + letter.charCodeAt(0)) | 0;
  return `${message.id} ${user} ${shown.length} ${hash}`;
};
