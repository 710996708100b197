import type { Answer, ChatEvent, ChatHandler } from '../../src/bot/chat.ts';

export const silent: Answer = { is: 'nothing' };

/** A listener that keeps what it hears, and answers as it is told. */
export function aListener(
  answer: (event: ChatEvent) => Answer | Promise<Answer> = () => silent,
  view: ChatHandler['view'] = async () => null,
) {
  const chatEvent: ChatEvent[] = [];
  const handler: ChatHandler = {
    async handle(what) {
      chatEvent.push(what);
      return await answer(what);
    },
    admits: async () => true,
    view,
    suggestVms: async typed => [{ value: 'rg-web/web-01', label: `web-01 (${typed})` }],
  };
  return { heard: chatEvent, listener: handler };
}
