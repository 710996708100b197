import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type SlackSimulator, startSlackSimulator } from '../../sandbox/slack/simulator.ts';
import type { Answer, Chat, ChatEvent } from '../../src/bot/chat.ts';
import { slackChat } from '../../src/bot/slack/slack.ts';
import { aListener, silent } from './hear.ts';
import { quiet, slackConfig } from './office.ts';

/** The bot's Slack side with a test behind it: `heard` is what reached the desk, and `answer` what the desk says to it. */
export interface SlackBot {
  readonly slack: SlackSimulator;
  readonly chat: Chat;
  readonly heard: ChatEvent[];
  answer: (event: ChatEvent) => Answer | Promise<Answer>;
}

/** Opens the bot's Slack side for the tests of a file; each of them begins with nothing heard, and with a desk that answers as `answer` does. */
export function openSlackForAll(opened: (bot: SlackBot) => void, answer: SlackBot['answer'] = () => silent): void {
  let bot: SlackBot;
  beforeAll(async () => {
    const slack = await startSlackSimulator({ speed: 1000 });
    const chat = slackChat({ config: slackConfig(slack), app: null, log: quiet });
    const { heard: event, listener: chatHandler } = aListener(what => bot.answer(what));
    bot = { slack, chat, heard: event, answer };
    await chat.open(chatHandler);
    opened(bot);
  });
  afterAll(async () => {
    await bot.chat.close();
    await bot.slack.close();
  });
  beforeEach(() => {
    bot.heard.length = 0;
    bot.answer = answer;
  });
}
