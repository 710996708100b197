import { findRule } from '../../azure/guest/readiness.ts';
import { versionId } from '../../azure/names.ts';
import type { Capture } from '../../jobs/record/record.ts';
import type { NotePart, Span } from '../chat.ts';
import { clock, code, fact, type NoteContext, portalLink, text, took } from './elements.ts';
import { stepTitle } from './words/en/steps.ts';

/** What came of a capture: the version, where it is, who has access. */
export function resultFacts(capture: Capture, { portalUrl }: NoteContext): NotePart[] {
  const { plan } = capture;
  if (!plan) return [];
  return [
    {
      is: 'facts',
      rows: [
        fact('Image version', code(versionId(plan.target))),
        fact('Regions', regionsInWords(plan.version.regions)),
        fact('Access', ...access(capture)),
      ],
    },
    text(portalLink(portalUrl, plan.tenantId, plan.target)),
    ...whoseAccessIsGone(capture),
    ...whatStays(capture),
  ];
}

/** What the deprovision left in the image, so that whoever publishes it knows. */
function whatStays({ steps }: Capture): NotePart[] {
  const stays = steps.flatMap(({ stays = [] }) => stays);
  if (stays.length === 0) return [];
  return [
    text({ bold: 'This stays in the image.' }, ' Look it over before you publish the version:'),
    ...stays.map(({ code: name, detail }) => text('• ', findRule(name)?.stays ?? name, ': ', code(detail))),
  ];
}

/** How long each step took, a line each: for where there is no checklist that says so. */
export function stepTimes(capture: Capture): NotePart[] {
  const times = capture.steps.flatMap(step =>
    step.startedAt && step.endedAt ? [`${stepTitle(capture, step)}: ${took(step.startedAt, step.endedAt)}`] : [],
  );
  return times.length > 0 ? [text({ bold: 'How long it took' }), text(times.join('\n'))] : [];
}

export const regionsInWords = (regions: readonly { readonly name: string; readonly replicas: number }[]): string =>
  regions.map(({ name, replicas }) => (replicas === 1 ? name : `${name} × ${replicas}`)).join(', ');

/** Those whose access somebody took away after the plan was made: I do not give it back. */
function takenAway({ notices }: Capture): readonly string[] {
  const end = notices.findLast(({ kind }) => kind === 'succeeded');
  return end?.kind === 'succeeded' ? (end.takenAway ?? []) : [];
}

function whoseAccessIsGone(capture: Capture): NotePart[] {
  const { plan, notices } = capture;
  const gone = (plan?.grants ?? []).filter(({ principal }) => takenAway(capture).includes(principal.id));
  const asked = notices.findLast(({ kind }) => kind === 'question')?.at;
  return gone.map(({ principal, role }) =>
    text(
      { bold: `${principal.name} no longer has ${role.name} on gallery ${plan?.target.gallery}. ` },
      `Somebody has taken it away since the plan${asked ? ` of ${clock(asked)}` : ''}, so I did not give it back. To give it back, assign the role in Azure or ask for a new capture.`,
    ),
  );
}

function access(capture: Capture): readonly Span[] {
  const { plan } = capture;
  if (!plan) return [];
  const gone = takenAway(capture);
  const who = plan.grants
    .filter(({ principal }) => !gone.includes(principal.id))
    .map(
      ({ principal, role }) =>
        `${principal.name} (${principal.detail}) has ${role.name} on gallery ${plan.target.gallery}`,
    );
  if (plan.partnerCenter) who.push("Partner Center's service principals of Microsoft have access");
  return [who.length > 0 ? who.join('; ') : gone.length > 0 ? 'nobody has access' : 'nobody was given access'];
}
