import { LRUCache } from 'lru-cache';
import type { Person, Place } from '../../jobs/request/request.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { Log } from '../../log.ts';
import { scrub } from '../../scrub.ts';
import type { SlackUsers } from './users.ts';

/** Who people are and where channels lie, in the words of the house. `team` is the workspace that the delivery says they are of. */
interface Directory {
  personOf(user: { id: string; team?: string | null | undefined; name?: string }): Promise<Person>;
  placeOf(channel: string): Place;
}

const mostNames = 5000;
const nameWithinMs = 500;

/** Looks names up once, and takes what the delivery says when Slack does not answer at once. */
export function slackDirectory({ users, teamId, log }: { users: SlackUsers; teamId: string; log: Log }): Directory {
  const names = new LRUCache<string, string>({ max: mostNames });

  async function lookUp(id: string): Promise<string | null> {
    const found = await users(id).catch(error => {
      log.warn({ err: error, user: id }, 'Slack does not tell a name: it is shown as the delivery has it');
      return null;
    });
    const name = found?.profile?.real_name || found?.real_name || found?.name;
    if (!name) return null;
    const shown = scrub(name.slice(0, 200));
    names.set(id, shown);
    return shown;
  }

  return {
    async personOf({ id, team, name }) {
      const known = names.get(id) ?? (await withTimeout(nameWithinMs, lookUp(id)));
      return {
        platform: 'slack',
        workspace: team || teamId,
        id,
        name: known ?? (name ? scrub(name.slice(0, 200)) : id),
      };
    },
    placeOf: channel => ({ platform: 'slack', workspace: teamId, channel }),
  };
}
