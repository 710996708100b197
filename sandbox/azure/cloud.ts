import type { Call, Route } from './routes.ts';

/** `/metadata/endpoints`: how the Azure command line and others learn where everything of a cloud is. All is here. */
export function cloudRoutes(): Route[] {
  return [{ method: 'GET', path: '/metadata/endpoints', answer: call => ({ status: 200, body: body(call) }) }];
}

function body(call: Call) {
  const { origin } = call;
  const { host } = new URL(origin);
  const authentication = {
    loginEndpoint: origin,
    audiences: [`${origin}/`, 'https://management.core.windows.net/', 'https://management.azure.com/'],
    tenant: 'common',
    identityProvider: 'AAD',
  };
  if (call.apiVersion < '2018-05-01') {
    return {
      galleryEndpoint: origin,
      graphEndpoint: origin,
      portalEndpoint: origin,
      graphAudience: origin,
      authentication,
    };
  }
  const cloud = {
    name: 'capture-image-sandbox',
    portal: origin,
    authentication,
    media: origin,
    graphAudience: origin,
    graph: origin,
    microsoftGraphResourceId: `${origin}/`,
    resourceManager: `${origin}/`,
    gallery: `${origin}/`,
    batch: origin,
    sqlManagement: origin,
    vmImageAliasDoc: '',
    suffixes: { storage: host, keyVaultDns: host, acrLoginServer: host, sqlServerHostname: host },
  };
  // The list form came with 2019-05-01, the single object before and after that with 2022.
  return call.apiVersion === '2019-05-01' || call.apiVersion === '2020-06-01' ? [cloud] : cloud;
}
