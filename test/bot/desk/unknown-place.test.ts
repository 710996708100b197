import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { aCapture, aPlan, noon, olga, rita } from '../../support/captures.ts';
import { type Office, openOffice, words } from '../../support/office.ts';

const policy = `
rules:
  - { name: web, allow: [plan, capture, in-place, cancel], to: ['slack:U0RITA'], where: { resourceGroups: [rg-web] } }
  - { name: asked, allow: [plan, capture], to: ['slack:U0OLGA'], where: { resourceGroups: [rg-web] }, approvals: { of: ['slack:U0RITA'] } }
  - { name: owners, allow: [plan, capture, in-place, cancel], to: ['slack:U0OLGA'] }
`;
const at = noon.toISOString();
const saying = { code: 'x', reason: 'secret-disk', remedy: 'x' };
const refused = { is: 'refused', refusals: [saying], at } as const;
const failed = { is: 'failed', failure: saying, step: 'planning', at } as const;
const place = { platform: 'slack', workspace: rita.workspace, channel: 'C0IMAGES' } as const;
const of = (id: string, vm: string, status: Capture['status'], requester = olga) =>
  aCapture({ id, requester, as: [`slack:${requester.id.toLowerCase()}`], request: { vm }, status });

let office: Office;
beforeAll(async () => {
  office = await openOffice({ policy });
  const listed = { ...aPlan().vm, name: 'web-07', resourceGroup: 'rg-web' };
  const payroll = { ...listed, name: 'payroll-02', resourceGroup: 'rg-payroll' };
  await office.store.saveInventory(JSON.stringify({ at, vms: [listed, payroll], galleries: [] }));
  for (const capture of [
    of('pay-refused', 'payroll-01', refused),
    of('pay-failed', 'payroll-01', failed),
    of('pay-planning', 'payroll-01', { is: 'planning' }),
    of('pay-listed', 'payroll-02', failed),
    of('web-listed', 'web-07', failed),
    of('web-grouped', 'rg-web/web-08', refused),
    of('own', 'somewhere', failed, rita),
  ])
    await office.store.accept(capture.id, capture);
  await office.store.note({ event: 'denied', by: olga, from: place, vm: 'payroll-03', details: 'capture x' });
}, 30_000);
afterAll(() => office.close());

const says = async (text: string, user = 'U0RITA') => {
  const asked = { user, channel: 'C0GENERAL', command: '/capture-image', text };
  return words((await office.slack.command(asked)).response as { text: string });
};

describe('where nothing tells in which group the VM of a capture is', () => {
  test.each(['pay-refused', 'pay-failed', 'pay-planning', 'pay-listed'])('it is not there for others: %s', async id => {
    const before = await office.store.load(id);
    for (const verb of ['status', 'repeat', 'retry', 'cancel'])
      expect(await says(`${verb} ${id}`), verb).toMatch(/no capture/i);
    expect(await office.store.load(id)).toEqual(before);
  });

  test('nor is it in lists', async () => {
    for (const command of ['list', 'history', 'history payroll-01'])
      expect(await says(command), command).not.toMatch(/pay-/);
    expect(await says('list')).toMatch(/web-listed/);
    expect(await says('history payroll-03')).not.toMatch(/U0OLGA/);
    expect(await says('history payroll-03', 'U0OLGA')).toMatch(/U0OLGA/);
  });
});

test('a VM that the request or the list of VMs places is for those who may do something there', async () => {
  expect(await says('status web-listed')).toContain('secret-disk');
  expect(await says('status web-grouped')).toContain('Capture web-08');
});

test('whoever asked for it sees it, and goes on with it', async () => {
  expect(await says('status own')).toContain('secret-disk');
  await says('retry own');
  expect((await office.store.load('own'))?.status.is).toBe('planning');
});
