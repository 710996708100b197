import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { slackChat } from '../../../src/bot/slack/slack.ts';
import { modes } from '../../../src/jobs/request/request.ts';
import { emptyForm } from '../../support/form-values.ts';
import { aListener, silent } from '../../support/hear.ts';
import { messagesIn, quiet, slackConfig, until, words } from '../../support/office.ts';
import { openSlackForAll, type SlackBot } from '../../support/slack-talk.ts';

let bot: SlackBot;
openSlackForAll(opened => {
  bot = opened;
});

const rita = { user: 'U0RITA', channel: 'C0IMAGES' };
const note = { text: 'so it is', parts: [{ is: 'text', spans: ['so it is'] }] } as const;
const form = {
  is: 'ask',
  choices: { galleries: [], definitions: [], regions: [], publishers: [], modes, defaults: emptyForm },
} as const;
const command = (text: string) => bot.slack.command({ ...rita, command: '/capture-image', text });

describe('a command', () => {
  test('is heard with who, where and what, under the platform’s own id', async () => {
    const { trigger_id } = await command('list');
    expect(bot.heard).toEqual([
      {
        is: 'command',
        id: trigger_id,
        person: { platform: 'slack', workspace: 'T0SANDBOX', id: 'U0RITA', name: 'Rita Requester' },
        place: { platform: 'slack', workspace: 'T0SANDBOX', channel: 'C0IMAGES' },
        text: 'list',
        canAsk: true,
      },
    ]);
  });

  test('is acknowledged only when it is safe', async () => {
    let isSafe = false;
    bot.answer = async () => {
      await sleep(300);
      isSafe = true;
      return silent;
    };
    expect((await command('x')).ok).toBe(true);
    expect(isSafe).toBe(true);
  });

  test('that takes long is acknowledged in time, and answered afterwards', async () => {
    bot.answer = async () => {
      await sleep(3200);
      return { is: 'tell', note };
    };
    const { ok, response } = await command('x');
    expect(ok).toBe(true);
    expect(words(Object(response))).toContain('Still working on it');
    await until('the answer', () =>
      messagesIn(bot.slack).find(message => message.ephemeralFor && words(message).includes('so it is')),
    );
  });

  test('whose form cannot be opened any more shows the one-line way', async () => {
    bot.slack.faults.add({ match: { method: 'views.open' }, error: 'expired_trigger_id' });
    bot.answer = () => form;
    await command('');
    await until('the way out', () =>
      messagesIn(bot.slack).find(message => message.ephemeralFor && words(message).includes('ask in one line')),
    );
  });
});

describe('a press that is answered with the form', () => {
  const asked = {
    text: 'again?',
    parts: [{ is: 'buttons', buttons: [{ action: 'repeat', value: 'x', label: 'Repeat', tone: 'plain' }] }],
  } as const;
  const posted = async () => {
    const place = { platform: 'slack', workspace: 'T0SANDBOX', channel: 'C0IMAGES' } as const;
    return (await bot.chat.post(place, asked, { key: 'again' })).id;
  };
  const press = (ts: string) => bot.slack.press({ ...rita, ts, action_id: 'repeat' });

  test('opens it, and leaves what only the presser sees where it is', async () => {
    bot.answer = () => ({ is: 'tell', note: asked });
    await command('status');
    bot.answer = () => form;
    for (const ts of [await posted(), messagesIn(bot.slack).findLast(({ ephemeralFor }) => ephemeralFor)?.ts ?? '']) {
      await press(ts);
      const view = await until('the form', () => bot.slack.state().views.at(-1));
      bot.slack.closeView({ user: 'U0RITA', view: view.id });
      expect(messagesIn(bot.slack).some(message => message.ts === ts)).toBe(true);
    }
  });

  test('says so when it cannot be opened', async () => {
    bot.slack.faults.add({ match: { method: 'views.open' }, error: 'expired_trigger_id' });
    bot.answer = () => form;
    const ts = await posted();
    await press(ts);
    await until('the way out', () =>
      messagesIn(bot.slack).find(message => message.thread_ts === ts && words(message).includes('ask in one line')),
    );
  });
});

