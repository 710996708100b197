import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Answer, Note } from '../../src/bot/chat.ts';
import { silent } from './hear.ts';
import { openTeamsBot, ritaId, tenantId } from './teams.ts';

export type TeamsBot = Awaited<ReturnType<typeof openTeamsBot>>;

/** Opens the bot's Teams side for the tests of a file; each of them finds it as if nothing had been said. */
export function openForAll(
  opened: (bot: TeamsBot) => void,
  given: Pick<NonNullable<Parameters<typeof openTeamsBot>[0]>, 'now'> = {},
): void {
  let bot: TeamsBot;
  beforeAll(async () => {
    bot = await openTeamsBot(given);
    opened(bot);
  });
  afterAll(() => bot.close());
  beforeEach(() => {
    bot.teams.reset();
    bot.heard.length = 0;
    bot.answer = () => silent;
    bot.view = () => null;
  });
}

export const rita = { platform: 'teams', workspace: tenantId, id: ritaId, name: 'Rita Requester' } as const;
export const place = (where: string) => ({ platform: 'teams', workspace: tenantId, channel: where }) as const;
export const note: Note = { text: 'so it is', parts: [{ is: 'text', spans: ['so it is'] }] };
export const tell = (told: Note): Answer => ({ is: 'tell', note: told });
export const shown = (message: unknown) => JSON.stringify(message);
