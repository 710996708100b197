import type { Chat } from '../chat.ts';
import { linkIn } from './deep-link.ts';
import { threadOf } from './events.ts';
import { type TeamsDeps, teamsParts } from './parts.ts';
import { teamsLimits } from './rate-limits.ts';
import { postedAs } from './sending.ts';
import { signInAdvice } from './sign-in.ts';

/** The bot in Teams, at `/api/messages` of the given server. */
export function teamsChat(deps: TeamsDeps): Chat {
  const { config, log } = deps;
  const { connector, inlet, posts, history, people, sending, aloneWith, take } = teamsParts(deps);

  /** Tells at the start what every message would fail with; the next message tries again by itself. */
  async function trySignIn(): Promise<void> {
    try {
      await connector.signIn();
    } catch (error) {
      log.error({ err: error }, signInAdvice(error, config));
    }
  }

  return {
    platform: 'teams',
    limits: teamsLimits,

    async open(listener) {
      if (!config.appId)
        log.warn(
          'TEAMS WITHOUT AUTHENTICATION: whoever reaches this machine can be anybody. MICROSOFT_APP_NO_AUTH is for trying out alone.',
        );
      else inlet.after(trySignIn());
      inlet.open(activity => take(listener, activity));
    },

    post: sending.sendOnce,
    edit: sending.edit,

    async findPosted(place, { thread, key }) {
      const known = await posts.find(key);
      if (known) return known;
      const channel = thread?.channel ?? place.channel;
      const id = await history.find(channel, key);
      return id === null ? null : await posts.take(key, postedAs(id, channel, thread));
    },

    async privatePlace(person) {
      return { platform: 'teams', workspace: person.workspace, channel: await aloneWith(person) };
    },
    lookUp: people.profileOf,
    accountOf: people.accountOf,
    groupsOf: people.groupsOf,
    linkTo: async message => linkIn(message, config.tenantIds[0] ?? ''),
    mentions: people.mentions,
    threadOf: ({ channel }) => threadOf(channel),
    close: () => inlet.close(),
  };
}
