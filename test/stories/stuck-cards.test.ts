import { expect } from 'vitest';
import { tell } from '../support/story.ts';
import { inTeams } from '../support/story-teams.ts';

tell(
  'a capture whose cards Teams lets nobody edit is told to its end in new ones, and no edit is tried in vain',
  async ({ story }) => {
    const { teams } = story.sandbox;
    teams.faults.add({ match: { method: 'edit' }, times: 400, status: 403, code: 'ServiceError' });
    const thread = await inTeams(story).ask('web-01 definition=web');
    await thread.hears(/Type @capture-image Y/);
    await thread.say('Y');
    await thread.hears(/web-01 is captured/);
    await thread.hears(/takes its place[\s\S]*Done/);
    const instead = thread.said().filter(line => JSON.stringify(line).includes('takes its place'));
    expect(instead.length).toBeLessThanOrEqual(4);
    expect(400 - (teams.faults.list()[0]?.times ?? 0)).toBeLessThanOrEqual(3);
  },
);
