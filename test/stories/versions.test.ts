import { expect } from 'vitest';
import { type Story, tell } from '../support/story.ts';

const versionIn = (text: string) => /Version\W+(\d+\.\d+\.\d+)\b/.exec(text)?.[1] ?? text;

tell(
  'two captures at once never get the same version, and each makes the one that was confirmed',
  async ({ story }) => {
    await makePlain(story);
    const threads = [
      await story.ask('shop-01 definition=plain version=minor'),
      await story.ask('web-02 definition=plain version=minor', 'U0OLGA'),
    ];
    const questions = await Promise.all(threads.map(thread => thread.hears(/Type Y to capture/)));
    expect(questions.map(versionIn).sort()).toEqual(['1.0.0', '1.1.0']);

    await Promise.all(threads.map(thread => thread.say('Y')));
    await Promise.all(threads.map(thread => thread.hears(/is captured/)));
    const made = (await story.world()).galleries.flatMap(({ definitions }) =>
      definitions.filter(({ name }) => name === 'plain').flatMap(({ versions }) => versions.map(({ name }) => name)),
    );
    expect(made).toEqual(expect.arrayContaining(questions.map(versionIn)));
  },
);

tell('a version that was typed and is being made is refused, not replaced', async ({ story }) => {
  await makePlain(story);
  const first = await story.ask('shop-01 definition=plain version=4.0.0');
  await first.hears(/Type Y to capture/);
  const second = await story.ask('web-02 definition=plain version=4.0.0', 'U0OLGA');
  expect(await second.hears(/cannot capture web-02/)).toContain('4.0.0 is taken already, by');
});

tell(
  'a failed version in the way is deleted once the plan that says so is confirmed, and made anew',
  async ({ story }) => {
    for (const gallery of story.sandbox.azure.world.galleries.values())
      Object.assign(gallery.definitions.get('web')?.versions.get('1.0.1') ?? {}, { provisioningState: 'Failed' });
    const refused = await story.ask('web-01 definition=web version=1.0.1 regions=westeurope');
    expect(await refused.hears(/cannot capture web-01/)).toContain('replace-failed=yes');

    const capture = await story.opens('the plan anew', () => refused.press(/replace-failed/));
    const question = await capture.hears(/Type Y to capture/);
    expect(question).toContain('it is deleted before the new one is created');
    expect(question).toContain('Delete the failed version web 1.0.1');
    expect(await story.writes()).toEqual([]);
    await capture.say('Y');
    await capture.hears(/web-01 is captured/);

    expect(await story.calls(/DELETE/, /\/versions\//)).toHaveLength(1);
    expect(await story.calls(/PUT/, /\/versions\/1\.0\.1/)).toHaveLength(1);
  },
);

/** A definition that two machines of the world fit. */
const makePlain = (story: Story) =>
  story.asOperator(
    'PUT',
    '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-images/providers/Microsoft.Compute/galleries/golden/images/plain?api-version=2024-03-03',
    {
      location: 'westeurope',
      properties: {
        osType: 'Linux',
        osState: 'Generalized',
        hyperVGeneration: 'V2',
        architecture: 'x64',
        features: [{ name: 'SecurityType', value: 'Standard' }],
        identifier: { publisher: 'contoso', offer: 'plain', sku: 'plain' },
      },
    },
  );
