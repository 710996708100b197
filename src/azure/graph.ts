import { z } from 'zod';
import { scrub } from '../scrub.ts';
import type { Azure, Principal, PrincipalType } from './azure.ts';
import { asking, finding } from './errors.ts';
import type { Rest } from './rest.ts';

const entry = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  appId: z.string().nullish(),
  appOwnerOrganizationId: z.string().nullish(),
});
const page = z.object({ value: z.array(entry) });

const selects: Readonly<Record<Kind, string>> = {
  users: 'id,displayName,mail,userPrincipalName',
  groups: 'id,displayName,mail',
  servicePrincipals: 'id,displayName,appId,appOwnerOrganizationId',
};
const types: Readonly<Record<Kind, PrincipalType>> = {
  users: 'User',
  groups: 'Group',
  servicePrincipals: 'ServicePrincipal',
};
type Kind = 'users' | 'groups' | 'servicePrincipals';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Microsoft Graph's part of the door: who a mail address, an id or a name is. Of further addresses those of a member count that the tenant keeps for its mail
 * (`proxyAddresses`); never `otherMails`, which people may set themselves and nobody verifies, nor what a guest brings along.
 */
export function graph(rest: Rest): Pick<Azure, 'findPrincipals'> {
  const list = (kind: Kind, filter: string) =>
    asking(async () => {
      const query = new URLSearchParams({ $filter: filter, $select: selects[kind], $count: 'true', $top: '5' });
      const { body } = await rest('GET', `/v1.0/${kind}?${query}`, { headers: { ConsistencyLevel: 'eventual' } });
      return page.parse(body).value.map(found => toPrincipal(kind, found));
    });
  const get = (kind: Kind, id: string) =>
    finding(async () => {
      const { body } = await rest('GET', `/v1.0/${kind}/${id}?${new URLSearchParams({ $select: selects[kind] })}`);
      return toPrincipal(kind, entry.parse(body));
    });

  return {
    async findPrincipals(query) {
      const text = query.trim();
      if (guid.test(text)) {
        const [user, group, application, byAppId] = await Promise.all([
          get('users', text),
          get('groups', text),
          get('servicePrincipals', text),
          list('servicePrincipals', `appId eq '${text}'`),
        ]);
        return unique([user, group, application, ...byAppId]);
      }
      const value = text.replaceAll("'", "''");
      if (text.includes('@')) {
        const [users, groups] = await Promise.all([
          list('users', `mail eq '${value}' or userPrincipalName eq '${value}' or ${aliasOfMember(value)}`),
          list('groups', `mail eq '${value}'`),
        ]);
        return unique([...users, ...groups]);
      }
      const [groups, applications] = await Promise.all([
        list('groups', `displayName eq '${value}'`),
        list('servicePrincipals', `displayName eq '${value}'`),
      ]);
      return unique([...groups, ...applications]);
    },
  };
}

const aliasOfMember = (address: string): string =>
  `(userType eq 'Member' and proxyAddresses/any(p:p eq 'smtp:${address}'))`;

function unique(found: readonly (Principal | null)[]): readonly Principal[] {
  return [
    ...new Map(found.filter(principal => principal !== null).map(principal => [principal.id, principal])).values(),
  ];
}

function toPrincipal(kind: Kind, found: z.infer<typeof entry>): Principal {
  const application = found.appId ? `application ${found.appId}` : null;
  return {
    id: found.id,
    type: types[kind],
    name: scrub(found.displayName ?? found.userPrincipalName ?? found.id),
    detail: found.userPrincipalName ?? application ?? found.mail ?? `object id ${found.id}`,
    ownerTenantId: found.appOwnerOrganizationId ?? null,
  };
}
