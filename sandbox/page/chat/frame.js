import { h, render } from '../dom.js';
import { avatar } from './message.js';

/**
 * Draws whose workspace it is, and who one is in it.
 * @param {HTMLElement} area
 * @param {{ team: string, users: any[], user: string, become: (id: string) => void }} scene
 */
export function drawTeam(area, { team, users, user: current, become }) {
  const person = user =>
    h(
      'button',
      {
        type: 'button',
        class: 'person',
        'aria-pressed': String(user.id === current),
        on: { click: () => become(user.id) },
      },
      avatar(user.realName),
      user.realName.split(' ')[0],
      user.kind === 'guest' && h('span', { class: 'tag' }, 'guest'),
    );
  const people = users.filter(user => user.kind !== 'bot').map(person);
  render(area, h('h2', {}, team), h('div', { class: 'people', role: 'group', 'aria-label': 'You are' }, people));
}

/**
 * Draws the conversations that one can go to.
 * @param {HTMLElement} area
 * @param {{ rooms: any[], current: string, isUnread: (id: string) => boolean, go: (key: string) => void }} scene
 */
export function drawRooms(area, { rooms, current, isUnread, go }) {
  const link = room =>
    h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          class: isUnread(room.id) ? 'unread' : '',
          'aria-current': room.key === current ? 'page' : null,
          on: { click: () => go(room.key) },
        },
        h('span', { 'aria-hidden': 'true' }, room.sign),
        room.label,
      ),
    );
  const [channels, direct] = [rooms.filter(room => !room.direct), rooms.filter(room => room.direct)];
  render(
    area,
    h('h3', {}, 'Channels'),
    h('ul', {}, channels.map(link)),
    h('h3', {}, 'Direct messages'),
    h('ul', {}, direct.map(link)),
  );
}

/**
 * The way from a message into its thread, with what is new there; null when nobody has answered.
 * @param {{ replies: number, fresh: number, open: () => void }} thread
 */
export function threadLink({ replies, fresh, open }) {
  if (replies === 0) return null;
  return h(
    'button',
    { type: 'button', class: 'thread-link', on: { click: open } },
    `${replies} ${replies === 1 ? 'reply' : 'replies'}`,
    fresh > 0 && h('span', { class: 'badge' }, `${fresh} new`),
  );
}
