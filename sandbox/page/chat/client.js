import { oncePerFrame, send } from '../api.js';
import { h, render } from '../dom.js';
import { attempt, toast } from '../toast.js';
import { composer, slashCommand } from './composer.js';
import { askConfirm } from './dialogs.js';
import { avatar, messageItem } from './message.js';
import { showModal } from './modal.js';
import { createReading } from './reading.js';
import { roomsOf } from './rooms.js';
import { followWorkspace } from './store.js';

/** Opens the Slack-like client in the page, and answers what the rest of the page may do in it. */
export function openChat() {
  const at = id => /** @type {HTMLElement} */ (document.getElementById(id));
  const areas = { team: at('team'), rooms: at('rooms'), channel: at('channel'), thread: at('thread') };
  const ui = { user: 'U0RITA', room: 'C0IMAGES', thread: /** @type {string | null} */ (null), editing: null };
  const busy = new Set();
  const redraw = oncePerFrame(draw);
  const workspace = followWorkspace(redraw);
  const { state, names } = workspace;
  const reading = createReading(at('announcer'));

  const set = change => {
    Object.assign(ui, change);
    redraw();
  };
  const rooms = () => roomsOf(state, ui.user);
  const room = () => rooms().find(one => one.key === ui.room) ?? rooms()[0];
  const bot = () => state.users.find(user => user.kind === 'bot')?.id ?? '';

  async function write(text, thread_ts) {
    const where = { user: ui.user, channel: room().id, ...(thread_ts ? { thread_ts } : {}) };
    const command = slashCommand(text);
    if (command) await attempt(() => send('/slack/command', { ...where, ...command }));
    else await attempt(() => send('/slack/message', { ...where, text }));
  }

  async function press(message, { block, element, value }) {
    if (element.confirm && !(await askConfirm(element.confirm, names))) return;
    const key = `${message.ts} ${element.action_id}`;
    if (busy.has(key)) return;
    busy.add(key);
    redraw();
    const what = { action_id: element.action_id, block_id: block.block_id, value };
    const answer = await attempt(() =>
      send('/slack/press', { user: ui.user, channel: room().id, ts: message.ts, ...what }),
    );
    if (answer && !answer.ok) toast(`The app did not answer the press: ${answer.error}.`);
    busy.delete(key);
    redraw();
  }

  const scene = () => ({
    names,
    user: ui.user,
    bot: bot(),
    editing: ui.editing,
    press,
    isBusy: (message, element) => busy.has(`${message.ts} ${element.action_id}`),
    edit: ts => set({ editing: ts }),
    async saveEdit(message, text) {
      await attempt(() => send('/slack/edit', { user: ui.user, channel: room().id, ts: message.ts, text }));
      set({ editing: null });
    },
    remove: message => attempt(() => send('/slack/delete', { user: ui.user, channel: room().id, ts: message.ts })),
  });

  function draw() {
    if (!state.ready) return;
    const messages = workspace.messagesFor(room().id, ui.user);
    const inThread = messages.filter(message => ui.thread !== null && (message.thread_ts ?? message.ts) === ui.thread);
    reading.look({ user: ui.user, room: room().id, thread: ui.thread, messages });
    drawTeam();
    drawRooms();
    drawChannel(messages.filter(isRoot), messages);
    drawThread(inThread);
    showModal(state.views.filter(view => view.user === ui.user).at(-1) ?? null, { user: ui.user, names });
  }

  function drawTeam() {
    const people = state.users.filter(user => user.kind !== 'bot');
    render(
      areas.team,
      h('h2', {}, state.team.name),
      h(
        'div',
        { class: 'people', role: 'group', 'aria-label': 'You are' },
        people.map(user =>
          h(
            'button',
            {
              type: 'button',
              class: 'person',
              'aria-pressed': String(user.id === ui.user),
              'data-user': user.id,
              on: { click: () => set({ user: user.id, editing: null }) },
            },
            avatar(user.realName),
            user.realName.split(' ')[0],
            user.kind === 'guest' && h('span', { class: 'tag' }, 'guest'),
          ),
        ),
      ),
    );
  }

  function drawRooms() {
    const link = one =>
      h(
        'li',
        {},
        h(
          'button',
          {
            type: 'button',
            class: reading.isUnread(ui.user, one.id, workspace.messagesFor(one.id, ui.user)) ? 'unread' : '',
            'aria-current': one.key === room().key ? 'page' : null,
            on: { click: () => set({ room: one.key, thread: null, editing: null }) },
          },
          h('span', { 'aria-hidden': 'true' }, one.sign),
          one.label,
        ),
      );
    const ofKind = direct =>
      h(
        'ul',
        {},
        rooms()
          .filter(one => one.direct === direct)
          .map(link),
      );
    render(areas.rooms, h('h3', {}, 'Channels'), ofKind(false), h('h3', {}, 'Direct messages'), ofKind(true));
  }

  function drawChannel(roots, all) {
    const { label, sign } = room();
    const threadLink = message => {
      const replies = all.filter(one => one.thread_ts === message.ts && one.ts !== message.ts);
      if (replies.length === 0) return null;
      const fresh = reading.freshReplies(ui.user, message.ts, replies);
      const count = `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`;
      return h(
        'button',
        { type: 'button', class: 'thread-link', on: { click: () => set({ thread: message.ts }) } },
        count,
        fresh > 0 && h('span', { class: 'badge' }, `${fresh} new`),
      );
    };
    const withLinks = { ...scene(), threadLink };
    drawList(areas.channel, roots, withLinks, [
      h('header', { class: 'pane-head', 'data-key': 'head' }, h('h2', {}, `${sign} ${label}`)),
      composer({
        label: `Message ${sign}${label}`,
        send: write,
        hint: 'Begin with /capture-image to give the bot a command.',
      }),
    ]);
  }

  function drawThread(messages) {
    areas.thread.hidden = ui.thread === null || messages.length === 0;
    if (areas.thread.hidden) return render(areas.thread);
    const close = h(
      'button',
      { type: 'button', class: 'close', 'aria-label': 'Close thread', on: { click: () => set({ thread: null }) } },
      '×',
    );
    drawList(areas.thread, messages, scene(), [
      h('header', { class: 'pane-head', 'data-key': 'head' }, h('h2', {}, 'Thread'), close),
      composer({ label: 'Reply…', send: text => write(text, ui.thread) }),
    ]);
  }

  return {
    /** Puts a line into the channel's composer, for the person to send. */
    propose(text) {
      set({ room: room().direct ? 'C0IMAGES' : ui.room });
      const field = areas.channel.querySelector('textarea');
      if (!field) return;
      field.value = text;
      field.focus();
    },
  };
}

const isRoot = message =>
  !message.thread_ts || message.thread_ts === message.ts || message.subtype === 'thread_broadcast';

/** Draws a pane of messages between its head and its composer; who is at the end stays at the end. */
function drawList(area, messages, scene, [head, foot]) {
  const before = area.querySelector('ol');
  const atEnd = !before || before.scrollHeight - before.scrollTop - before.clientHeight < 60;
  const follows = (message, index) => {
    const above = messages[index - 1];
    if (!above || above.ephemeralFor || message.ephemeralFor) return false;
    return above.user === message.user && message.ts - above.ts < 120;
  };
  const items = messages.map((message, index) => messageItem(message, follows(message, index), scene));
  render(
    area,
    head,
    h('ol', { class: 'messages', 'data-key': 'list', tabindex: 0, 'aria-label': 'Messages' }, items),
    foot,
  );
  const list = area.querySelector('ol');
  if (list && atEnd) list.scrollTop = list.scrollHeight;
}
