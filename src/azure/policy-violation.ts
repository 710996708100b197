import { type Fields, isObject, listIn, textIn } from './json-parts.ts';

/** What Azure Policy says of a refusal in `additionalInfo`, or in the list of identifiers in its message: whose assignment, and what it looked at. Null for anything else. */
export function policyWords(value: Fields): string | null {
  const assignment = assignmentOf(value);
  if (!assignment) return null;
  const definition = textIn(value, ['policyDefinitionDisplayName']) ?? nameIn(value.policyDefinition);
  const looked = isObject(value.evaluationDetails) ? listIn(value.evaluationDetails, 'evaluatedExpressions') : [];
  const found = looked.filter(isObject).flatMap(foundWrong);
  const about = definition && definition !== assignment ? ` (“${definition}”)` : '';
  return `the policy assignment “${assignment}”${about}${found.length > 0 ? `: ${[...new Set(found)].join(', ')}` : ''}.`;
}

function assignmentOf(value: Fields): string | null {
  const id = textIn(value, ['policyAssignmentId']);
  return (
    textIn(value, ['policyAssignmentDisplayName', 'policyAssignmentName']) ??
    nameIn(value.policyAssignment) ??
    (id ? (id.split('/').at(-1) ?? id) : null)
  );
}

const nameIn = (value: unknown): string | null =>
  isObject(value) ? textIn(value, ['name', 'displayName', 'id']) : null;

/** `tags['costCenter']` that is not there, or a field that is not what the policy wants. */
function foundWrong(one: Fields): string[] {
  const field = textIn(one, ['path', 'expression']);
  if (!field) return [];
  const has = one.expressionValue === undefined ? 'is missing' : `is ${JSON.stringify(one.expressionValue)}`;
  return [`${field} ${has}`];
}
