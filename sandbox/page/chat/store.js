import { follow, get } from '../api.js';

/**
 * The workspace as the Slack simulator tells it, kept up to date from its stream. `changed` is called after each change.
 * @param {() => void} changed
 */
export function followWorkspace(changed) {
  const state = {
    ready: false,
    team: { id: '', name: '' },
    users: /** @type {any[]} */ ([]),
    usergroups: /** @type {any[]} */ ([]),
    channels: /** @type {any[]} */ ([]),
    messages: /** @type {Map<string, Map<string, any>>} */ (new Map()),
    views: /** @type {any[]} */ ([]),
  };

  const listOf = channel => {
    if (!state.messages.has(channel)) state.messages.set(channel, new Map());
    return state.messages.get(channel);
  };
  const put = ({ channel, message }) => {
    listOf(channel).set(message.ts, message);
    if (!state.channels.some(known => known.id === channel)) lookAtChannels();
    changed();
  };

  async function lookAtChannels() {
    const { channels } = await get('/slack/state');
    Object.assign(state, { channels });
    changed();
  }

  async function look() {
    const seen = await get('/slack/state');
    Object.assign(state, {
      ready: true,
      team: seen.team,
      users: seen.users,
      usergroups: seen.usergroups,
      channels: seen.channels,
      views: seen.views,
    });
    state.messages = new Map(
      Object.entries(seen.messages).map(([channel, list]) => [channel, new Map(list.map(item => [item.ts, item]))]),
    );
    changed();
  }

  follow(
    {
      'slack.message': put,
      'slack.ephemeral': put,
      'slack.message_changed': put,
      'slack.message_deleted': ({ channel, message }) => {
        listOf(channel).delete(message.ts);
        changed();
      },
      'slack.view': open => {
        const known = state.views.some(one => one.id === open.id);
        state.views = known ? state.views.map(one => (one.id === open.id ? open : one)) : [...state.views, open];
        changed();
      },
      'slack.view_closed': closed => {
        state.views = state.views.filter(open => open.id !== closed.id);
        changed();
      },
    },
    look,
  );

  const userName = id => {
    const user = state.users.find(known => known.id === id);
    return user ? user.realName : '';
  };

  return {
    state,
    names: {
      userName,
      groupName: id => state.usergroups.find(known => known.id === id)?.handle ?? id,
      channelName: id => state.channels.find(known => known.id === id)?.name ?? id,
    },
    /**
     * What a person sees of a channel, oldest first.
     * @param {string} channel
     * @param {string} user
     */
    messagesFor: (channel, user) =>
      [...(state.messages.get(channel)?.values() ?? [])]
        .filter(message => !message.ephemeralFor || message.ephemeralFor === user)
        .sort((one, other) => Number(one.ts) - Number(other.ts)),
  };
}
