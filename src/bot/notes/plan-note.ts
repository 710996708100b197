import type { Moved } from '../../jobs/record/facts.ts';
import { confirmationWord, type Grant, type Plan } from '../../jobs/record/plan.ts';
import type { Capture } from '../../jobs/record/record.ts';
import { isSamePerson } from '../../jobs/request/request.ts';
import type { Mention, Note, NotePart, Span } from '../chat.ts';
import {
  cancelButton,
  clock,
  code,
  fact,
  heading,
  note,
  outline,
  small,
  targetName,
  text,
  vmName,
  whomOf,
} from './elements.ts';
import { estimateRows } from './estimate-facts.ts';
import { typedIn } from './not-taken.ts';
import { regionsInWords } from './result.ts';
import { movedInWords } from './words/en/moved.ts';
import { guestReasonInWords, warningInWords } from './words/en/warnings.ts';

/** The question: all that will happen, by name, and what to type. `moved` is what changed since it was asked last. */
export function planNote(
  capture: Capture,
  plan: Plan,
  { moved, approvers }: { moved: readonly (Moved | string)[]; approvers: readonly Mention[] },
): Note {
  const until = capture.status.is === 'waiting' && capture.status.for === 'confirm' ? capture.status.until : null;
  const { verb, rest } = captureVerb(plan, vmName(capture));
  const word = confirmationWord(plan) ?? 'Y';
  const asks = asksApprovers(capture);
  return note(
    `${asks ? 'Approvers: type' : 'Type'} ${word} in this thread to ${verb}${rest} as ${targetName(capture)}${until ? ` (until ${clock(until)})` : ''}`,
    heading(
      moved.length > 0
        ? `The plan has changed: ${asks ? 'it needs approval again' : 'please confirm again'}`
        : 'This is the plan',
    ),
    ...movedParts(capture, moved),
    text(
      { person: capture.requester },
      asks
        ? ' asked for this. Nothing is written before it is approved:'
        : ', look it over before anything is written:',
    ),
    ...approvalParts(capture, approvers),
    { is: 'facts', rows: planRows(plan) },
    ...steps(capture),
    ...guest(plan),
    ...plan.warnings.map(warning => text({ bold: 'Mind: ' }, warningInWords(warning))),
    ...(until
      ? [
          howToAnswer(capture, plan, until),
          { is: 'buttons', buttons: [confirmButton(capture, plan), cancelButton(capture)] } as const,
        ]
      : [small('This question is no longer open.')]),
  );
}

/** The plan alone, which waits for nothing: what would happen, and a button to ask for it. */
export function plannedNote(capture: Capture, plan: Plan): Note {
  const name = vmName(capture);
  return note(
    `What it would take to capture ${name} as ${targetName(capture)}; nothing was changed`,
    heading('This is the plan'),
    text({ person: capture.requester }, ', this is what would happen. Nothing was changed, and nothing is reserved:'),
    { is: 'facts', rows: planRows(plan) },
    ...steps(capture),
    ...guest(plan),
    ...plan.warnings.map(warning => text({ bold: 'Mind: ' }, warningInWords(warning))),
    text('To have it done, press the button, or ask again without ', code('plan'), '. I ask for a yes before I begin.'),
    {
      is: 'buttons',
      buttons: [{ action: 'start', value: capture.id, label: 'Ask for this capture', tone: 'primary' }],
    },
  );
}

/** What a yes sets going, named by what cannot be undone. */
function captureVerb({ vm, clone, guest }: Plan, name: string): { readonly verb: string; readonly rest: string } {
  if (clone || guest.by === 'nobody') return { verb: `capture ${name}`, rest: '' };
  return { verb: vm.osType === 'Linux' ? 'deprovision' : 'sysprep', rest: ` ${name} and capture it` };
}

