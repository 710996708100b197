import { expect, test } from 'vitest';
import { openOffice, until, words as wordsInSlack } from '../../support/office.ts';
import { words } from '../../support/story-teams.ts';
import { channel } from '../../support/teams.ts';
import { openTeamsOffice } from '../../support/teams-office.ts';

const policy = `
rules:
  - { name: all, allow: [plan], to: [everyone] }
  - { name: owners, allow: [plan, capture, in-place, approve], to: ['mail:olga@contoso.example'] }
`;
const settings = { outsiders: 'allowed' } as const;
const email = 'olga@contoso.example';

test.each(['U0GUS', 'U0SAM'])('in Slack %s is nobody by a mail address that another company gives out', async user => {
  const office = await openOffice({ policy, settings });
  try {
    office.slack.changeUser(user, { email });
    const asked = { channel: 'C0IMAGES', command: '/capture-image', text: 'web-01' };
    const says = async (by: string) =>
      wordsInSlack((await office.slack.command({ user: by, ...asked })).response as { text: string });
    expect(await says(user)).toContain('No rule of the policy allows');
    expect(await says('U0OLGA')).toContain('I have it');
  } finally {
    await office.close();
  }
});

test.each([{ mail: email }, { mail: 'x@partner.example', upn: email }])(
  'nor is anybody in Teams by %o',
  async change => {
    const both = await openTeamsOffice({ policy, settings });
    try {
      for (const user of ['29:gus', '29:sam']) {
        both.teams.changeUser(user, change);
        const before = both.written().length;
        await both.teams.say({ user, conversation: channel, text: '@capture-image web-01' });
        await until('an answer', () => both.written().length > before);
        expect(both.written().slice(before).map(words).join()).toContain('No rule of the policy allows');
      }
      expect(await both.office.store.list(10)).toEqual([]);
    } finally {
      await both.close();
    }
  },
);
