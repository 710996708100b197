import { expect } from 'vitest';
import { tell } from '../support/story.ts';

tell(
  'a plan says which words of the request do nothing, and that its version will not be the latest',
  async ({ story }) => {
    const thread = await story.ask('plan web-01 definition=web mode=in-place consistency=stop version=0.0.1');
    const plan = await thread.hears(/This is the plan/);
    expect(plan).toContain('consistency=stop is about a copy: here it does nothing.');
    expect(plan).toMatch(/0\.0\.1 will not be the latest of golden\/web: 1\.0\.1 is higher/);
  },
);