function planRows(plan: Plan) {
  const { vm, target, definition, version } = plan;
  return [
    fact(
      'VM',
      code(vm.name),
      ' in ',
      code(vm.resourceGroup),
      `, ${plan.subscriptionName}, ${vm.location}, ${vm.size}, ${vm.power}`,
    ),
    fact(
      'System',
      `${vm.osType}, ${generationName[vm.generation]}, ${securityName[vm.securityType]}, ${vm.architecture}, ${vm.diskController}`,
    ),
    fact('Disks', disks(plan)),
    fact('Becomes the image', ...becomes(plan)),
    fact(
      'Gallery',
      code(target.gallery),
      ' in ',
      code(target.resourceGroup),
      plan.galleryExists ? '' : `: will be created in ${plan.galleryLocation}`,
    ),
    fact(
      'Image definition',
      code(target.definition),
      ...(plan.definitionExists ? [] : [': will be created as ', code(identifier(definition))]),
    ),
    fact(
      'Version',
      code(target.version),
      plan.replaces ? ', in the place of a failed one, which is deleted first' : '',
      version.excludeFromLatest ? ', kept from being “latest”' : '',
      version.endOfLifeDate ? `, end of life ${version.endOfLifeDate.slice(0, 10)}` : '',
    ),
    fact(
      'Regions',
      `${regionsInWords(version.regions)}; ${version.storage}, ${version.replication.toLowerCase()} replication`,
    ),
    fact('Access', ...access(plan)),
    ...estimateRows(plan),
  ];
}

function becomes({ vm, clone }: Plan): readonly Span[] {
  if (!clone) return [code(vm.name), ' itself'];
  return [
    `a copy, `,
    code(clone.vm.name),
    ' in ',
    code(clone.group.name),
    `, ${consistencyName[clone.consistency](vm.name)}. The copy is deleted in the end.`,
  ];
}

const consistencyName: Readonly<Record<NonNullable<Plan['clone']>['consistency'], (name: string) => string>> = {
  crash: name => `taken while ${name} runs, each disk for itself; ${name} is not written to and has no downtime`,
  stop: name => `taken while ${name} is stopped for some minutes; it is started again in any case`,
  'restore-point': name => `taken of all disks at one moment while ${name} runs; it has no downtime`,
};

function disks({ vm }: Plan): string {
  const size = (gb: number | null) => (gb === null ? 'size unknown' : `${gb} GiB`);
  const data = vm.dataDisks.map(disk => `data disk ${disk.lun} ${size(disk.sizeGb)}`);
  return [`OS ${size(vm.osDisk.sizeGb)}`, ...data].join(', ');
}

function access({ grants, partnerCenter, target }: Plan): readonly Span[] {
  const who = grants.map(({ principal, role, held }) =>
    held
      ? `${principal.name} (${detail(principal)}) has ${role.name} already`
      : `${principal.name} (${detail(principal)}) gets ${role.name} on gallery ${target.gallery}`,
  );
  if (partnerCenter) who.push("Partner Center's two service principals of Microsoft get access");
  return [who.length > 0 ? who.join('; ') : 'nobody new'];
}

const detail = ({ type, detail }: Grant['principal']): string => `${kindName[type]} ${detail}`.trim();

function steps(capture: Capture): NotePart[] {
  if (capture.steps.length === 0) return [];
  return [
    text({ bold: 'What will happen' }),
    ...outline(capture),
    ...(capture.steps.some(({ irreversible }) => irreversible)
      ? [small('⚠ cannot be undone: afterwards the VM cannot start again as the machine it was.')]
      : []),
  ];
}

function guest({ guest, vm }: Plan): NotePart[] {
  if (guest.by === 'run-command') return [];
  if (guest.by === 'nobody') return [text({ bold: 'Nothing runs in the VM: ' }, guestReasonInWords(guest.because))];
  return [
    text(
      { bold: 'By hand: ' },
      guestReasonInWords(guest.because),
      vm.power === 'running'
        ? ' After you confirm I show you the exact command to run in the VM, and ask again when it is done.'
        : ' After you confirm I show you that command, and ask whether it was.',
    ),
  ];
}

