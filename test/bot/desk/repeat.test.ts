import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Capture } from '../../../src/jobs/record/record.ts';
import type { Request } from '../../../src/jobs/request/request.ts';
import { aCapture, aPlan, noon } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';

const both = '[mail:rita@contoso.example, mail:otto@contoso.example]';
const policy = `rules: [{ name: team, allow: [plan, capture, in-place, grant], to: ${both}, where: { vms: ['web-*'] } }]`;
const channel = 'C0IMAGES';
let office: Office;
beforeAll(async () => {
  office = await openOffice({ policy });
});
afterAll(() => office.close());

const asked: Request = {
  vm: 'rg-web/web-01',
  gallery: 'silver',
  definition: 'web',
  version: '1.4.0',
  regions: ['northeurope'],
  publishers: ['Doe, John', 'ann@contoso.example'],
  mode: 'in-place',
  checks: 'strict',
  replicas: 3,
  storage: 'Premium_LRS',
  role: 'Reader',
  queue: true,
};

async function done(request: Request = asked): Promise<Capture> {
  const capture = aCapture({ plan: aPlan(), status: { is: 'succeeded', at: noon.toISOString() } }, request);
  await office.store.accept(capture.id, capture);
  return capture;
}
const rootOf = ({ id }: Capture) =>
  until('its message', () => messagesIn(office.slack).find(one => !one.ephemeralFor && words(one).includes(id)));
const press = async (capture: Capture, user: string) =>
  office.slack.press({ user, channel, ts: (await rootOf(capture)).ts, action_id: 'repeat' });
const form = () => until('an open form', () => office.slack.state().views.at(-1));
const newest = async () => {
  const [id = ''] = await office.store.list(1);
  return await office.store.load(id);
};

test('a finished capture is asked for again, with all that it was asked for with, by whoever presses', async () => {
  const capture = await done();
  await press(capture, 'U0OTTO');
  const opened = await form();
  expect(words({ blocks: opened.view.blocks })).toContain('replicas=3 storage=Premium_LRS role=Reader queue=yes');

  expect(await office.slack.submit({ user: 'U0OTTO', view: opened.id, values: {} })).toEqual({ ok: true });

  const { version: _version, ...again } = asked;
  const next = await until('the next', async () => ((await newest())?.id === capture.id ? null : await newest()));
  expect(next).toMatchObject({ requester: { id: 'U0OTTO' }, status: { is: 'planning' } });
  expect(next.request).toEqual({ ...again, guest: 'auto' });
});

test('what is filled in differently goes over it, and a wrong field loses nothing', async () => {
  const capture = await done();
  await press(capture, 'U0RITA');
  const { id: view } = await form();
  const values = {
    'definition-new': { 'definition-new': 'web-next' },
    mode: { mode: 'clone' },
    checks: { checks: 'warn' },
  };
  const wrong = await office.slack.submit({ user: 'U0RITA', view, values: { ...values, version: { version: 'x' } } });
  expect(Object.keys(wrong.errors ?? {})).toEqual(['version']);
  expect(await office.slack.submit({ user: 'U0RITA', view, values: { version: { version: 'minor' } } })).toEqual({
    ok: true,
  });

  const next = await until('the next', async () => ((await newest())?.id === capture.id ? null : await newest()));
  expect(next.request).toMatchObject({ definition: 'web-next', version: 'minor', replicas: 3, queue: true });
  expect(next.request).not.toHaveProperty('checks');
  expect(next.request).not.toHaveProperty('mode');
});

test('who may not ask for the VM opens no form, and is told why', async () => {
  const capture = await done();
  const before = office.slack.state().views.length;
  await press(capture, 'U0OLGA');
  await until('the refusal', () => messagesIn(office.slack).find(({ ephemeralFor }) => ephemeralFor === 'U0OLGA'));
  expect(office.slack.state().views.length).toBe(before);
});

test('what is filled in is judged by the rules, whatever the form was opened over', async () => {
  const capture = await done();
  await press(capture, 'U0RITA');
  const { id: view } = await form();
  const values = { vm: { vm: 'db-01' } };
  await office.slack.suggest({ user: 'U0RITA', view, action_id: 'vm', value: 'db-01' });
  expect(await office.slack.submit({ user: 'U0RITA', view, values })).toEqual({ ok: true });
  await until('the refusal', () =>
    messagesIn(office.slack).find(one => one.ephemeralFor === 'U0RITA' && words(one).includes('policy')),
  );
  expect((await newest())?.id).toBe(capture.id);
});

test('the command opens the form where there can be one, and else has the line to type', async () => {
  const capture = await done({ ...asked, version: 'minor' });
  await office.slack.command({ user: 'U0RITA', channel, command: '/capture-image', text: `repeat ${capture.id}` });
  const opened = await form();
  expect(JSON.parse(String(opened.view.private_metadata))).toEqual({
    ...{ channel, base: capture.id },
    proof: expect.any(String),
  });
  office.slack.closeView({ user: 'U0RITA', view: opened.id });

  office.slack.say({ user: 'U0RITA', channel, text: `<@U0BOT> repeat ${capture.id}` });
  const told = await until('the line', () =>
    messagesIn(office.slack).find(one => one.ephemeralFor && words(one).includes('I cannot open the form')),
  );
  expect(words(told)).toContain(
    '/capture-image web-01 gallery=silver definition=web version=minor regions=northeurope replicas=3 storage=Premium_LRS',
  );

  const { response } = await office.slack.command({
    user: 'U0RITA',
    channel,
    command: '/capture-image',
    text: 'repeat nothing-here',
  });
  expect(words(Object(response))).toContain('I know no capture');
});
