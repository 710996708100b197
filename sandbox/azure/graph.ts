import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { same } from './context.ts';
import { readFilter } from './graph-filter.ts';
import { type Json, type JsonObject, listAt } from './json.ts';
import type { Answer, Call, Route } from './routes.ts';
import { isPresent, type Principal, type World } from './world.ts';

type Kind = Principal['kind'];
const collections: Readonly<Record<string, Kind>> = {
  users: 'user',
  groups: 'group',
  servicePrincipals: 'servicePrincipal',
};

/** The look-ups of Microsoft Graph that find users, groups and service principals. */
export function graphRoutes({ world, clock }: { world: World; clock: Clock }): Route[] {
  const present = (kind?: Kind) =>
    [...world.principals.values()].filter(one => (kind === undefined || one.kind === kind) && isPresent(world, one));

  function list(call: Call, collection: string, kind: Kind): Answer {
    const test = readFilter(call.query('$filter'));
    if (!test)
      return graphError(
        400,
        'Request_UnsupportedQuery',
        'Unsupported or invalid query filter clause specified.',
        clock.date(),
      );
    const found = present(kind).map(entityOf).filter(test);
    const top = Number(call.query('$top')) || 100;
    const counted = call.query('$count') === 'true' ? { '@odata.count': found.length } : {};
    const value = found.slice(0, top).map(entity => selected(entity, call));
    return { status: 200, body: { '@odata.context': context(call, collection), ...counted, value } };
  }

  function get(call: Call, collection: string, found: Principal | undefined, id: string): Answer {
    if (!found)
      return graphError(
        404,
        'Request_ResourceNotFound',
        `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
        clock.date(),
      );
    const body = { '@odata.context': context(call, `${collection}/$entity`), ...selected(entityOf(found), call) };
    return {
      status: 200,
      body: collection === 'directoryObjects' ? { ...body, '@odata.type': `#microsoft.graph.${found.kind}` } : body,
    };
  }

  function getByIds(call: Call): Answer {
    const ids = listAt(call.body, 'ids').map(String);
    const value = present()
      .filter(one => ids.some(id => same(id, one.id)))
      .map((one): Json => ({ '@odata.type': `#microsoft.graph.${one.kind}`, ...entityOf(one) }));
    return { status: 200, body: { '@odata.context': context(call, 'directoryObjects'), value } };
  }

  return [
    ...Object.entries(collections).flatMap(([collection, kind]): Route[] => [
      { method: 'GET', path: `/v1.0/${collection}`, answer: call => list(call, collection, kind) },
      {
        method: 'GET',
        path: `/v1.0/${collection}/:id`,
        answer: call => {
          const id = call.param('id');
          const found = present(kind).find(
            one => same(one.id, id) || (one.kind === 'user' && same(one.userPrincipalName, id)),
          );
          return get(call, collection, found, id);
        },
      },
    ]),
    {
      method: 'GET',
      path: "/v1.0/servicePrincipals(appId=':appId')",
      answer: call => {
        const appId = call.param('appId');
        const found = present('servicePrincipal').find(
          one => one.kind === 'servicePrincipal' && same(one.appId, appId),
        );
        return get(call, 'servicePrincipals', found, appId);
      },
    },
    {
      method: 'GET',
      path: '/v1.0/directoryObjects/:id',
      answer: call =>
        get(
          call,
          'directoryObjects',
          present().find(one => same(one.id, call.param('id'))),
          call.param('id'),
        ),
    },
    { method: 'POST', path: '/v1.0/directoryObjects/getByIds', answer: getByIds },
    {
      method: 'GET',
      path: '/v1.0/organization',
      answer: call => ({
        status: 200,
        body: {
          '@odata.context': context(call, 'organization'),
          value: [{ id: world.tenantId, displayName: 'Contoso' }],
        },
      }),
    },
  ];
}

/** A refusal as Graph words it. */
export function graphError(status: number, code: string, message: string, at: Date): Answer {
  const id = randomUUID();
  const date = at.toISOString().slice(0, 19);
  return {
    status,
    body: { error: { code, message, innerError: { date, 'request-id': id, 'client-request-id': id } } },
  };
}

function entityOf(one: Principal): JsonObject {
  switch (one.kind) {
    case 'user':
      return {
        id: one.id,
        displayName: one.displayName,
        mail: one.mail,
        userPrincipalName: one.userPrincipalName,
        userType: one.userType,
        otherMails: one.otherMails,
        proxyAddresses: one.proxyAddresses,
        accountEnabled: true,
      };
    case 'group':
      return {
        id: one.id,
        displayName: one.displayName,
        mail: one.mail,
        mailEnabled: one.mail !== null,
        securityEnabled: true,
      };
    case 'servicePrincipal':
      return {
        id: one.id,
        displayName: one.displayName,
        appDisplayName: one.displayName,
        appId: one.appId,
        appOwnerOrganizationId: one.appOwnerOrganizationId,
        servicePrincipalNames: [one.appId],
        servicePrincipalType: 'Application',
        accountEnabled: true,
      };
  }
}

// Without $select a user shows only these of its properties.
const shownOfUser = ['id', 'displayName', 'mail', 'userPrincipalName'];

function selected(entity: JsonObject, call: Call): JsonObject {
  const asked = call
    .query('$select')
    .split(',')
    .map(name => name.trim())
    .filter(Boolean);
  const names = asked.length > 0 ? asked : 'userPrincipalName' in entity ? shownOfUser : Object.keys(entity);
  return Object.fromEntries(Object.entries(entity).filter(([key]) => names.some(name => same(name, key))));
}

function context(call: Call, what: string): string {
  return `${call.origin}/v1.0/$metadata#${what}`;
}
