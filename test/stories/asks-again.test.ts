import { expect } from 'vitest';
import { slackConfig } from '../support/office.ts';
import { tell } from '../support/story.ts';

const text = 'I cannot reach my record (Redis), so I have not started anything. Try again in a minute.';

tell('who is answered that the bot cannot reach its record asks again, and gets a thread', async ({ story }) => {
  let asked = 0;
  const answeredAway = async () => {
    const { botToken: token, apiUrl } = slackConfig(story.sandbox.slack);
    const response = await fetch(new URL('chat.postEphemeral', apiUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'C0IMAGES', user: 'U0RITA', text }),
    });
    expect(await response.json()).toMatchObject({ ok: true });
  };
  const thread = await story.opens('web-01', async () => {
    asked += 1;
    return asked === 1 ? await answeredAway() : await story.command('web-01 definition=web');
  });
  await thread.hears(/Type Y/);
  expect(asked).toBe(2);
});
