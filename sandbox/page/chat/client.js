import { oncePerFrame, send } from '../api.js';
import { h, render } from '../dom.js';
import { attempt, toast } from '../toast.js';
import { composer, slashCommand } from './composer.js';
import { askConfirm } from './dialogs.js';
import { drawRooms, drawTeam, threadLink } from './frame.js';
import { showModal } from './modal.js';
import { drawPane } from './pane.js';
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
  const here = () => ({ user: ui.user, channel: room().id });

  async function write(text, thread_ts) {
    const where = { ...here(), ...(thread_ts ? { thread_ts } : {}) };
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
    const what = { ts: message.ts, action_id: element.action_id, block_id: block.block_id, value };
    const answer = await attempt(() => send('/slack/press', { ...here(), ...what }));
    if (answer && !answer.ok) toast(`The app did not answer the press: ${answer.error}.`);
    busy.delete(key);
    redraw();
  }

  const scene = () => ({
    names,
    user: ui.user,
    bot: state.users.find(user => user.kind === 'bot')?.id ?? '',
    editing: ui.editing,
    press,
    isBusy: (message, element) => busy.has(`${message.ts} ${element.action_id}`),
    edit: ts => set({ editing: ts }),
    async saveEdit(message, text) {
      await attempt(() => send('/slack/edit', { ...here(), ts: message.ts, text }));
      set({ editing: null });
    },
    remove: message => attempt(() => send('/slack/delete', { ...here(), ts: message.ts })),
  });

  function draw() {
    if (!state.ready) return;
    const { user } = ui;
    const messages = workspace.messagesFor(room().id, user);
    reading.look({ user, room: room().id, thread: ui.thread, messages });
    drawTeam(areas.team, {
      team: state.team.name,
      users: state.users,
      user,
      become: id => set({ user: id, editing: null }),
    });
    drawRooms(areas.rooms, {
      rooms: rooms(),
      current: room().key,
      isUnread: id => reading.isUnread(user, id, workspace.messagesFor(id, user)),
      go: key => set({ room: key, thread: null, editing: null }),
    });
    drawChannel(messages);
    drawThread(messages.filter(message => ui.thread !== null && (message.thread_ts ?? message.ts) === ui.thread));
    showModal(state.views.findLast(view => view.user === user) ?? null, { user, names });
  }

  function drawChannel(all) {
    const { label, sign } = room();
    const repliesTo = ts => all.filter(one => one.thread_ts === ts && one.ts !== ts);
    const link = ({ ts }) =>
      threadLink({
        replies: repliesTo(ts).length,
        fresh: reading.freshReplies(ui.user, ts, repliesTo(ts)),
        open: () => set({ thread: ts }),
      });
    const hint = 'Begin with /capture-image to give the bot a command.';
    drawPane(
      areas.channel,
      {
        head: [h('h2', {}, `${sign} ${label}`)],
        messages: all.filter(isRoot),
        foot: composer({ label: `Message ${sign}${label}`, send: write, hint }),
      },
      { ...scene(), threadLink: link, reply: ts => set({ thread: ts }) },
    );
  }

  function drawThread(messages) {
    areas.thread.hidden = messages.length === 0;
    if (areas.thread.hidden) return render(areas.thread);
    const click = () => set({ thread: null });
    const close = h('button', { type: 'button', class: 'close', 'aria-label': 'Close thread', on: { click } }, '×');
    const foot = composer({ label: 'Reply…', send: text => write(text, ui.thread) });
    drawPane(areas.thread, { head: [h('h2', {}, 'Thread'), close], messages, foot }, scene());
  }

  return {
    /**
     * Puts a line into the channel's composer, for the person to send.
     * @param {string} text
     */
    propose(text) {
      const field = areas.channel.querySelector('textarea');
      if (!field) return;
      field.value = text;
      field.focus();
    },
  };
}

const isRoot = message =>
  !message.thread_ts || message.thread_ts === message.ts || message.subtype === 'thread_broadcast';
