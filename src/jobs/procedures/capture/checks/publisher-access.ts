import type { RefusalData } from '../../../record/refusal.ts';
import { checkReason } from '../check-reasons.ts';
import { partnerCenterProblems } from '../partner-center.ts';
import type { Check } from '../step.ts';
import type { Candidate, Survey } from '../survey.ts';

/** Each publisher is exactly one principal of the directory and one whom the settings name, and so is the role. */
export const publisherAccess: Check = {
  kind: 'check',
  name: 'publisher-access',
  evaluate: survey => [
    ...survey.candidates.flatMap(candidate => candidateProblems(candidate, survey)),
    ...roleProblems(survey),
    ...(survey.partnerCenter
      ? partnerCenterProblems(survey.partnerCenter, { registered: survey.ingestion === 'Registered' })
      : []),
  ],
};

function candidateProblems({ query, found }: Candidate, { settings }: Survey): readonly RefusalData[] {
  if (!settings.publishers.some(allowed => allowed.toLowerCase() === query.toLowerCase()))
    return [checkReason('publisher-not-listed', { query, publishers: settings.publishers }, 'publisher-not-allowed')];
  if (found.length === 1) return [];
  if (found.length === 0) return [checkReason('publisher-unknown', { query })];
  return [checkReason('publisher-ambiguous', { query, found: found.map(({ name, detail }) => `${name} (${detail})`) })];
}

function roleProblems({ request, settings, role, candidates }: Survey): readonly RefusalData[] {
  const wanted = request.role ?? settings.role;
  const allowed = [settings.role, ...settings.otherRoles];
  if (!allowed.some(name => name.toLowerCase() === wanted.toLowerCase()))
    return [checkReason('role-not-listed', { role: wanted, allowed }, 'role-not-allowed')];
  return role || candidates.length === 0 ? [] : [checkReason('role-unknown', { role: wanted })];
}
