import { isRefreshedFor } from '../sandbox/teams/limits.ts';
import type { TeamsSimulator } from '../sandbox/teams/simulator.ts';
import { teamsRoom } from './thread.ts';

/** Who has the channel of Teams open: their client draws each message as it comes, and asks the bot for cards of their own. */
export interface Reader {
  /** How many messages they have not read yet. */
  unread(): number;
  close(): void;
}

const lookMs = 150;

export function openReader(teams: TeamsSimulator, user: string): Reader {
  const reading = new Set<string>();

  const unread = () =>
    teams.state().messages.filter(({ conversation, card, views }) => {
      return conversation === teamsRoom && card && !views[user] && isRefreshedFor(card, user, 4);
    });

  async function read(message: string): Promise<void> {
    reading.add(message);
    try {
      if (teams.state().messages.some(({ id }) => id === message)) await teams.view({ user, message });
    } finally {
      reading.delete(message);
    }
  }

  const timer = setInterval(() => {
    for (const { id } of unread()) if (!reading.has(id) && reading.size < 4) void read(id);
  }, lookMs);

  return { unread: () => unread().length, close: () => clearInterval(timer) };
}
