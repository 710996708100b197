import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCapture, aPlan, noon } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';

const policy = `
rules:
  - name: team
    allow: [plan, capture, in-place, grant]
    to: [mail:rita@contoso.example]
    where: { vms: ['web-*'] }
  - name: lookers
    allow: [plan]
    to: [slack-group:S0OPS]
    where: { vms: ['web-*'] }
`;
const channel = 'C0IMAGES';
let office: Office;
beforeAll(async () => {
  office = await openOffice({ policy });
});
afterAll(() => office.close());

const command = async (text: string, user: string) =>
  JSON.stringify(await office.slack.command({ user, channel, command: '/capture-image', text }));

test('who may only plan is given a plan, and no capture', async () => {
  expect(await command('web-01', 'U0OLGA')).toContain('to capture VMs here');
  expect(await office.store.list(1)).toEqual([]);

  expect(await command('plan web-01', 'U0OLGA')).toContain('it changes nothing');

  const [id = ''] = await office.store.list(1);
  expect((await office.store.load(id))?.request).toMatchObject({ vm: 'web-01', planOnly: true });
});

test('a template asks for no more than who writes its name may ask for', async () => {
  const before = await office.store.list(100);
  expect(await command('template nightly-web', 'U0OLGA')).toContain('to capture VMs here');
  expect(await command('template nightly-web db-01', 'U0RITA')).toContain('policy');
  expect(await command('template', 'U0GUS')).toContain('Guests may not');
  expect(await office.store.list(100)).toEqual(before);

  expect(await command('template', 'U0OLGA')).toContain('web-01 version=minor checks=strict');
  expect(await command('template nightly-web replicas=2', 'U0RITA')).toContain('nothing happens before you confirm');
  const [id = ''] = await office.store.list(1);
  expect((await office.store.load(id))?.request).toEqual({
    vm: 'web-01',
    version: 'minor',
    checks: 'strict',
    replicas: 2,
  });
});

test('the button under a plan is for those who may capture, and asks in their own name', async () => {
  const at = noon.toISOString();
  const planned = aCapture(
    { plan: aPlan(), status: { is: 'planned', at }, notices: [{ kind: 'planned', at }] },
    { vm: 'web-01', definition: 'web', planOnly: true },
  );
  await office.store.accept(planned.id, planned);
  const note = await until('the plan', () =>
    messagesIn(office.slack).find(message => message.thread_ts && words(message).includes('Nothing was changed')),
  );
  const press = (user: string) => office.slack.press({ user, channel, ts: note.ts, action_id: 'start' });
  const newest = async () => (await office.store.list(1))[0] ?? '';

  await press('U0OLGA');
  await until('the refusal', () => messagesIn(office.slack).find(({ ephemeralFor }) => ephemeralFor === 'U0OLGA'));
  const before = await newest();
  await press('U0RITA');
  const id = await until('the capture', async () => ((await newest()) === before ? null : await newest()));

  const started = await office.store.load(id);
  expect(started).toMatchObject({ requester: { id: 'U0RITA' }, status: { is: 'planning' } });
  expect(started?.request).toEqual({ vm: 'web-01', definition: 'web' });
});

test('the button under a failed version is for those who may capture, and asks for the same with its deletion', async () => {
  const said = {
    at: noon.toISOString(),
    refusals: [{ code: 'version-failed', reason: 'It exists as a failed version.', remedy: 'Delete it.' }],
  };
  const request = { vm: 'web-01', definition: 'web', version: '1.0.1' };
  const refused = aCapture({ status: { is: 'refused', ...said }, notices: [{ kind: 'refused', ...said }] }, request);
  await office.store.accept(refused.id, refused);
  const note = await until('the refusal', () =>
    messagesIn(office.slack).find(message => message.thread_ts && words(message).includes('replace-failed')),
  );
  const press = (user: string) => office.slack.press({ user, channel, ts: note.ts, action_id: 'replace-failed' });
  const before = await office.store.list(1);
  await press('U0OLGA');
  expect(await office.store.list(1)).toEqual(before);
  await press('U0RITA');
  const id = await until('the capture', async () => (await office.store.list(1)).find(one => !before.includes(one)));
  expect((await office.store.load(id))?.request).toEqual({ ...request, replaceFailed: true });
});
