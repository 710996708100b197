import { afterAll, beforeAll, test } from 'vitest';
import { aPlan, aWaitingCapture, noon } from '../../support/captures.ts';
import { until } from '../../support/office.ts';
import { words } from '../../support/story-teams.ts';
import { channel } from '../../support/teams.ts';
import { openTeamsOffice } from '../../support/teams-office.ts';
import { place, rita } from '../../support/teams-talk.ts';

const policy = `
rules:
  - name: all
    allow: [plan, capture, in-place, grant]
    to: [everyone]
    approvals: { count: 1, of: [entra:${rita.id}], self: true, breakGlass: true }
`;

let both: Awaited<ReturnType<typeof openTeamsOffice>>;
beforeAll(async () => {
  both = await openTeamsOffice({ policy });
});
afterAll(() => both.close());

test('in a channel of Teams, whoever is to type the name of a VM is told what is heard there', async () => {
  const { teams, office } = both;
  const say = (text: string, thread?: string) =>
    teams.say({
      user: '29:rita',
      conversation: channel,
      text: `@capture-image ${text}`,
      ...(thread ? { thread } : {}),
    });
  const { id: thread } = await say('help');
  const plan = aPlan({ clone: null });
  const notices = [{ kind: 'question', planHash: plan.hash, at: noon.toISOString() } as const];
  const asked = { requester: rita, as: [`entra:${rita.id}`], place: place(`${channel};messageid=${thread}`) };
  const capture = aWaitingCapture({ ...asked, id: 'web-01-spent', plan, notices });
  await office.store.accept(capture.id, capture);
  await until('the question on record', () => office.redis.hget(`{${office.prefix}}:chat:${capture.id}`, 'asked'));
  const hears = (part: string) => until(part, () => both.written().find(one => words(one).includes(part)));

  await say('Y', thread);
  await hears('type its name in full: @capture-image web-01');
  await say(`break-glass ${capture.id} reason=urgent`, thread);
  await hears(`type its name as well: @capture-image break-glass ${capture.id} web-01 reason=`);
});
