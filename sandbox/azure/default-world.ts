import { type WorldSpec, worldSchema } from './world-file.ts';

const tenantId = '11111111-1111-1111-1111-111111111111';
const subscriptionId = '22222222-2222-2222-2222-222222222222';
const applicationObjectId = '44444444-4444-4444-4444-444444444444';
const microsoft = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';
const petra = 'aaaaaaaa-0000-4000-8000-000000000001';

/** The world of the sandbox: Contoso, with a web farm to capture and a gallery to put it into. */
export const defaultWorld: WorldSpec = worldSchema.parse({
  tenantId,
  application: {
    clientId: '33333333-3333-3333-3333-333333333333',
    objectId: applicationObjectId,
    secret: 'sandbox-secret',
    displayName: 'capture-image',
  },
  subscriptions: [{ id: subscriptionId, name: 'Contoso Images' }],
  resourceGroups: [{ name: 'rg-web' }, { name: 'rg-images' }],
  virtualMachines: [
    { name: 'web-01', resourceGroup: 'rg-web', securityType: 'TrustedLaunch', tags: { role: 'web' } },
    { name: 'web-02', resourceGroup: 'rg-web', tags: { role: 'web' } },
    {
      name: 'win-01',
      resourceGroup: 'rg-web',
      osType: 'Windows',
      securityType: 'TrustedLaunch',
      size: 'Standard_D4s_v5',
    },
    { name: 'legacy-01', resourceGroup: 'rg-web', generation: 'V1', size: 'Standard_B2s' },
    {
      name: 'paid-01',
      resourceGroup: 'rg-web',
      plan: { name: 'hardened-2204', publisher: 'fabrikam', product: 'hardened-ubuntu' },
      image: { publisher: 'fabrikam', offer: 'hardened-ubuntu', sku: 'hardened-2204', version: '2.4.1' },
    },
    { name: 'mute-01', resourceGroup: 'rg-web', agent: 'Not Ready' },
    { name: 'shop-01', resourceGroup: 'rg-web', tags: { environment: 'production' } },
    { name: 'vault-01', resourceGroup: 'rg-web', tags: { environment: 'critical' } },
  ],
  galleries: [
    {
      name: 'golden',
      resourceGroup: 'rg-images',
      description: 'Golden images of Contoso',
      definitions: [
        {
          name: 'web',
          securityType: 'TrustedLaunch',
          identifier: { publisher: 'contoso', offer: 'web', sku: 'ubuntu-2204' },
          description: 'The web front end',
          versions: [{ name: '1.0.0' }, { name: '1.0.1', regions: ['westeurope', 'northeurope'] }],
        },
      ],
    },
  ],
  users: [
    person(1, 'Petra Publisher', 'publisher'),
    person(2, 'Olga Operator', 'olga'),
    person(3, 'Rita Requester', 'rita'),
    person(4, 'Sam Jansen', 'sam.jansen'),
    person(5, 'Sam Jansen', 'sam.jansen2'),
    {
      id: 'aaaaaaaa-0000-4000-8000-000000000006',
      displayName: 'Gus Guest',
      mail: 'gus@fabrikam.example',
      userPrincipalName: 'gus_fabrikam.example#EXT#@contoso.example',
      userType: 'Guest',
      otherMails: ['gus@fabrikam.example'],
    },
  ],
  groups: [
    {
      id: 'bbbbbbbb-0000-4000-8000-000000000001',
      displayName: 'image-publishers',
      mail: 'image-publishers@contoso.example',
      members: [petra],
    },
  ],
  servicePrincipals: [
    {
      id: 'cccccccc-0000-4000-8000-000000000001',
      displayName: 'Compute Image Registry',
      appId: '51b6191a-b045-44cf-8277-ee37c9fb5a06',
      appOwnerOrganizationId: microsoft,
    },
    {
      id: 'cccccccc-0000-4000-8000-000000000002',
      displayName: 'Microsoft Partner Center Resource Provider',
      appId: 'dddddddd-0000-4000-8000-000000000002',
      appOwnerOrganizationId: microsoft,
      afterRegistrationOf: 'Microsoft.PartnerCenterIngestion',
    },
  ],
  roleAssignments: [
    { principalId: applicationObjectId, role: 'Contributor', scope: `/subscriptions/${subscriptionId}` },
    {
      principalId: applicationObjectId,
      role: 'Role Based Access Control Administrator',
      scope: `/subscriptions/${subscriptionId}`,
    },
  ],
  registeredProviders: ['Microsoft.Compute', 'Microsoft.Network', 'Microsoft.Storage'],
  registeredFeatures: ['Microsoft.Compute/EncryptionAtHost'],
  customRoles: [],
  locks: [],
  quotas: {},
  restrictedSizes: [],
});

function person(number: number, displayName: string, alias: string) {
  return {
    id: `aaaaaaaa-0000-4000-8000-00000000000${number}`,
    displayName,
    mail: `${alias}@contoso.example`,
    userPrincipalName: `${alias}@contoso.example`,
    proxyAddresses: [`SMTP:${alias}@contoso.example`],
  };
}
