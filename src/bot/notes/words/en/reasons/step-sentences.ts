import { findRule } from '../../../../../azure/guest/readiness.ts';
import { sysprepCauses } from '../../../../../azure/guest/sysprep-causes.ts';
import type { MisfitCode } from '../../../../../jobs/procedures/capture/check-reasons.ts';
import type { OfPlan, StepReasons, SysprepWay } from '../../../../../jobs/procedures/capture/step-reasons.ts';
import { checkSentences } from './check-sentences.ts';
import { own, type Sentences, said, sideBySide, strings, subject } from './sentences.ts';

/** The way on where a copy is spoilt: it is thrown away, and its source is as it was. */
const newCopyOf = ({ vm }: OfPlan): string =>
  `Abandon this capture and ask for a new one. ${vm} itself is untouched, and the copy is deleted.`;

/** The way on where something in a copy must be mended: nobody gets into it, and a new copy is made of the mended source. */
const mendInSource = ({ vm }: OfPlan, because: string): string =>
  `Mend it in ${vm}, abandon this capture, and ask for a new one. ${because}`;

const sameAgain = 'Retry would run into the same.';

const mend = (facts: OfPlan, what = ''): string => {
  const way = facts.clone
    ? mendInSource(facts, `Nobody gets into the copy, and ${sameAgain}`)
    : `Mend it in ${facts.vm}, which is still running, then press Retry.`;
  return [what, way].filter(Boolean).join(' ');
};

const sysprepWays: { readonly [W in SysprepWay]: (facts: OfPlan) => string } = {
  mend,
  log: facts => mend(facts, 'Put right what the log names.'),
  error: facts => mend(facts, 'Put right what that error names.'),
  restart: ({ vm, clone }) =>
    clone
      ? `Restart ${vm} with all updates installed, abandon this capture, and ask for a new one: nobody gets into the copy, and ${sameAgain}`
      : `Restart ${vm} with all updates installed, then press Retry.`,
  slow: facts =>
    facts.clone
      ? `${newCopyOf(facts)} If that one takes as long, have my operator raise timeouts.guestMinutes in capture-image.yaml.`
      : sysprepWays.other(facts),
  /** Sysprep was started by somebody else, or by an attempt of which nothing more was heard; in a copy nobody else can have. */
  other: facts =>
    facts.clone
      ? `${newCopyOf(facts)} If that one ends like this too, look in ${facts.vm} for what starts sysprep by itself, such as a scheduled task.`
      : `Wait until that sysprep has ended. If ${facts.vm} is still running then, press Retry. If it has shut down, it is generalized, and I cannot tell how well: abandon this capture.`,
  'half-done': facts =>
    facts.clone
      ? `${newCopyOf(facts)} If that one ends like this too, an earlier sysprep has left ${facts.vm} itself half generalized: build it anew then.`
      : 'Abandon this capture. What is half generalized does not get whole by another run: take a backup from before, or build the VM anew.',
  'audit-mode': facts =>
    mend(facts, 'Windows is in audit mode. Leave it: run sysprep.exe /oobe /reboot there, and finish the set-up.'),
  'set-up': facts => mend(facts, 'Let the set-up of Windows end, and restart the VM.'),
};

/** Nothing mends what was captured. What is half generalized in a copy is so of itself, or its source was so before. */
const endOf = (facts: OfPlan, { code, mend: way }: { readonly code: string; readonly mend: string }): string =>
  facts.clone && code === 'earlier-run' ? sysprepWays['half-done'](facts) : `Abandon this capture. ${way}`;

const scriptOf = ({ osType }: { readonly osType: string }): string =>
  osType === 'Windows' ? 'sysprep' : 'deprovision';

const inGallery = { gallery: 'gallery', definition: 'image definition' } as const;

const misfits: Pick<typeof checkSentences, MisfitCode> = checkSentences;

const spaced = (kind: string): string => String(kind).replaceAll('-', ' ');

