import { startSlackSimulator } from '../../sandbox/slack/simulator.ts';
import { slackChat } from '../../src/bot/slack/slack.ts';
import { aListener, silent } from '../support/hear.ts';
import { messagesIn, quiet, slackConfig, words } from '../support/office.ts';
import { type ChatWorld, type Desk, keepsTheContract } from './chat.ts';

const workspace = 'T0SANDBOX';
const person = (id: string, name: string) => ({ platform: 'slack', workspace, id, name }) as const;
const place = (channel: string) => ({ platform: 'slack', workspace, channel }) as const;
const channel = 'C0IMAGES';
const faults = {
  'answer lost': { drop: 'after' },
  'too many, wait 7 s': { retryAfterSeconds: 7 },
  'not now': { error: 'token_expired' },
} as const;

async function slackWorld(): Promise<ChatWorld> {
  const slack = await startSlackSimulator({ speed: 1000 });
  const desk: Omit<Desk, 'heard'> = { answer: () => silent, view: () => null };
  const { heard, listener } = aListener(
    event => desk.answer(event),
    async (...asked) => desk.view(...asked),
  );
  const chat = slackChat({ config: slackConfig(slack), app: null, log: quiet });
  await chat.open(listener);

  const shared = (where: string) => messagesIn(slack, where).filter(line => line.bot_id && !line.ephemeralFor);
  const message = (where: string, id: string) => messagesIn(slack, where).find(({ ts }) => ts === id);
  const isIn = (user: string, where: string) =>
    slack.state().channels.some(({ id, members }) => id === where && members.includes(user));
  const openForm = (user: string) => slack.state().views.findLast(view => view.user === user);
  let sentBack = '';

  return {
    chat,
    desk: Object.assign(desk, { heard }),
    place: place(channel),
    shutOut: place('C0GENERAL'),
    rita: person('U0RITA', 'Rita Requester'),
    olga: person('U0OLGA', 'Olga Operator'),
    group: 's0ops',
    link: /^https?:\/\/[^/]+\/archives\/C0IMAGES\/p\d+$/,
    async fresh() {
      slack.reset();
      sentBack = '';
    },
    next: fault => slack.faults.add({ match: { method: 'chat.postMessage' }, ...faults[fault] }),
    posted: where => shared(where.channel).map(({ ts }) => ts),
    async see({ id: user }, { channel: where, id }) {
      const line = isIn(user, where) ? message(where, id) : undefined;
      if (!line) return null;
      return {
        text: words(line),
        actions: [...words(line).matchAll(/"action_id":"([^"]+)"/g)].map(([, name = '']) => name),
      };
    },
    notified: ({ channel: where, id }) =>
      [...words(message(where, id)).matchAll(/<(?:@(U\w+)|!(\w+))/g)].map(([, user, all]) => user ?? all ?? ''),
    command: ({ id: user }, text) => slack.command({ user, channel, command: '/capture-image', text }),
    reply: async ({ id: user }, to, text) => slack.say({ user, channel: to.channel, text, thread_ts: to.id }),
    press: ({ id: user }, { channel: where, id }, action_id) =>
      slack.press({ user, channel: where, ts: id, action_id }),
    async fill({ id: user }, { vm, version }) {
      const view = openForm(user)?.id ?? '';
      await slack.suggest({ user, view, action_id: 'vm', value: 'web' });
      const sent = await slack.submit({ user, view, values: { vm: { vm }, version: { version } } });
      sentBack = JSON.stringify(sent.errors ?? {});
    },
    async reads({ id: user }) {
      const lines = messagesIn(slack).filter(({ ephemeralFor = user }) => ephemeralFor === user);
      return [...lines.map(words), JSON.stringify(openForm(user) ?? ''), sentBack].join('\n');
    },
    async close() {
      await chat.close();
      await slack.close();
    },
  };
}

keepsTheContract('Slack', slackWorld);
