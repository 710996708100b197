import { versionId } from '../../azure/names.ts';
import type { Capture } from '../../jobs/record.ts';
import type { NotePart, Span } from '../chat.ts';
import { code, fact, type NoteContext, portalLink, text, took } from './words.ts';

/** What came of a capture: the version, where it is, who has access, how long each step took. */
export function resultFacts(capture: Capture, { portalUrl }: NoteContext): NotePart[] {
  const { plan, steps } = capture;
  if (!plan) return [];
  const times = steps.flatMap(({ title, startedAt, endedAt }) =>
    startedAt && endedAt ? [`${title}: ${took(startedAt, endedAt)}`] : [],
  );
  return [
    {
      is: 'facts',
      rows: [
        fact('Image version', code(versionId(plan.target))),
        fact('Regions', regionsInWords(plan.version.regions)),
        fact('Access', ...access(capture)),
        ...(times.length > 0 ? [fact('Took', times.join('; '))] : []),
      ],
    },
    text(portalLink(portalUrl, plan.tenantId, plan.target)),
  ];
}

export const regionsInWords = (regions: readonly { readonly name: string; readonly replicas: number }[]): string =>
  regions.map(({ name, replicas }) => (replicas === 1 ? name : `${name} × ${replicas}`)).join(', ');

function access({ plan }: Capture): readonly Span[] {
  if (!plan) return [];
  const who = plan.grants.map(
    ({ principal, role }) =>
      `${principal.name} (${principal.detail}) has ${role.name} on gallery ${plan.target.gallery}`,
  );
  if (plan.partnerCenter) who.push("Partner Center's service principals of Microsoft have access");
  return [who.length > 0 ? who.join('; ') : 'nobody was given access'];
}
