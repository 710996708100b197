import { expect } from 'vitest';
import { type Story, tell } from '../support/story.ts';

async function confirmed(story: Story, text: string) {
  const capture = await story.ask(`${text} mode=in-place`);
  const [name = ''] = text.split(' ');
  await capture.hears(new RegExp(`Type ${name} to sysprep`));
  await capture.say(name);
  return capture;
}

tell('a Windows VM becomes a version of a definition made for it', async ({ story }) => {
  const capture = await confirmed(story, 'win-01');
  await capture.hears(/win-01 is captured/);
  const golden = (await story.world()).galleries.find(({ name }) => name === 'golden');
  expect(golden?.definitions.find(({ name }) => name === 'win-01')?.versions).toMatchObject([
    { name: '1.0.0', provisioningState: 'Succeeded' },
  ]);
});

tell('when sysprep fails in place, the thread shows why and what mends it, and Retry goes on', async ({ story }) => {
  await story.fault({ vm: 'win-01', guest: 'sysprep-fails' });
  const capture = await confirmed(story, 'win-01');
  const failure = await capture.hears(/Failed: Run sysprep/);
  expect(failure).toContain('An app is installed for one user and not for all');
  expect(failure).toContain(
    'SYSPRP Package Microsoft.Contoso.Tools_1.4.2.0_x64__8wekyb3d8bbwe was installed for a user',
  );
  expect(failure).toContain("Get-AppxPackage -AllUsers -Name 'Microsoft.Contoso.Tools' | Remove-AppxPackage -AllUsers");
  expect(failure).toContain('Mend it in win-01, which is still running, then press Retry');
  expect(await story.calls(/POST/, /deallocate|generalize/)).toEqual([]);

  await story.forgetFaults();
  await capture.press(/retry/);
  await capture.hears(/win-01 is captured/);
});

tell('when sysprep fails in a copy, the thread says to mend the VM and to ask again', async ({ story }) => {
  await story.fault({ vm: 'win-01', guest: 'sysprep-fails' });
  const capture = await story.ask('win-01 definition=win');
  await capture.hears(/Type Y to capture/);
  await capture.say('Y');

  const failure = await capture.hears(/Failed: Run sysprep/);

  expect(failure).toContain('Sysprep did not generalize the copy. An app is installed for one user');
  expect(failure).toContain('x64__8wekyb3d8bbwe was installed for a user');
  expect(failure).toContain('Mend it in win-01, abandon this capture, and ask for a new one');
});

tell('a VM that somebody deallocated while sysprep ran is never captured', async ({ story }) => {
  await story.fault({ vm: 'win-01', guest: 'deallocated-by-hand' });
  const capture = await confirmed(story, 'win-01');
  expect(await capture.hears(/Failed: Run sysprep/)).toMatch(/went from running to deallocated/);
  expect(await story.calls(/PUT/, /versions/)).toEqual([]);
  await capture.press(/abandon/);
  await capture.hears(/Abandoned by/);
});

tell('a VM that was started again after sysprep is never captured', async ({ story }) => {
  await story.fault({ match: { method: 'POST', path: 'deallocate' }, operation: 'hang' });
  const capture = await confirmed(story, 'win-01');
  await story.eventuallyCalled(/POST/, /deallocate/);
  await story.byHand('win-01', 'start');
  expect(await capture.hears(/Failed: /)).toMatch(/was started again/);
  expect(await story.calls(/POST|PUT/, /generalize|versions/)).toEqual([]);
});
