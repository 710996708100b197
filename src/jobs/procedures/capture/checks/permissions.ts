import type { Permission } from '../../../../azure/azure.ts';
import { AzureError } from '../../../../azure/errors.ts';
import { matchesGlob } from '../../../policy/glob.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import { checkReason } from '../check-reasons.ts';
import { type RequiredPermission, requiredPermissions } from '../required-permissions.ts';
import type { Check } from '../step.ts';

/** My own identity may do everything that the capture takes, action by action, where it takes it. */
export const mayDoAll: Check = {
  kind: 'check',
  name: 'permissions',
  evaluate: survey =>
    requiredPermissions(survey).flatMap(({ scope, actions }) => {
      const held = survey.preflight.permissions.get(scope) ?? [];
      const missing = actions.filter(action => !allows(held, action));
      return missing.length === 0 ? [] : [refusalOf({ scope, actions: missing })];
    }),
};

/** The same where Azure does not even let me look; null for an error that is something else. */
export function missingIn(error: unknown): RefusalData | null {
  if (!(error instanceof AzureError) || error.code !== 'AuthorizationFailed') return null;
  const [, action, scope] = /perform action(?:\(s\))? '([^']+)' over scope '([^']+)'/.exec(error.message) ?? [];
  return action && scope ? refusalOf({ scope, actions: [action] }) : null;
}

/** Whether any set of permissions has an action and does not take it out again. `*` stands for any part of it. */
export function allows(held: readonly Permission[], action: string): boolean {
  const matches = (pattern: string) => matchesGlob(pattern, action);
  return held.some(({ actions, notActions }) => actions.some(matches) && !notActions.some(matches));
}

const refusalOf = ({ scope, actions }: RequiredPermission): RefusalData =>
  checkReason('permission-missing', { scope, actions });
