import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sysprepCauses } from '../../../../../src/azure/guest/sysprep-causes.ts';
import { failedNote } from '../../../../../src/bot/notes/failed-note.ts';
import { toSlack } from '../../../../../src/bot/slack/blocks.ts';
import { toCard } from '../../../../../src/bot/teams/card.ts';
import { explainSysprep, sysprepFailure } from '../../../../../src/jobs/procedures/capture/steps/sysprep-failure.ts';
import { aPlan, aWaitingCapture } from '../../../../support/captures.ts';
import { wordsOf } from '../../../../support/words.ts';

const vm = { ...aPlan().vm, name: 'win-01', osType: 'Windows' } as const;
const plans = { copy: aPlan({ vm }), 'in place': aPlan({ vm, clone: null }) } as const;
const app = 'Microsoft.Contoso.Tools_1.4.2.0_x64__8wekyb3d8bbwe';
const failedWith = (...lines: readonly string[]) =>
  ['Sysprep ended without generalizing.', '== errors in setuperr.log and setupact.log', ...lines].join('\n');
const appLog = failedWith(
  `2026-06-01 12:00:09, Error                 SYSPRP Package ${app} was installed for a user, but not provisioned for all users.`,
);

describe('a sysprep that failed', () => {
  it('is mended in a copy by mending its source, and never by Retry', () => {
    const failure = sysprepFailure(plans.copy, { rc: 10, text: appLog, attempt: 1 });

    expect(wordsOf(failure).reason).toBe(
      'Sysprep did not generalize the copy. An app is installed for one user and not for all, so Windows refuses to generalize.',
    );
    expect(wordsOf(failure).remedy).toMatch(
      /^Remove the app for every user\. Mend it in win-01, abandon this capture, and ask/,
    );
    expect(wordsOf(failure).remedy).not.toMatch(/press Retry|still running/);
    expect(failure.untouched).toBeUndefined();
  });

  it('is mended in place where it is, and Retry goes on', () => {
    const failure = sysprepFailure(plans['in place'], { rc: 10, text: appLog, attempt: 1 });

    expect(wordsOf(failure).reason).toMatch(/^Sysprep did not generalize win-01\. An app/);
    expect(wordsOf(failure).remedy).toBe(
      'Remove the app for every user. Mend it in win-01, which is still running, then press Retry.',
    );
  });

  it('shows what the log says where nobody knows the cause', () => {
    const text = failedWith('2026-06-01 12:00:09, Error [0x0f0099] SYSPRP Quux: the flux is out of phase');
    const failure = sysprepFailure(plans['in place'], { rc: 10, text, attempt: 1 });

    expect(failure.log).toBe('SYSPRP Quux: the flux is out of phase');
    expect(wordsOf(failure).reason).toContain('name no cause that I know. Sysprep ended without generalizing.');
    expect(wordsOf(failure).remedy).toMatch(
      /^Put right what the log names\. Mend it in win-01, which is still running/,
    );
  });

  const unshown = (rc: number, words: string) => ({
    rc,
    attempt: 1,
    text: `${words}\n== errors in setuperr.log and setupact.log\n(none)`,
  });

  it.each([
    [10, 'Sysprep ended without generalizing.', /^Restart win-01 with all updates installed, then press Retry\.$/],
    [11, 'Sysprep did not shut the VM down.', /^Wait until that sysprep has ended\. If win-01 is still running then/],
    [12, 'Stopped by an error: Quux', /^Put right what that error names\. Mend it in win-01, which is still running/],
  ])('and shows no log is not said to show one (%d)', (rc, words, remedy) => {
    for (const plan of Object.values(plans)) {
      const failure = sysprepFailure(plan, unshown(rc, words));
      expect(failure.log).toBeUndefined();
      expect(wordsOf(failure).reason).toContain(`no log of it names an error. ${words}`);
      expect(wordsOf(failure).remedy).not.toContain('what the log names');
    }
    expect(wordsOf(sysprepFailure(plans['in place'], unshown(rc, words))).remedy).toMatch(remedy);
    expect(wordsOf(sysprepFailure(plans.copy, unshown(rc, words))).remedy).toMatch(/[Aa]bandon this capture/);
  });

  it('that ran out of time tells its cause too', () => {
    expect(explainSysprep(plans.copy, appLog)?.log).toContain(app);
    expect(explainSysprep(plans.copy, 'Capture c, ImageState IMAGE_STATE_COMPLETE\n(none)')).toBeNull();
  });
});

