import { ArmError } from './arm-error.ts';
import { cloudRoutes } from './cloud.ts';
import { catalogRoutes } from './compute-catalog.ts';
import type { Azure } from './context.ts';
import { diskRoutes } from './disks.ts';
import { entraRoutes } from './entra.ts';
import { galleryRoutes } from './galleries.ts';
import { graphError, graphRoutes } from './graph.ts';
import { definitionRoutes } from './image-definitions.ts';
import { versionRoutes } from './image-versions.ts';
import { type JsonObject, textAt } from './json.ts';
import { lockRoutes, requireUnlocked } from './locks.ts';
import { networkRoutes } from './network.ts';
import { actionOf, requirePermission } from './permissions.ts';
import { powerRoutes } from './power.ts';
import { providerRoutes } from './providers.ts';
import { requireStanding, resourceGroupRoutes } from './resource-groups.ts';
import { resourceRoutes } from './resources.ts';
import { restorePointRoutes } from './restore-points.ts';
import { roleAssignmentRoutes } from './role-assignments.ts';
import { roleDefinitionRoutes } from './role-definitions.ts';
import { type Answer, type Call, type Caller, createRouter, type Found } from './routes.ts';
import { runCommandActionRoutes } from './run-command-action.ts';
import { runCommandRoutes } from './run-commands.ts';
import type { Throttle } from './throttle.ts';
import type { Tokens } from './tokens.ts';
import { virtualMachineRoutes } from './virtual-machines.ts';

/** A request before anybody knows what it is for. */
export type Arrival = Omit<Call, 'param' | 'caller'>;

