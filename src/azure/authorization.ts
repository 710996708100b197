import { v5 as uuidV5 } from 'uuid';
import { AddressRefused, isPath } from './address.ts';
import type { Azure, Role } from './azure.ts';
import type { ArmClients } from './clients.ts';
import { AzureError, asking, requestIdOf } from './errors.ts';

type Verbs = Pick<Azure, 'findRole' | 'listRoles' | 'assignRole'>;

/** The namespace of our role assignments' names: any fixed GUID of our own. */
const namespace = '6f1d1c0e-5d0a-4b0e-9d53-0c9a3a1f7b52';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The access control's part of the door. Scopes are resource ids. */
export function authorization({ authorization: clientOf }: ArmClients): Verbs {
  return {
    findRole: (scope, nameOrId) =>
      asking(async () => {
        const { roleDefinitions } = clientOf(subscriptionOf(scope));
        if (guid.test(nameOrId)) {
          const found: Role[] = [];
          for await (const role of roleDefinitions.list(scope))
            if (role.name === nameOrId.toLowerCase()) found.push(toRole(role));
          return found[0] ?? null;
        }
        for await (const role of roleDefinitions.list(scope, {
          filter: `roleName eq '${nameOrId.replaceAll("'", "''")}'`,
        }))
          if (role.roleName?.toLowerCase() === nameOrId.toLowerCase()) return toRole(role);
        return null;
      }),

    listRoles: (scope, principalId) =>
      asking(async () => {
        const { roleAssignments } = clientOf(subscriptionOf(scope));
        const held: string[] = [];
        for await (const { roleDefinitionId } of roleAssignments.listForScope(scope, {
          filter: `principalId eq '${principalId}'`,
        }))
          if (roleDefinitionId) held.push(roleKey(roleDefinitionId));
        return held;
      }),

    assignRole: async (scope, { principal, roleId }) => {
      const name = uuidV5([scope, principal.id, roleKey(roleId)].join('|').toLowerCase(), namespace);
      let requestId: string | null = null;
      try {
        await asking(() =>
          clientOf(subscriptionOf(scope)).roleAssignments.create(
            scope,
            name,
            { roleDefinitionId: roleId, principalId: principal.id, principalType: principal.type },
            {
              onResponse: ({ headers }) => {
                requestId = requestIdOf(headers);
              },
            },
          ),
        );
      } catch (error) {
        if (error instanceof AzureError && error.code === 'RoleAssignmentExists')
          return { operation: null, retryAfterMs: null, requestId: error.requestId };
        throw error;
      }
      return { operation: null, retryAfterMs: null, requestId };
    },
  };
}

/** A role's GUID, which is what its id ends with at every scope. */
export const roleKey = (roleId: string): string => (roleId.split('/').at(-1) ?? roleId).toLowerCase();

function toRole(role: { id?: string; roleName?: string }): Role {
  return { id: role.id ?? '', name: role.roleName ?? '' };
}

function subscriptionOf(scope: string): string {
  const id = /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1];
  if (!id || !isPath(scope)) throw new AddressRefused('a role is for a scope within a subscription');
  return id;
}