describe('what is said', () => {
  test('in a thread is heard, and answered to the speaker alone', async () => {
    const { ts } = bot.slack.say({ ...rita, text: 'a thread' });
    bot.answer = () => ({ is: 'tell', note });
    bot.slack.say({ ...rita, text: 'Y', thread_ts: ts });
    const told = await until('the answer', () =>
      messagesIn(bot.slack).find(message => message.thread_ts === ts && message.ephemeralFor),
    );
    expect(told.ephemeralFor).toBe('U0RITA');
    expect(bot.heard).toMatchObject([{ is: 'said', thread: ts, text: 'Y', edited: false }]);
  });

  test('is answered in the thread where Slack cannot whisper', async () => {
    const { ts } = bot.slack.say({ ...rita, text: 'a thread' });
    bot.answer = () => ({ is: 'tell', note });
    bot.slack.faults.add({ match: { method: 'chat.postEphemeral' }, error: 'unknown_method' });
    bot.slack.say({ ...rita, text: 'Y', thread_ts: ts });
    await until('the answer', () =>
      messagesIn(bot.slack).find(
        message => message.thread_ts === ts && message.bot_id && words(message).includes('so it is'),
      ),
    );
  });

  test('comes again until it is safe', async () => {
    const hasty = await startSlackSimulator({ speed: 1000, patience: 0.3 });
    let tries = 0;
    const hears = aListener(() => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
      return silent;
    });
    const other = slackChat({ config: slackConfig(hasty), app: null, log: quiet });
    await other.open(hears.listener);
    const { ts } = hasty.say({ ...rita, text: 'a thread' });
    hasty.say({ ...rita, text: 'Y', thread_ts: ts });
    await until('three deliveries', () => tries >= 3);
    expect(new Set(hears.heard.map(({ id }) => id)).size).toBe(1);
    await other.close();
    await hasty.close();
  });

  test('to the bot by name is a command, and in a thread a yes is a yes', async () => {
    const { ts } = bot.slack.say({ ...rita, text: '<@U0BOT> status' });
    bot.slack.say({ ...rita, text: '<@U0BOT> Y', thread_ts: ts });
    await until('both', () => bot.heard.length === 2);
    await sleep(100);
    expect(bot.heard).toHaveLength(2);
    expect(bot.heard).toContainEqual(expect.objectContaining({ is: 'command', text: 'status', canAsk: false }));
    expect(bot.heard).toContainEqual(expect.objectContaining({ is: 'said', text: 'Y', thread: ts }));
  });

  test('in a channel to others, and by the bot itself, is not heard', async () => {
    bot.slack.say({ ...rita, text: 'list' });
    const place = { platform: 'slack', workspace: 'T0SANDBOX', channel: 'C0IMAGES' } as const;
    const root = await bot.chat.post(place, note, { key: 'a' });
    await bot.chat.post(place, note, { key: 'b', thread: root });
    const { ts } = bot.slack.say({ ...rita, text: 'a thread' });
    bot.slack.say({ ...rita, text: 'last', thread_ts: ts });
    await until('the last', () => bot.heard.length > 0);
    expect(bot.heard).toMatchObject([{ text: 'last' }]);
  });

  test('in a direct message is a command', async () => {
    bot.slack.say({ user: 'U0RITA', channel: 'U0BOT', text: 'list' });
    await until('it', () => bot.heard.length === 1);
    expect(bot.heard).toMatchObject([{ is: 'command', text: 'list', canAsk: false }]);
  });
});

test('nothing is lost when Slack sends the connection away, and it is back at once', async () => {
  bot.slack.disconnect();
  const started = performance.now();
  await until('a new connection', () => bot.slack.connections() === 1);
  // Slack ends the old connection after ten seconds: nobody has waited for that.
  expect(performance.now() - started).toBeLessThan(9_000);
  await until('a command that goes through', async () => (await command('list')).ok);
});

test('closing lets what is in hand end first', async () => {
  const other = slackChat({ config: slackConfig(bot.slack), app: null, log: quiet });
  let ended = 0;
  const hears = aListener(async () => {
    await sleep(600);
    ended += 1;
    return silent;
  });
  await other.open(hears.listener);
  bot.answer = async () => {
    await sleep(600);
    return silent;
  };
  // Slack takes either of an app's connections.
  const commands: ReturnType<typeof command>[] = [];
  await until('something in the other’s hands', () => {
    commands.push(command('a'));
    return hears.heard.length > 0;
  });
  await other.close();
  expect(ended).toBe(hears.heard.length);
  expect((await Promise.all(commands)).every(({ ok }) => ok)).toBe(true);
});
