import type { RefusalData } from '../../../record/refusal.ts';
import { partnerCenterProblems } from '../partner-center.ts';
import type { Check } from '../step.ts';
import type { Candidate, Survey } from '../survey.ts';

/** Each publisher is exactly one principal of the directory and one whom the settings name, and so is the role. */
export const publisherAccess: Check = {
  kind: 'check',
  name: 'publisher-access',
  title: 'Everybody who gets access is known',
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
    return [
      {
        code: 'publisher-not-allowed',
        reason: `"${query}" is not one of the publishers I may give access to.`,
        remedy: `Choose from ${settings.publishers.join(', ') || 'those that my operator configures'}, or have it added under "publishers".`,
      },
    ];
  if (found.length === 1) return [];
  if (found.length === 0)
    return [
      {
        code: 'publisher-unknown',
        reason: `Nobody and nothing in the directory is "${query}".`,
        remedy:
          'Check the spelling, or name them by object id, which is surest; their own mail address, an application id or a group’s name will do too.',
      },
    ];
  return [
    {
      code: 'publisher-ambiguous',
      reason: `"${query}" may be any of ${found.map(({ name, detail }) => `${name} (${detail})`).join(', ')}.`,
      remedy: 'Name the one you mean by its object id.',
    },
  ];
}

function roleProblems({ request, settings, role, candidates }: Survey): readonly RefusalData[] {
  const wanted = request.role ?? settings.role;
  const allowed = [settings.role, ...settings.otherRoles];
  if (!allowed.some(name => name.toLowerCase() === wanted.toLowerCase()))
    return [
      {
        code: 'role-not-allowed',
        reason: `"${wanted}" is not a role I may give.`,
        remedy: `Choose from ${allowed.join(', ')}, or have it added under "otherRoles".`,
      },
    ];
  if (role || candidates.length === 0) return [];
  return [
    {
      code: 'role-unknown',
      reason: `There is no role "${wanted}" in this subscription.`,
      remedy: 'Check its name or id.',
    },
  ];
}
