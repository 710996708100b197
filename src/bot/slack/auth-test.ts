import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { Log } from '../../log.ts';
import { calling, toChatError } from './errors.ts';

/** Who the bot is in its workspace. */
export interface SlackSelf {
  readonly userId: string;
  readonly botId: string;
  readonly teamId: string;
}

const waitsMs = [500, 1000, 2000, 4000] as const;
const forGood = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired']);

/** Asks Slack who the bot is: five times at most, and not again when Slack refuses the token. */
export async function whoAmI(client: WebClient, log: Log): Promise<SlackSelf> {
  for (const waitMs of [...waitsMs, null]) {
    try {
      const { user_id: userId, bot_id: botId, team_id: teamId } = await calling(client.auth.test());
      if (!userId) throw new Error('Slack did not say who I am');
      return { userId, botId: botId ?? '', teamId: teamId ?? '' };
    } catch (error) {
      const { code, passing } = toChatError(error);
      if (forGood.has(code))
        throw new Error(`Slack refuses the bot token (${code}): check SLACK_BOT_TOKEN.`, { cause: error });
      if (!passing)
        throw new Error(`Slack refuses auth.test (${code}): check SLACK_API_URL and the app's scopes.`, {
          cause: error,
        });
      if (waitMs === null)
        throw new Error(`Slack cannot be reached (${code}): check SLACK_API_URL and the network.`, { cause: error });
      log.warn({ err: error }, 'Slack cannot be reached yet; trying again');
      await sleep(waitMs);
    }
  }
  throw new Error('Slack cannot be reached.');
}
