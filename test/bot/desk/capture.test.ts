import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const rita = { user: 'U0RITA', channel: 'C0IMAGES' };
const command = (text: string) => office.slack.command({ ...rita, command: '/capture-image', text });

describe('a capture asked for in one line', () => {
  test('is taken down, acknowledged with its id, and seen in the channel', async () => {
    const { ok, response } = await command('web-01 gallery=golden');
    expect(ok).toBe(true);
    const id = /web-01-[a-z0-9]{5}/.exec(words(Object(response)))?.[0] ?? '';
    const capture = await office.store.load(id);
    expect(capture).toMatchObject({
      requester: { id: 'U0RITA', name: 'Rita Requester' },
      request: { vm: 'web-01', gallery: 'golden' },
    });
    const root = await until('a root message', () =>
      messagesIn(office.slack).find(message => words(message).includes(id) && !message.ephemeralFor),
    );
    expect(words(root)).toContain('Capture web-01');
    expect(office.woken).toContain(id);
  });

  test('is taken down once, however often it is delivered', async () => {
    await command('web-02');
    const before = await office.store.list(100);
    const { delivered } = await office.slack.redeliver({ count: 2, kind: 'slash_commands' });
    expect(delivered).toBe(2);
    expect(await office.store.list(100)).toEqual(before);
  });

  test('is refused with every reason when it is not understood', async () => {
    const before = await office.store.list(100);
    const { response } = await command('web-01 galery=x version=1');
    expect(words(Object(response))).toContain('did you mean gallery?');
    expect(words(Object(response))).toContain('such as 1.2.0');
    expect(await office.store.list(100)).toEqual(before);
  });

  test('goes by a mention as well', async () => {
    const { ts } = office.slack.say({ ...rita, text: '<@U0BOT> paid-01' });
    expect(ts).toBeTruthy();
    await until('a capture of paid-01', async () => (await office.store.list(1))[0]?.startsWith('paid-01-'));
  });

  test('is told in private when the bot is not in the channel, with how to invite it', async () => {
    await office.slack.command({ user: 'U0RITA', channel: 'C0GENERAL', command: '/capture-image', text: 'win-01' });
    const told = await until('a private message', () => {
      const { channels, messages } = office.slack.state();
      const direct = channels.find(({ id }) => id.startsWith('D'));
      return (direct && messages[direct.id])?.find(message => words(message).includes('win-01'));
    });
    expect(words(told)).toContain('/invite @capture-image');
  });
});

describe('what one can ask', () => {
  test.each([
    ['help', 'exclude-from-latest'],
    ['list', 'web-01-'],
    ['status', 'Capture '],
    ['status nothing-here', 'I know no capture'],
    ['cancel nothing-here', 'I know no capture'],
  ])('%s', async (text, says) => {
    const { response } = await command(text);
    expect(words(Object(response))).toContain(says);
  });
});

describe('the form', () => {
  const inventory = {
    at: '2026-11-23T11:59:00Z',
    vms: [
      { name: 'web-01', resourceGroup: 'rg-web', subscriptionId: 's', location: 'westeurope', osType: 'Linux' },
      { name: 'win-01', resourceGroup: 'rg-web', subscriptionId: 's', location: 'westeurope', osType: 'Windows' },
    ],
    galleries: [{ name: 'golden', resourceGroup: 'rg-images', definitions: ['web', 'win'] }],
  };
  const open = async () => {
    await office.store.saveInventory(JSON.stringify(inventory));
    await command('');
    return await until('an open form', () => office.slack.state().views.at(-1));
  };

  test('opens, suggests VMs, and becomes a capture', async () => {
    const form = await open();
    const { options } = await office.slack.suggest({ user: 'U0RITA', view: form.id, action_id: 'vm', value: 'web' });
    expect(JSON.stringify(options)).toContain('rg-web/web-01');
    const values = { vm: { vm: 'rg-web/web-01' }, definition: { definition: 'win' }, version: { version: '2.0.0' } };
    expect(await office.slack.submit({ user: 'U0RITA', view: form.id, values })).toEqual({ ok: true });
    const [id = ''] = await office.store.list(1);
    expect(await office.store.load(id)).toMatchObject({
      place: { channel: 'C0IMAGES' },
      request: { vm: 'rg-web/web-01', gallery: 'golden', definition: 'win', version: '2.0.0', regions: ['westeurope'] },
    });
    await until('the answer', () =>
      messagesIn(office.slack).find(message => message.ephemeralFor && words(message).includes(id)),
    );
  });

  test('marks the fields that are wrong, and starts nothing', async () => {
    const before = await office.store.list(100);
    const form = await open();
    await office.slack.suggest({ user: 'U0RITA', view: form.id, action_id: 'vm', value: 'web' });
    const values = {
      vm: { vm: 'rg-web/web-01' },
      'gallery-new': { 'gallery-new': 'my-own' },
      version: { version: 'one' },
    };
    const { ok, errors } = await office.slack.submit({ user: 'U0RITA', view: form.id, values });
    expect(ok).toBe(false);
    expect(Object.keys(errors ?? {}).sort()).toEqual(['gallery-new', 'version']);
    expect(await office.store.list(100)).toEqual(before);
    office.slack.closeView({ user: 'U0RITA', view: form.id });
  });
});
