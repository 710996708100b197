import { isRefreshedFor } from '../sandbox/teams/limits.ts';
import type { TeamsSimulator } from '../sandbox/teams/simulator.ts';

/** Who has Teams open, wherever they are a member: their client draws each message as it comes, and asks the bot for cards of their own. */
export interface Reader {
  /** How many messages they have not read yet. */
  unread(): number;
  /** They come back to all that is there, as people do; what they look at is asked for anew. */
  lookAgain(): void;
  close(): void;
}

const lookMs = 150;

export function openReader(teams: TeamsSimulator, user: string): Reader {
  const reading = new Set<string>();
  const again = new Set<string>();

  function unread() {
    const { conversations, messages } = teams.state();
    const membersOf = new Map(conversations.map(({ id, members }) => [id, members]));
    return messages.filter(({ id, conversation, card, views }) => {
      const members = membersOf.get(conversation) ?? [];
      return (
        members.includes(user) && card && (!views[user] || again.has(id)) && isRefreshedFor(card, user, members.length)
      );
    });
  }

  async function read(message: string): Promise<void> {
    reading.add(message);
    again.delete(message);
    try {
      if (teams.state().messages.some(({ id }) => id === message)) await teams.view({ user, message });
    } finally {
      reading.delete(message);
    }
  }

  const timer = setInterval(() => {
    for (const { id } of unread()) if (!reading.has(id) && reading.size < 4) void read(id);
  }, lookMs);

  return {
    unread: () => unread().length,
    lookAgain: () => {
      for (const { id } of teams.state().messages) again.add(id);
    },
    close: () => clearInterval(timer),
  };
}
