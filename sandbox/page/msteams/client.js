import { oncePerFrame, send } from '../api.js';
import { composer } from '../chat/composer.js';
import { avatar } from '../chat/message.js';
import { h, render } from '../dom.js';
import { attempt, toast } from '../toast.js';
import { drawCard, searching } from './card.js';
import { cardFor, messageItem } from './message.js';
import { followTeams } from './store.js';

/** Opens the Teams-like client in the page, and answers what the rest of the page may do in it. */
export function openTeams() {
  const area = /** @type {HTMLElement} */ (document.getElementById('teams'));
  const at = id => /** @type {HTMLElement} */ (area.querySelector(`#${id}`));
  const ui = { user: '29:rita', conversation: '19:images@thread.tacv2' };
  const looked = new Set();
  const redraw = oncePerFrame(draw);
  const teams = followTeams(redraw);
  const { state } = teams;

  const set = change => {
    Object.assign(ui, change);
    redraw();
  };
  const mine = () => state.conversations.filter(({ members }) => members.includes(ui.user));
  const here = () => mine().find(({ id }) => id === ui.conversation) ?? mine()[0];

  async function write(text, thread) {
    const where = { user: ui.user, conversation: here().id, ...(thread ? { thread } : {}) };
    const sent = await attempt(() => send('/teams/message', { ...where, text }));
    if (sent?.delivered && !sent.delivered.ok)
      toast(`The bot did not take it: ${sent.delivered.error ?? sent.delivered.status}.`);
  }

  async function press(message, what) {
    const answer = await attempt(() => send('/teams/press', { user: ui.user, message: message.id, ...what }));
    if (answer?.says) toast(answer.says);
  }

  function draw() {
    const conversation = here();
    if (!state.ready || !conversation) return;
    drawPeople();
    drawRooms(conversation);
    const pane = at('teams-pane');
    const list = pane.querySelector('ol');
    const atEnd = !list || list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    const isChannel = conversation.kind === 'channel';
    const all = teams.messagesIn(conversation.id);
    const items = all
      .filter(({ thread }) => !thread)
      .map(message => item(message, isChannel ? repliesTo(message, all) : null));
    render(
      pane,
      h('header', { class: 'pane-head', 'data-key': 'head' }, h('h2', {}, titleOf(conversation))),
      h('ol', { class: 'messages', 'data-key': 'list', tabindex: 0, 'aria-label': 'Teams messages' }, items),
      composer({
        label: `${isChannel ? 'New post in' : 'Write to'} ${titleOf(conversation)}`,
        send: text => write(text),
        hint: hintFor(conversation),
      }),
    );
    for (const slot of pane.querySelectorAll('.teams-card:empty')) fill(slot);
    for (const message of all) lookAt(message);
    const now = pane.querySelector('ol');
    if (now && atEnd) now.scrollTop = now.scrollHeight;
  }

  const item = (message, replies = null) =>
    messageItem(message, { name: teams.nameOf(message.from), user: ui.user, bot: state.bot, replies });

  /** A channel shows the answers to a post under it, and a line to write one more. */
  function repliesTo(post, all) {
    const replies = all.filter(({ thread }) => thread === post.id);
    const label = `Reply to ${teams.nameOf(post.from)}`;
    return h(
      'div',
      { class: 'replies' },
      h(
        'ol',
        {},
        replies.map(reply => item(reply)),
      ),
      composer({ label, send: text => write(text, post.id) }),
    );
  }

  /** What is on the screen is looked at: where its card says so, the bot is asked for this person's own. */
  function lookAt({ id, card, edits }) {
    const look = `${ui.user} ${id} ${edits}`;
    if (!card?.refresh || looked.has(look)) return;
    looked.add(look);
    attempt(() => send('/teams/view', { user: ui.user, message: id }));
  }

  function fill(slot) {
    const message = state.messages.get(slot.closest('[data-message]')?.getAttribute('data-message') ?? '');
    if (!message) return;
    const where = { user: ui.user, message: message.id };
    drawCard(slot, cardFor(message, ui.user), { press: what => press(message, what), search: searching(where) });
  }

  function drawPeople() {
    const person = user =>
      h(
        'button',
        {
          type: 'button',
          class: 'person',
          'aria-pressed': String(user.id === ui.user),
          on: { click: () => set({ user: user.id }) },
        },
        avatar(user.name),
        user.name.split(' ')[0],
        user.role === 'guest' && h('span', { class: 'tag' }, 'guest'),
      );
    render(
      at('teams-people'),
      h('h2', {}, 'Contoso'),
      h('div', { class: 'people', role: 'group', 'aria-label': 'In Teams you are' }, state.users.map(person)),
    );
  }

  function drawRooms(current) {
    const room = conversation =>
      h(
        'li',
        {},
        h(
          'button',
          {
            type: 'button',
            'aria-current': conversation.id === current.id ? 'page' : null,
            on: { click: () => set({ conversation: conversation.id }) },
          },
          titleOf(conversation),
        ),
      );
    render(at('teams-rooms'), h('h3', {}, 'Teams and chats'), h('ul', {}, mine().map(room)));
  }

  return {
    /**
     * Puts a line into the composer, for the person to send.
     * @param {string} text
     */
    propose(text) {
      const field = area.querySelector('#teams-pane > form textarea');
      if (!(field instanceof HTMLTextAreaElement)) return;
      field.value = text.replace(/^\/capture-image/, here().kind === 'personal' ? '' : '@capture-image').trim();
      field.focus();
    },
  };
}

const titleOf = ({ kind, name }) => (kind === 'personal' ? 'capture-image' : name);
const hintFor = ({ kind }) =>
  kind === 'personal'
    ? 'Everything you write here is for the bot.'
    : 'Begin with @capture-image: the bot hears nothing else here.';