/** Why an act has failed. */
export const stepSentences: Sentences<StepReasons> = {
  'subject-gone': facts =>
    said(
      `${facts.clone ? 'The copy' : facts.vm} does not exist any more: somebody has deleted it.`,
      facts.clone
        ? `Abandon this capture and ask for a new one. ${facts.vm} itself is untouched.`
        : 'Abandon this capture: there is nothing left to capture.',
    ),
  'vm-started-again': facts =>
    said(
      `${subject(facts)} was started again after its guest was generalized, which undoes that: an image of it would not boot as a new VM.`,
      facts.clone
        ? newCopyOf(facts)
        : 'Never start it between the two. Abandon this capture, put the VM right and ask for a new one.',
    ),
  'stopped-unprepared': facts =>
    said(
      `${subject(facts)} was stopped before I could generalize what is in it.`,
      facts.clone ? 'Press Retry: I start it again.' : 'Start it again and press Retry.',
    ),
  'deallocated-unseen': facts =>
    said(
      `${subject(facts)} went from running to deallocated without stopping by itself: somebody deallocated it, and the ${scriptOf(facts)} in it may be half done.`,
      facts.clone
        ? newCopyOf(facts)
        : 'Do not capture it as it is. Start it, see what state it is in, and press Retry; or abandon this capture.',
    ),
  'copy-unsure': facts =>
    said(
      `${subject(facts)} is off, and I cannot tell whether the ${scriptOf(facts)} in it was finished.`,
      newCopyOf(facts),
    ),
  'deprovision-failed': ({ exitCode, says, ...facts }) =>
    said(
      `The deprovision script in ${subject(facts)} ended with ${exitCode ?? 'no answer'}: ${says || 'it said nothing.'}`,
      facts.clone
        ? mendInSource(facts, `Nothing and nobody but this script gets into the copy, and ${sameAgain}`)
        : 'Put right in the VM what it names, then press Retry. The VM is still running.',
    ),
  'sysprep-refused': ({ exitCode, says, untouched, way, ...facts }) =>
    said(
      `The sysprep script in ${subject(facts)} ended with ${exitCode ?? 'no answer'}: ${says}${untouched ? ` Nothing was changed in ${subject(facts)}.` : ''}`,
      (own(sysprepWays, way) ?? mend)(facts),
    ),
  'sysprep-unexplained': ({ hasLog, says, way, ...facts }) => {
    const found = hasLog ? 'its logs name no cause that I know' : 'no log of it names an error';
    return said(
      `Sysprep did not generalize ${subject(facts)}, and ${found}. ${says}`.trim(),
      (own(sysprepWays, way) ?? mend)(facts),
    );
  },
  'sysprep-explained': ({ known, ...facts }) => {
    const cause = sysprepCauses.find(({ code }) => code === known);
    const means = cause ? ` ${cause.means}` : '';
    return said(
      `Sysprep did not generalize ${subject(facts)}.${means}`,
      cause?.final ? endOf(facts, cause) : mend(facts, cause?.mend),
    );
  },
  'domain-controller': ({ domain, ...facts }) => {
    const { vm, clone } = facts;
    const what = clone ? `${vm} is a domain controller, and so is the copy` : `${vm} is a domain controller`;
    const instead = `capture another server, or demote ${vm} first (Uninstall-ADDSDomainController).`;
    return said(
      `${what} (${domain}). Sysprep does not support one, and an image would hold every password of the domain. I have not generalized ${subject(facts)}: nothing was changed in it.`,
      clone
        ? `Abandon this capture: I then delete the copy and its disks, which hold the directory. Its network lets nothing in, and out at most HTTPS to Azure, so no other domain controller has heard of it. Then ${instead}`
        : `Abandon this capture. Then ${instead}`,
    );
  },
  'not-ready': ({ count, rules, details, vm, clone }) => {
    const named = sideBySide((rule, detail) => `${findRule(rule)?.title ?? rule} (${detail})`, rules, details);
    const rest = count > named.length ? `; and ${count - named.length} more` : '';
    const way = clone
      ? `The copy has what ${vm} had when it was taken: mend it in ${vm}, abandon this capture, and ask again.`
      : `Mend it in ${vm}, then press Retry; or ask for a capture with checks=warn.`;
    return said(
      `The readiness check found ${count} to be fixed first: ${named.join('; ')}${rest}. Nothing was changed in ${vm}.`,
      `The message before this one says what mends each. ${way}`,
    );
  },
  'readiness-unread': facts =>
    said(
      `The readiness check in ${subject(facts)} did not answer in full, and checks=strict lets nothing go on without it.`,
      'Press Retry to have it run again, or ask for a capture with checks=warn.',
    ),

  'gallery-taken': ({ what }) =>
    said(
      `Somebody else’s ${own(inGallery, what) ?? what} of that name is there by now, in the state Failed.`,
      'Have it deleted, then press Retry; or abandon this capture and ask again with another name.',
    ),
  'gallery-failed': ({ what }) =>
    said(`Azure could not create the ${own(inGallery, what) ?? what}.`, 'Press Retry: I ask for it again.'),
  'definition-taken': ({ misfit, ...facts }) => {
    const why = own(misfits, misfit)?.(facts).reason ?? misfit;
    return said(
      `Somebody has created ${facts.definition} in the meantime, and it does not fit. ${why}`,
      'Abandon this capture and ask again with another definition: definition=name. If there is none of that name, I create one that fits.',
    );
  },
  'part-taken': ({ kind, name }) =>
    said(
      `There is a ${spaced(kind)} of the name I meant to use, and it is not mine: ${name}.`,
      'Abandon this capture and ask for a new one: it takes names of its own.',
    ),
  'part-failed': ({ kind }) =>
    said(`Azure could not make the ${spaced(kind)}.`, 'Press Retry: I try it again. The VM itself is untouched.'),
  'version-exchanged': ({ definition, version }) =>
    notTheFailedOne(`${definition} ${version}`, 'another one has taken its place'),
  'version-changed': ({ definition, version, state }) =>
    notTheFailedOne(`${definition} ${version}`, `it is ${state} now`),
  'version-of-others': ({ definition, version, ...facts }) =>
    said(
      `Somebody else has created ${definition} ${version} in the meantime.`,
      facts.clone
        ? `${newCopyOf(facts)} The new one takes the next version.`
        : `${facts.vm} is generalized and safe. Abandon this capture and ask for a new one: it takes the next version and skips what is done.`,
    ),
  'version-failed': ({ definition, version, regions, details, vm, clone }) => {
    const bad = sideBySide((region, why) => (why ? `${region} (${why})` : region), strings(regions), details);
    return said(
      `Azure could not create ${definition} ${version}${bad.length > 0 ? `: it failed in ${bad.join(', ')}` : ''}.`,
      `${clone ? `${vm} itself is untouched, and its copy is kept for a Retry.` : `${vm} is generalized and safe.`} Press Retry: I delete the failed version and create it again.`,
    );
  },
};

function notTheFailedOne(version: string, now: string) {
  return said(
    `${version} is no longer the failed version of the plan (${now}), so I have not deleted it.`,
    'Look at it in the portal. If it is to go, delete it there and press Retry; else abandon this and ask anew without version.',
  );
}