const asksApprovers = ({ needs = [] }: Capture): boolean => needs.length > 0;

/** What to type, and who. */
function howToAnswer(capture: Capture, plan: Plan, until: string): NotePart {
  const { place, requester } = capture;
  const { verb, rest } = captureVerb(plan, vmName(capture));
  const spent = confirmationWord(plan);
  const asks = asksApprovers(capture);
  const bold = `Type ${typedIn(place, spent ?? 'Y')} to ${verb}`;
  return text(
    ...(asks ? ['Approvers: '] : [{ person: requester }, ': ']),
    { bold },
    `${rest}${spent ? '. That spends it' : ', or press the button'}. ${asks ? `${typedIn(place, 'N')} refuses it. ` : ''}I wait until `,
    { time: until },
    '.',
  );
}

/** Who is asked, where it is not the requester. */
function approvalParts({ needs = [], requester }: Capture, approvers: readonly Mention[]): NotePart[] {
  if (needs.length === 0) return [];
  const self = needs.every(need => need.self) ? '' : ` ${requester.name} asked for it and does not count.`;
  return [text(...calls(approvers), { bold: `It needs the approval of ${whomOf(needs)}.${self}` })];
}

/** Calls those who must approve. */
export const calls = (approvers: readonly Mention[]): readonly Span[] =>
  approvers.slice(0, 10).flatMap((mention): Span[] => [{ mention }, ' ']);

function movedParts(capture: Capture, moved: readonly (Moved | string)[]): NotePart[] {
  if (moved.length === 0) return [];
  const [shown, rest] = [moved.slice(0, 12).map(movedInWords), moved.length - 12];
  return [
    text(
      `Since ${isOwnYes(capture) ? 'your confirmation' : 'it was approved'} this has changed in Azure, so that no longer counts`,
      asksApprovers(capture) ? ', and who approves is asked again:' : ':',
    ),
    text(shown.join('\n') + (rest > 0 ? `\nand ${rest} more` : '')),
  ];
}

/** Whether the yes to the plan before this one was the requester's own. */
function isOwnYes({ notices, requester, needs = [] }: Capture): boolean {
  const yes = notices.findLast(one => one.kind === 'glass-broken' || (one.kind === 'confirmed' && one.for !== 'guest'));
  return yes && 'by' in yes ? isSamePerson(yes.by, requester) : needs.length === 0;
}

function confirmButton(capture: Capture, plan: Plan) {
  const { verb } = captureVerb(plan, '');
  const label =
    plan.clone || plan.guest.by === 'nobody'
      ? 'Capture'
      : `${verb.charAt(0).toUpperCase()}${verb.slice(1)} and capture`;
  return {
    action: 'confirm',
    value: `${capture.id} ${plan.hash}`,
    label,
    tone: plan.clone ? 'primary' : 'danger',
    ...(confirmationWord(plan) ? { typed: vmName(capture) } : {}),
    confirm: {
      title: `${label} ${vmName(capture)}?`,
      text: plan.clone
        ? `A copy of ${vmName(capture)} becomes ${targetName(capture)}. ${vmName(capture)} itself stays as it is.`
        : `${vmName(capture)} cannot start again as the machine it was. This cannot be undone.`,
      yes: 'Go ahead',
      no: 'Not yet',
    },
  } as const;
}

const identifier = ({ identifier: { publisher, offer, sku } }: Plan['definition']) => `${publisher}/${offer}/${sku}`;
const generationName = { V1: 'generation 1', V2: 'generation 2' } as const;
const securityName = {
  Standard: 'standard security',
  TrustedLaunch: 'trusted launch',
  ConfidentialVM: 'confidential VM',
} as const;
const kindName = { User: 'user', Group: 'group', ServicePrincipal: 'service principal' } as const;