/** Answers every request to the simulated cloud: sign-in, Graph, or ARM with all that it checks first. */
export function createGateway(azure: Azure, tokens: Tokens, throttle: Throttle): (arrival: Arrival) => Answer {
  const { world, clock, operations } = azure;
  const open = createRouter([...cloudRoutes(), ...entraRoutes({ world, tokens, clock })]);
  const graph = createRouter(graphRoutes({ world, clock }));
  const arm = createRouter([
    ...roleAssignmentRoutes(azure),
    ...roleDefinitionRoutes(azure),
    ...lockRoutes(azure),
    ...operations.routes,
    ...virtualMachineRoutes(azure),
    ...powerRoutes(azure),
    ...runCommandActionRoutes(azure),
    ...runCommandRoutes(azure),
    ...galleryRoutes(azure),
    ...definitionRoutes(azure),
    ...versionRoutes(azure),
    ...diskRoutes(azure),
    ...restorePointRoutes(azure),
    ...catalogRoutes(azure),
    ...networkRoutes(azure),
    ...resourceGroupRoutes(azure),
    ...resourceRoutes(azure),
    ...providerRoutes(azure),
  ]);

  function answerArm(arrival: Arrival): Answer {
    const caller = callerOf(
      arrival,
      /^https:\/\/management\.(core\.|azure\.|us|china|chinacloudapi\.)/i,
      armUnauthorized,
    );
    const apiVersion = arrival.query('api-version');
    if (apiVersion === '')
      throw gatewayError(
        400,
        'MissingApiVersionParameter',
        'The api-version query parameter (?api-version=) is required for all requests.',
      );
    if (!/^\d{4}-\d{2}-\d{2}(-\w+)?$/.test(apiVersion))
      throw gatewayError(400, 'InvalidApiVersionParameter', `The api-version '${apiVersion}' is invalid.`);
    const permission = actionOf(arrival.method, arrival.path);
    if (permission && /^\/subscriptions\/[^/]+/i.test(arrival.path))
      requirePermission(world, caller, permission.action, permission.scope);
    requireUnlocked(world, arrival.method, arrival.path);
    requireStanding(world, arrival.method, arrival.path);
    const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(arrival.path)?.[1]?.toLowerCase() ?? '';
    const limits = throttle.gateway(arrival.method, subscriptionId, caller.objectId);
    const found = arm(arrival.method, arrival.path);
    if (found === 'other-method')
      throw gatewayError(
        405,
        'MethodNotAllowed',
        `The requested resource does not support http method '${arrival.method}'.`,
      );
    if (!found) throw unknownType(arrival);
    const { bucket } = found.route;
    const resource = computeLimits(arrival, bucket, subscriptionId);
    const answer = found.route.answer(callOf(arrival, found, caller));
    return { ...answer, headers: { ...limits, ...resource, ...answer.headers } };
  }

  /** Compute counts per machine where it can, also the polls of what was begun on it. */
  function computeLimits(
    { path }: Arrival,
    bucket: string | undefined,
    subscriptionId: string,
  ): Record<string, string> {
    if (bucket === undefined) return {};
    const machine = /^.*\/virtualMachines\/[^/]+/i.exec(path)?.[0];
    const operation = /\/operations\/([^/]+)$/i.exec(path)?.[1];
    const behind = operation ? operations.resourceOf(operation).replace(/\/runCommands?(\/.*)?$/i, '') : '';
    return throttle.compute(bucket, subscriptionId, machine ?? behind);
  }

  function answerGraph(arrival: Arrival): Answer {
    callerOf(arrival, /^https:\/\/(graph|microsoftgraph)\.|^https:\/\/dod-graph\./i, graphUnauthorized);
    const found = graph(arrival.method, arrival.path);
    if (found && found !== 'other-method') return found.route.answer(callOf(arrival, found, undefined));
    const segment = arrival.path.split('/')[2] ?? '';
    return graphError(400, 'BadRequest', `Resource not found for the segment '${segment}'.`, clock.date());
  }

  function callerOf(arrival: Arrival, audiences: RegExp, refuse: (reason: string) => ArmError): Caller {
    const bearer = /^Bearer\s+(\S+)$/i.exec(arrival.headers.authorization ?? '')?.[1];
    if (bearer === undefined) throw refuse('missing');
    const read = tokens.read(bearer);
    if ('problem' in read) throw refuse(read.problem);
    if (!meantFor(read.claims, audiences, arrival.origin)) throw refuse('audience');
    if (textAt(read.claims, 'tid') !== world.tenantId) throw refuse('tenant');
    return { objectId: textAt(read.claims, 'oid') ?? '', applicationId: textAt(read.claims, 'appid') ?? '' };
  }

  function armUnauthorized(reason: string): ArmError {
    const texts: Record<string, [string, string]> = {
      missing: ['AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing."],
      invalid: ['InvalidAuthenticationToken', 'The access token is invalid.'],
      expired: ['ExpiredAuthenticationToken', 'The access token expiry has passed.'],
      audience: [
        'InvalidAuthenticationTokenAudience',
        'The access token has been obtained for wrong audience or resource. It should exactly match with one of the allowed audiences.',
      ],
      tenant: [
        'InvalidAuthenticationTokenTenant',
        `The access token is from the wrong issuer. It must match the tenant '${world.tenantId}' associated with this subscription.`,
      ],
    };
    const [code, message] = texts[reason] ?? ['AuthenticationFailed', 'Authentication failed.'];
    const uri = `authorization_uri="https://login.microsoftonline.com/${world.tenantId}"`;
    const challenge =
      reason === 'missing' ? `Bearer ${uri}` : `Bearer ${uri}, error="invalid_token", error_description="${message}"`;
    return new ArmError(401, code, message, { from: 'gateway', headers: { 'www-authenticate': challenge } });
  }

  return arrival => {
    const found = open(arrival.method, arrival.path);
    if (found && found !== 'other-method') return found.route.answer(callOf(arrival, found, undefined));
    return /^\/(v1\.0|beta)(\/|$)/i.test(arrival.path) ? answerGraph(arrival) : answerArm(arrival);
  };
}

function graphUnauthorized(reason: string): ArmError {
  const message =
    reason === 'missing'
      ? 'Access token is empty.'
      : reason === 'expired'
        ? 'Lifetime validation failed, the token is expired.'
        : 'Access token validation failure. Invalid audience.';
  return new ArmError(401, 'InvalidAuthenticationToken', message, {
    headers: {
      'www-authenticate':
        'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
    },
  });
}

function meantFor(claims: JsonObject, audiences: RegExp, origin: string): boolean {
  const audience = (textAt(claims, 'aud') ?? '').replace(/\/+$/, '');
  return audiences.test(audience) || audience === origin || sameMachine(audience, origin);
}

/** `https://localhost:8443` and `https://127.0.0.1:8443` are the same place. */
function sameMachine(audience: string, origin: string): boolean {
  const local = (url: string) => url.replace(/^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])/i, 'here');
  return local(audience) === local(origin);
}

function callOf(arrival: Arrival, { params, route }: Found, caller: Caller | undefined): Call {
  return {
    ...arrival,
    caller,
    param(name) {
      const value = params[name];
      if (value === undefined) throw new Error(`The route ${route.path} has no ${name}.`);
      return value;
    },
  };
}

function gatewayError(status: number, code: string, message: string): ArmError {
  return new ArmError(status, code, message, { from: 'gateway' });
}

function unknownType({ path }: Arrival): ArmError {
  const [, namespace, type] = /\/providers\/([^/]+)\/([^/]+)/i.exec(path) ?? [];
  if (namespace === undefined) return gatewayError(404, 'NotFound', `The resource at '${path}' was not found.`);
  return gatewayError(
    404,
    'InvalidResourceType',
    `The resource type '${type}' could not be found in the namespace '${namespace}' of this simulated Azure.`,
  );
}
