import { expect } from 'vitest';
import { eventually, tell } from '../support/story.ts';
import { inTeams, words } from '../support/story-teams.ts';

tell('plan shows what would happen, changes nothing in Azure and holds nothing up', async ({ story }) => {
  const planned = await story.ask('plan web-01 definition=web');

  const shown = await planned.hears(/This is the plan/);

  for (const said of ['Nothing was changed', 'Take a snapshot', 'golden', '1.0.2', 'a copy'])
    expect(shown).toContain(said);
  expect(shown).not.toContain('Type Y');
  await eventually('it to be over', () => /Planned; nothing was changed/.test(planned.root()));
  await planned.say('Y');
  await story.whispered('U0RITA', /only a plan was asked for/);

  const other = await story.ask('web-01 definition=web', 'U0OLGA');
  await other.hears(/Type Y to capture/);
  expect(await story.writes()).toEqual([]);
});

tell('the button under a plan asks for the capture, once, in the name of who presses', async ({ story }) => {
  const planned = await story.ask('plan web-02 definition=second');
  await planned.hears(/This is the plan/);

  await planned.press(/start/, 'U0OLGA');
  await planned.press(/start/, 'U0OLGA');

  await story.whispered('U0OLGA', /I have that already: web-02/);
  const question = await eventually('the question', () => /Type Y to capture web-02/.exec(story.everythingSaid())?.[0]);
  expect(question).toBeTruthy();
  expect(await story.writes()).toEqual([]);
});

tell('a plan that cannot be is refused with the way out', async ({ story }) => {
  const planned = await story.ask('plan web-01 definition=web version=1.0.1');

  expect(await planned.hears(/I cannot capture web-01/)).toContain('1.0.1');

  expect(await story.writes()).toEqual([]);
});

tell(
  'in Teams a plan is started by its button, and asked for again in the form; a failed version in its way is replaced at a press',
  async ({ story }) => {
    const { teams } = story.sandbox;
    const planned = await inTeams(story).ask('plan web-01 definition=web replicas=2');
    expect(await planned.hears(/Nothing was changed/)).toContain('at most');

    await eventually('the Repeat button', () => planned.press({ action: 'repeat' }, '29:olga').catch(() => null));
    await planned.press({ form: { vm: 'rg-web/web-02', 'definition-new': 'second' } }, '29:olga');
    const again = await eventually('a post of its own', () =>
      teams.state().messages.find(({ summary, thread }) => /golden\/second/.test(summary ?? '') && !thread),
    );
    await planned.press({ action: 'start' });

    for (const vm of ['web-01', 'web-02'])
      await eventually(`the question about ${vm}`, () =>
        inTeams(story).everythingSaid().includes(`Type @capture-image Y to capture ${vm}`),
      );
    expect(words(again)).toContain('Olga');

    for (const gallery of story.sandbox.azure.world.galleries.values())
      Object.assign(gallery.definitions.get('web')?.versions.get('1.0.1') ?? {}, { provisioningState: 'Failed' });
    const refused = await inTeams(story).ask('plan web-01 definition=web version=1.0.1');
    await refused.hears(/as a failed version/);
    await refused.press({ action: 'replace-failed' });
    await eventually('a plan with its deletion', () =>
      /it is deleted before the new one/.test(inTeams(story).everythingSaid()),
    );
    expect(await story.writes()).toEqual([]);
  },
);
