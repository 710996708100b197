import { expect } from 'vitest';
import { telling } from '../support/story.ts';
import { inTeams } from '../support/story-teams.ts';

const policy = `rules:
  - name: team
    allow: [plan, capture, in-place, grant]
    to: [mail:rita@contoso.example]
    approvals: { of: ['entra:aaaaaaaa-0000-4000-8000-000000000002'] }
`;

telling({ policy })('in Teams too, others approve and guests may do nothing', async ({ story }) => {
  const capture = await inTeams(story).ask('web-01 definition=web regions=westeurope');
  await capture.hears(/needs the approval of 1 of entra:/);
  expect(await capture.press({ action: 'confirm' }, '29:rita', '29:olga')).toMatchObject({
    says: expect.stringMatching(/somebody else must approve/),
  });
  expect(await capture.press({ action: 'confirm' }, '29:gus', '29:olga')).toMatchObject({
    says: expect.stringMatching(/^Guests may not/),
  });
  expect(await story.writes()).toEqual([]);
  await capture.press({ action: 'confirm' }, '29:olga');
  await capture.hears(/web-01 is captured/);
});
