import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCommand } from '../../../src/bot/command/commands.ts';
import { metricsText } from '../../../src/metrics.ts';
import { aPlan, aWaitingCapture, noon } from '../../support/captures.ts';
import { type Office, openOffice, until, words } from '../../support/office.ts';

const policy = `
rules:
  - name: all
    allow: [plan, capture, in-place, grant]
    to: [slack:U0RITA]
    approvals: { count: 1, of: [slack:U0OLGA], breakGlass: true }
`;
let office: Office;
beforeAll(async () => {
  office = await openOffice({ policy });
});
afterAll(() => office.close());

async function asked(id: string, plan = aPlan({ clone: null })) {
  const notices = [{ kind: 'question', planHash: plan.hash, at: noon.toISOString() } as const];
  await office.store.accept(id, aWaitingCapture({ id, as: ['slack:u0rita'], plan, notices }));
  await until('the question on record', () => office.redis.hget(`{${office.prefix}}:chat:${id}`, 'asked'));
}
const typed = async (text: string) => {
  const { response } = await office.slack.command({
    user: 'U0RITA',
    channel: 'C0IMAGES',
    command: '/capture-image',
    text,
  });
  return words(response as { text: string });
};
const statusOf = async (id: string) => (await office.store.load(id))?.status.is;
const counted = async () => Number(/^capture_image_break_glass_total (\d+)/m.exec(await metricsText())?.[1]);

describe('breaking the glass over a VM that is spent', () => {
  test('takes its name, and counts once it is typed', async () => {
    await asked('web-01-spent');
    const before = await counted();
    for (const name of ['', 'web-02 '])
      expect(await typed(`break-glass web-01-spent ${name}reason=urgent`)).toContain(
        'type its name as well: /capture-image break-glass web-01-spent web-01 reason=',
      );
    expect([await statusOf('web-01-spent'), await counted()]).toEqual(['waiting', before]);
    expect(await typed('break-glass web-01-spent WEB-01 reason=urgent')).toContain('without approval');
    expect([await statusOf('web-01-spent'), await counted()]).toEqual(['running', before + 1]);
  });

  test('takes no name where a copy is made', async () => {
    await asked('web-01-copied', aPlan());
    expect(await typed('break-glass web-01-copied reason=urgent')).toContain('without approval');
  });
});

test('a reason may be of several words, with the name before it or without', () => {
  expect(parseCommand('break-glass web-01-abcde reason=the site is down', noon)).toMatchObject({
    reason: 'the site is down',
  });
  expect(parseCommand('break-glass web-01-abcde web-01 reason="all down"', noon)).toMatchObject({
    typed: 'web-01',
    reason: 'all down',
  });
  expect(parseCommand('break-glass web-01-abcde web-01', noon)).toMatchObject({ is: 'unclear' });
});
