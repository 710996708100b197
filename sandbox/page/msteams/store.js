import { follow, get } from '../api.js';

/**
 * Teams as its simulator tells it, kept up to date from its stream. `changed` is called after each change.
 * @param {() => void} changed
 */
export function followTeams(changed) {
  const state = {
    ready: false,
    bot: '',
    users: /** @type {any[]} */ ([]),
    conversations: /** @type {any[]} */ ([]),
    messages: /** @type {Map<string, any>} */ (new Map()),
  };

  async function look() {
    const { messages, ...seen } = await get('/teams/state');
    Object.assign(state, seen, { ready: true, messages: new Map(messages.map(message => [message.id, message])) });
    changed();
  }

  const put = message => {
    state.messages.set(message.id, message);
    if (state.conversations.some(({ id }) => id === message.conversation)) changed();
    else look();
  };
  follow(
    {
      'teams.message': put,
      'teams.message_changed': put,
      'teams.message_deleted': ({ id }) => {
        state.messages.delete(id);
        changed();
      },
    },
    look,
  );

  return {
    state,
    nameOf: id => (id === state.bot ? 'capture-image' : (state.users.find(user => user.id === id)?.name ?? id)),
    /** The messages of a conversation, oldest first. */
    messagesIn: conversation =>
      [...state.messages.values()]
        .filter(message => message.conversation === conversation)
        .sort((one, other) => Number(one.id) - Number(other.id)),
  };
}
