import { readFileSync } from 'node:fs';
import type { WorldFile } from '../../sandbox/azure/world-file.ts';

const subscriptionId = '22222222-2222-2222-2222-222222222222';
const identity = '44444444-4444-4444-4444-444444444444';
const variables = {
  SUBSCRIPTION: subscriptionId,
  VM_GROUP: 'rg-web',
  COPIES_GROUP: 'rg-copies',
  GALLERY_GROUP: 'rg-images',
  KEYS_GROUP: 'rg-keys',
  IN_PLACE_GROUP: 'rg-spent',
} as const;

/** A role of docs/azure-permissions.md, and where it is given. */
export interface DocumentedRole {
  readonly name: string;
  readonly actions: readonly string[];
  readonly scopes: readonly string[];
}

/** The roles that the document has somebody make, each where it has them given. */
export function documentedRoles(): readonly DocumentedRole[] {
  const text = readFileSync('docs/azure-permissions.md', 'utf8');
  const blocks = [...text.matchAll(/<<JSON\n(\{[\s\S]*?\n\})\nJSON/g)].map(([, json = '']) =>
    json.replace(/\$([A-Z_]+)/g, (_, name: string) => variables[name as keyof typeof variables]),
  );
  return blocks
    .map(json => JSON.parse(json) as { Name: string; Actions: string[]; AssignableScopes: string[] })
    .map(({ Name, Actions, AssignableScopes }) => ({ name: Name, actions: Actions, scopes: AssignableScopes }));
}

/** The world in which my identity has these roles and nothing else. */
export function worldWith(roles: readonly DocumentedRole[]): Pick<WorldFile, 'customRoles' | 'roleAssignments'> {
  return {
    customRoles: roles.map(({ name, actions, scopes }, index) => ({
      id: `99999999-0000-4000-8000-${String(index).padStart(12, '0')}`,
      name,
      actions: [...actions],
      assignableScopes: [...scopes],
    })),
    roleAssignments: roles.flatMap(({ name, scopes }) =>
      scopes.map(scope => ({ principalId: identity, role: name, scope })),
    ),
  };
}
