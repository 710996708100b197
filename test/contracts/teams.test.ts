import { partsOf } from '../../sandbox/teams/limits.ts';
import type { MessageRef } from '../../src/bot/chat.ts';
import { words } from '../support/story-teams.ts';
import { channel, group, openTeamsBot, tenantId } from '../support/teams.ts';
import { place, rita } from '../support/teams-talk.ts';
import { type ChatWorld, keepsTheContract } from './chat.ts';

const olga = { platform: 'teams', workspace: tenantId, id: rita.id.replace(/1$/, '2'), name: 'Olga Operator' } as const;
const faults = {
  'answer lost': { drop: 'after' },
  'too many, wait 7 s': { status: 429, retryAfterSeconds: 7 },
  'not now': { status: 412 },
} as const;

async function teamsWorld(): Promise<ChatWorld> {
  const bot = await openTeamsBot();
  const { teams } = bot;
  const users = () => teams.state().users;
  const inTeams = (id: string) => users().find(({ aadObjectId }) => aadObjectId === id)?.id ?? '';
  const message = (id: string) => teams.state().messages.find(one => one.id === id);
  const isIn = (user: string, { channel: where }: MessageRef) =>
    teams.state().conversations.some(({ id, members }) => id === where.split(';')[0] && members.includes(user));
  const cardText = (card: unknown) => `${words({ card } as never)}\n${JSON.stringify(card ?? '')}`;
  const see = async (user: string, id: string) => await teams.view({ user, message: id });
  let said = '';
  let form = '';

  return {
    chat: bot.chat,
    desk: bot,
    place: place(channel),
    shutOut: place(group),
    rita,
    olga,
    group: 'bbbbbbbb-0000-4000-8000-000000000001',
    link: /^https:\/\/teams\.microsoft\.com\/l\/message\//,
    async fresh() {
      teams.reset();
      teams.grant('ChannelMessage.Read.Group');
      await teams.say({ user: '29:rita', conversation: channel, text: '@capture-image status' });
      teams.leave(group);
      said = '';
    },
    next: fault => teams.faults.add({ match: { method: 'send' }, ...faults[fault] }),
    posted: ({ channel: where }) =>
      bot.written().flatMap(({ id, conversation }) => (conversation === where ? [id] : [])),
    async see({ id }, ref) {
      if (!isIn(inTeams(id), ref)) return null;
      const card = await see(inTeams(id), ref.id);
      const pressed = partsOf(card).filter(({ verb }) => verb === 'press');
      return { text: cardText(card), actions: pressed.map(({ data }) => String(Object(data).action)) };
    },
    notified: ({ id }) =>
      (message(id)?.mentioned ?? []).map(user => users().find(one => one.id === user)?.aadObjectId ?? user),
    async command({ id }, text) {
      await teams.say({ user: inTeams(id), conversation: channel, text: `@capture-image ${text}` });
    },
    reply: ({ id }, to, text) =>
      teams.say({ user: inTeams(id), conversation: channel, thread: to.id, text: `@capture-image ${text}` }),
    async press({ id }, ref, action) {
      said += (await teams.press({ user: inTeams(id), message: ref.id, action })).says ?? '';
    },
    async fill({ id }, inputs) {
      form = bot.written().findLast(({ card }) => cardText(card).includes('Input.'))?.id ?? form;
      said += (await teams.press({ user: inTeams(id), message: form, verb: 'form', inputs })).says ?? '';
    },
    async reads({ id }) {
      const user = inTeams(id);
      const cards = await Promise.all(bot.written().map(async line => cardText(await see(user, line.id))));
      return [...cards, said].join('\n');
    },
    close: bot.close,
  };
}

keepsTheContract('Teams', teamsWorld);
