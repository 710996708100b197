import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFilter } from '../../../sandbox/azure/graph-filter.ts';
import { type Clients, startClients, subscriptionId, until } from './clients.ts';

const scope = 'https://graph.microsoft.com/.default';
const petra = { id: 'aaaaaaaa-0000-4000-8000-000000000001', displayName: 'Petra Publisher' };

describe('Graph', () => {
  let azure: Clients;
  beforeAll(async () => {
    azure = await startClients();
  });
  afterAll(() => azure.close());

  const get = (path: string) => azure.send('GET', `/v1.0${path}`, { scope });
  const names = async (path: string) => {
    const { body } = await get(path);
    return (body as { value: { displayName: string }[] }).value.map(({ displayName }) => displayName);
  };
  const filter = (text: string) => `$filter=${encodeURIComponent(text)}`;

  it.each([
    ['mail', "mail eq 'publisher@contoso.example'"],
    ['principal name in other letters', "userPrincipalName eq 'Publisher@Contoso.example'"],
    ['another address', "proxyAddresses/any(p:p eq 'smtp:publisher@contoso.example')"],
    [
      'any of these',
      "mail eq 'x' or userPrincipalName eq 'y' or otherMails/any(m:m eq 'z') or proxyAddresses/any(p:p eq 'smtp:publisher@contoso.example')",
    ],
  ])('finds a user by %s', async (_how, text) => {
    const { body } = await get(`/users?${filter(text)}&$select=id,displayName`);
    expect(body).toMatchObject({ value: [petra] });
  });

  it('finds both users of one name, a guest by another mail, and nobody of no name', async () => {
    expect(await names(`/users?${filter("displayName eq 'Sam Jansen'")}`)).toEqual(['Sam Jansen', 'Sam Jansen']);
    expect(await names(`/users?${filter("otherMails/any(m:m eq 'gus@fabrikam.example')")}`)).toEqual(['Gus Guest']);
    expect(await names(`/users?${filter("mail eq 'o''neil@contoso.example'")}`)).toEqual([]);
  });

  it('finds groups and anything by its id', async () => {
    const { body } = await get(`/groups?${filter("displayName eq 'image-publishers'")}`);
    expect(body).toMatchObject({ value: [{ id: 'bbbbbbbb-0000-4000-8000-000000000001' }] });
    expect((await get(`/directoryObjects/${petra.id}`)).body).toMatchObject({
      '@odata.type': '#microsoft.graph.user',
      ...petra,
    });
    expect(await get('/users/nobody')).toMatchObject({
      status: 404,
      body: { error: { code: 'Request_ResourceNotFound', innerError: {} } },
    });
  });

  it("has Partner Center's service principal only once its provider is registered", async () => {
    const path = `/servicePrincipals?${filter("displayName eq 'Microsoft Partner Center Resource Provider'")}`;
    const before = await names(path);
    await azure.send(
      'POST',
      `/subscriptions/${subscriptionId}/providers/Microsoft.PartnerCenterIngestion/register?api-version=2021-04-01`,
    );
    await until('it is there', async () => (await names(path)).length === 1);
    const registry = await get(
      "/servicePrincipals(appId='51b6191a-b045-44cf-8277-ee37c9fb5a06')?$select=appOwnerOrganizationId,displayName",
    );

    expect(before).toEqual([]);
    expect(registry.body).toMatchObject({
      displayName: 'Compute Image Registry',
      appOwnerOrganizationId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
    });
  });

  it('refuses a filter that it cannot read, and a token for ARM', async () => {
    expect(await get(`/users?${filter("mail ne 'x'")}`)).toMatchObject({
      status: 400,
      body: { error: { code: 'Request_UnsupportedQuery' } },
    });
    expect((await azure.send('GET', '/v1.0/users')).status).toBe(401);
  });

  it('reads and, or, brackets and doubled quotes', () => {
    const test = readFilter("(displayName eq 'O''Neil' and mail eq 'a') or startswith(displayName,'Pe')");
    expect(
      [{ displayName: "O'Neil", mail: 'a' }, { displayName: 'Petra' }, { displayName: "O'Neil" }].map(one =>
        test?.(one),
      ),
    ).toEqual([true, true, false]);
  });
});
