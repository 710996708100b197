import '../support/console/platform.ts';
import { consoleChat } from '../support/console/chat.ts';
import { startConsoleHost } from '../support/console/host.ts';
import { consoleId } from '../support/console/platform.ts';
import { aListener, silent } from '../support/hear.ts';
import { type ChatWorld, type Desk, keepsTheContract } from './chat.ts';

const person = (id: string) => ({ platform: consoleId, workspace: 'vax', id, name: id }) as const;
const place = (channel: string) => ({ platform: consoleId, workspace: 'vax', channel }) as const;
const faults = {
  'answer lost': { is: 'answer lost' },
  'too many, wait 7 s': { is: 'error', error: 'slow-down', retryAfterMs: 7000 },
  'not now': { is: 'error', error: 'busy' },
} as const;

/** A console with a test behind it. */
async function consoleWorld(): Promise<ChatWorld> {
  const desk: Omit<Desk, 'heard'> = { answer: () => silent, view: () => null };
  const { heard, listener } = aListener(
    event => desk.answer(event),
    async (...asked) => desk.view(...asked),
  );
  const rooms = {
    images: ['rita', 'olga', 'capture-image'],
    lobby: ['rita', 'olga'],
    staff: ['olga'],
    '~rita': ['rita', 'capture-image'],
  };
  const host = await startConsoleHost(rooms);
  const chat = consoleChat({ port: host.port, machine: 'vax' });
  await chat.open(listener);
  const shared = (room: string) =>
    host.lines().filter(line => line.room === room && line.to === null && line.from === 'capture-image');

  return {
    chat,
    desk: Object.assign(desk, { heard }),
    place: place('images'),
    shutOut: place('lobby'),
    rita: person('rita'),
    olga: person('olga'),
    group: 'staff',
    link: null,
    fresh: async () => host.wipe(),
    next: fault => host.fail(faults[fault]),
    posted: ({ channel }) => shared(channel).map(({ id }) => id),
    async see({ id: user }, { id }) {
      if (!host.seen(user).some(line => line.id === id)) return null;
      const { text, buttons } = await host.look(user, id);
      return { text, actions: buttons.map(({ action }) => action) };
    },
    notified: ({ id }) => host.lines().find(line => line.id === id)?.calls ?? [],
    command: ({ id }, text) => host.say(id, 'images', text),
    reply: ({ id }, to, text) => host.say(id, to.channel, text, to.id),
    press: ({ id }, message, action) => host.press(id, message.id, action),
    async fill({ id: user }, values) {
      const form = host.seen(user).findLast(({ text }) => text.startsWith('form'))?.text ?? '';
      const filled = Object.entries(values).reduce(
        (text, [name, value]) => text.replace(new RegExp(`^${name}: .*$`, 'm'), `${name}: ${value}`),
        form,
      );
      await host.say(user, 'images', filled);
    },
    reads: async ({ id }) =>
      host
        .seen(id)
        .map(({ text }) => text)
        .join('\n'),
    async close() {
      await chat.close();
      await host.close();
    },
  };
}

keepsTheContract('a console', consoleWorld);