describe('a sysprep that was refused', () => {
  const text = 'BitLocker is on for C:. Decrypt it first (manage-bde -off C:) and wait until it is done.';

  it.each([3, 4, 5, 7, 9, 12])('has touched nothing, at any attempt: %d', rc => {
    for (const attempt of [1, 2]) {
      const failure = sysprepFailure(plans['in place'], { rc, text, attempt });

      expect(wordsOf(failure)).toMatchObject({ untouched: true, reason: expect.stringContaining(text) });
      expect(wordsOf(failure).reason).toMatch(/Nothing was changed in win-01\.$/);
    }
  });

  it.each([6, 8])('may come of an earlier attempt: %d', rc => {
    expect(sysprepFailure(plans['in place'], { rc, text, attempt: 1 }).untouched).toBe(true);
    expect(sysprepFailure(plans['in place'], { rc, text, attempt: 2 }).untouched).toBeUndefined();
  });

  it.each([
    [
      'IMAGE_STATE_SPECIALIZE_RESEAL_TO_AUDIT',
      /^Windows is in audit mode\. Leave it: .* Mend it in win-01, which is still/,
    ],
    ['IMAGE_STATE_UNDEPLOYABLE', /^Abandon this capture\. What is half generalized does not get whole/],
    ['IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE', /^Abandon this capture\./],
    ['', /^Let the set-up of Windows end, and restart the VM\. Mend it in win-01/],
  ])('for the image state %j says what there is to do', (state, remedy) => {
    const words = `The ImageState is '${state}', not IMAGE_STATE_COMPLETE: an earlier sysprep did not end well, or set-up is not over.`;

    expect(wordsOf(sysprepFailure(plans['in place'], { rc: 8, text: words, attempt: 1 })).remedy).toMatch(remedy);
  });

  it('since another sysprep runs is waited for', () => {
    const words = 'Sysprep is already running on this VM, not started by a capture.';

    expect(wordsOf(sysprepFailure(plans['in place'], { rc: 6, text: words, attempt: 1 })).remedy).toMatch(
      /^Wait until that sysprep has ended\. If win-01 is still running then, press Retry\./,
    );
  });

  it('in a copy is mended in the source', () => {
    expect(wordsOf(sysprepFailure(plans.copy, { rc: 5, text, attempt: 1 })).remedy).toMatch(
      /^Mend it in win-01, abandon/,
    );
  });
});

/** The line of its log that tells a cause. */
const lineOf = (code: string): string =>
  readFileSync(new URL(`../../../../fixtures/sysprep/${code}.txt`, import.meta.url), 'utf8').split('\n')[0] ?? '';

/** Every way in which the script says no, with what its words tell of the image state. */
const states = ['SPECIALIZE_RESEAL_TO_AUDIT', 'UNDEPLOYABLE', 'GENERALIZE_RESEAL_TO_OOBE', 'SPECIALIZE_RESEAL_TO_OOBE'];
const noes: readonly (readonly [what: string, rc: number, text: string])[] = [
  ...sysprepCauses.map(({ code }) => [code, 10, failedWith(lineOf(code))] as const),
  ...[3, 4, 5, 6, 7, 9].map(rc => [`refusal ${rc}`, rc, 'The script says why.'] as const),
  ...states.map(
    one => [one, 8, `The ImageState is 'IMAGE_STATE_${one}', not IMAGE_STATE_COMPLETE: set-up is not over.`] as const,
  ),
  ['time is up', 11, failedWith('Error SYSPRP Quux')],
  ['an error', 12, 'Stopped by an error that was not expected: Quux'],
  ...[10, 11, 12].map(rc => [`${rc} without a word in the logs`, rc, failedWith('(none)')] as const),
];

describe.each(noes)('the way on after %s', (what, rc, text) => {
  const { means } = sysprepCauses.find(({ code }) => code === what) ?? {};

  it.each([1, 2])('leads on from a copy into which nobody gets, whose source is as it was (attempt %d)', attempt => {
    const { remedy, reason } = wordsOf(sysprepFailure(plans.copy, { rc, text, attempt }));

    if (means) expect(reason).toContain(means);
    expect(remedy).toMatch(/[Aa]bandon this capture/);
    expect(remedy).not.toMatch(/press Retry|it is generalized|a backup|still running/i);
  });

  it.each([1, 2])('leads on from a VM in place (attempt %d)', attempt => {
    const { remedy } = wordsOf(sysprepFailure(plans['in place'], { rc, text, attempt }));

    expect(remedy).toMatch(/Abandon this capture|press Retry/);
    expect(remedy).not.toMatch(/ copy/);
  });
});

describe.each(sysprepCauses.filter(({ final }) => final))('where nothing mends it: $code', ({ code }) => {
  it.each(Object.entries(plans))('a capture of %s is given up', (_, plan) => {
    const { remedy } = wordsOf(sysprepFailure(plan, { rc: 10, text: failedWith(lineOf(code)), attempt: 1 }));

    expect(remedy).toMatch(/^Abandon this capture/);
  });
});

describe('the message of a failure', () => {
  const failure = sysprepFailure(plans.copy, { rc: 10, text: appLog, attempt: 1 });
  const note = failedNote(aWaitingCapture({ plan: plans.copy }), failure, 'sysprep-guest');

  it('has the log and the command in blocks of code in Slack, with nothing hidden in them', () => {
    const codes = toSlack(note).blocks.flatMap(block =>
      block.type === 'section' && block.text?.text.startsWith('```') ? [block.text.text] : [],
    );

    expect(codes).toEqual([
      `\`\`\`\nSYSPRP Package ${app} was installed for a user, but not provisioned for all users.\n\`\`\``,
      "```\nGet-AppxPackage -AllUsers -Name 'Microsoft.Contoso.Tools' | Remove-AppxPackage -AllUsers\n```",
    ]);
  });

  it('has them as they are in Teams', () => {
    const card = JSON.stringify(toCard(note));

    expect(card).toContain(app);
    expect(card).toContain("Get-AppxPackage -AllUsers -Name 'Microsoft.Contoso.Tools' | Remove-AppxPackage");
    expect(card).not.toContain('\u200b');
  });
});
