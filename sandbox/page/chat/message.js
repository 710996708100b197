import { h } from '../dom.js';
import { blocksOf } from './blocks.js';
import { timeOf } from './dates.js';
import { mrkdwn, unescaped } from './mrkdwn.js';

/**
 * What a list of messages needs to show one and to act on it.
 * @typedef {object} Scene
 * @property {import('./mrkdwn.js').Names} names
 * @property {string} user who is looking
 * @property {string} bot the id of the bot
 * @property {string | null} editing the ts of the message that is being edited
 * @property {(message: any, press: any) => void} press
 * @property {(message: any, element: any) => boolean} isBusy
 * @property {(ts: string | null) => void} edit
 * @property {(message: any, text: string) => void} saveEdit
 * @property {(message: any) => void} remove
 * @property {((message: any) => Node | null)} [threadLink]
 * @property {(ts: string) => void} [reply] opens the thread of a message
 */

/**
 * One message as a list item; `follows` when the one above is of the same person and hardly older.
 * @param {any} message
 * @param {boolean} follows
 * @param {Scene} scene
 */
export function messageItem(message, follows, scene) {
  const { names, bot } = scene;
  const name = names.userName(message.user) || (message.user === 'USLACKBOT' ? 'Slackbot' : message.user);
  const isBot = message.user === bot || message.user === 'USLACKBOT';
  const classes = ['message', follows && 'follows', message.ephemeralFor && 'ephemeral'].filter(Boolean).join(' ');
  return h(
    'li',
    { class: classes, 'data-key': message.ts, 'data-ts': message.ts },
    avatar(name, isBot),
    h(
      'div',
      { class: 'message-main' },
      h(
        'p',
        { class: 'message-head' },
        h('strong', {}, name),
        isBot && h('span', { class: 'tag' }, 'app'),
        h('time', {}, timeOf(message.ts)),
        message.ephemeralFor && h('span', { class: 'only-you' }, 'Only visible to you'),
      ),
      scene.editing === message.ts ? editor(message, scene) : body(message, scene),
      scene.threadLink?.(message),
    ),
    scene.editing !== message.ts && deeds(message, scene),
  );
}

/**
 * The round sign of a person or of the bot.
 * @param {string} name
 * @param {boolean} [isBot]
 */
export function avatar(name, isBot = false) {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 6, 0);
  const initials = name.split(/[\s-]+/).map(word => word.charAt(0).toUpperCase());
  return h(
    'span',
    { class: `avatar ${isBot ? 'avatar-bot' : `avatar-${hue}`}`, 'aria-hidden': 'true' },
    isBot ? h('img', { src: 'icon.svg', alt: '' }) : initials.slice(0, 2).join(''),
  );
}

/**
 * @param {any} message
 * @param {Scene} scene
 */
function body(message, scene) {
  const context = {
    names: scene.names,
    press: press => scene.press(message, press),
    isBusy: element => scene.isBusy(message, element),
  };
  const shown = message.blocks?.length
    ? blocksOf(message.blocks, context)
    : h('div', { class: 'block' }, mrkdwn(message.text, scene.names));
  return h('div', { class: 'message-body' }, shown, message.edited && h('span', { class: 'edited' }, '(edited)'));
}

/**
 * What one may do with a message.
 * @param {any} message
 * @param {Scene} scene
 */
function deeds(message, scene) {
  const button = (label, click) => h('button', { type: 'button', on: { click } }, label);
  const { reply } = scene;
  const offered = [
    reply && !message.ephemeralFor && button('Reply in thread', () => reply(message.thread_ts ?? message.ts)),
    message.user === scene.user && button('Edit', () => scene.edit(message.ts)),
    message.user === scene.user && button('Delete', () => scene.remove(message)),
  ].filter(Boolean);
  return offered.length > 0 && h('div', { class: 'deeds' }, offered);
}

/**
 * @param {any} message
 * @param {Scene} scene
 */
function editor(message, scene) {
  const submit = event => {
    event.preventDefault();
    scene.saveEdit(message, new FormData(event.target).get('text'));
  };
  return h(
    'form',
    { class: 'editor', on: { submit } },
    h('input', { name: 'text', value: unescaped(message.text), 'aria-label': 'Edit message', autocomplete: 'off' }),
    h('button', { type: 'submit', class: 'button filled primary' }, 'Save'),
    h('button', { type: 'button', class: 'button', on: { click: () => scene.edit(null) } }, 'Cancel'),
  );
}
