import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { Person, Place } from '../jobs/request.ts';
import { trying } from './slack-errors.ts';

/** Who people are and where channels lie, in the words of the house. */
interface Directory {
  personOf(user: { id: string; team?: string | null; name?: string }): Promise<Person>;
  placeOf(channel: string): Place;
}

const mostNames = 5000;
const nameWithinMs = 500;

/** Looks names up once, and takes what the delivery says when Slack does not answer at once. */
export function slackDirectory(client: WebClient, teamId: string): Directory {
  const names = new Map<string, string>();

  async function lookUp(id: string): Promise<string | null> {
    const found = await trying(client.users.info({ user: id }));
    const name = found?.user?.profile?.real_name || found?.user?.real_name || found?.user?.name;
    if (!name) return null;
    if (names.size >= mostNames) names.clear();
    names.set(id, name.slice(0, 200));
    return name.slice(0, 200);
  }

  return {
    async personOf({ id, team, name }) {
      const known = names.get(id) ?? (await Promise.race([lookUp(id), sleep(nameWithinMs, null, { ref: false })]));
      return { platform: 'slack', workspace: team ?? teamId, id, name: known ?? name?.slice(0, 200) ?? id };
    },
    placeOf: channel => ({ platform: 'slack', workspace: teamId, channel }),
  };
}
