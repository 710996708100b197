import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultWorld } from '../../sandbox/azure/default-world.ts';
import { type Real, startReal } from './real.ts';

const eve = 'aaaaaaaa-0000-4000-8000-000000000666';
const ann = 'aaaaaaaa-0000-4000-8000-000000000667';
const guest = 'aaaaaaaa-0000-4000-8000-000000000668';
const twin = 'bbbbbbbb-0000-4000-8000-000000000666';

let real: Real;
beforeAll(async () => {
  real = await startReal({
    world: {
      users: [
        ...defaultWorld.users,
        {
          id: eve,
          displayName: 'Eve',
          userPrincipalName: 'eve@contoso.example',
          otherMails: ['publisher@contoso.example', 'ceo@contoso.example'],
        },
        {
          id: ann,
          displayName: 'Ann Alias',
          mail: 'ann.alias@contoso.example',
          userPrincipalName: 'ann@contoso.example',
          proxyAddresses: [
            'SMTP:ann.alias@contoso.example',
            'smtp:A.Alias@contoso.example',
            'sip:ann.sip@contoso.example',
          ],
        },
        {
          id: guest,
          displayName: 'Gerd Guest',
          mail: 'gerd@fabrikam.example',
          userPrincipalName: 'gerd_fabrikam.example#EXT#@contoso.example',
          userType: 'Guest',
          proxyAddresses: ['SMTP:gerd@fabrikam.example', 'smtp:vip@contoso.example'],
        },
      ],
      groups: [...defaultWorld.groups, { id: twin, displayName: 'image-publishers' }],
    },
  });
});
afterAll(() => real.close());

const idsOf = async (query: string) => (await real.azure.findPrincipals(query)).map(({ id }) => id);

test('somebody is found by their own address, and never by an address that somebody can give themselves', async () => {
  expect(await idsOf('eve@contoso.example')).toEqual([eve]);
  expect(await idsOf('publisher@contoso.example')).not.toContain(eve);
  expect(await idsOf('publisher@contoso.example')).toHaveLength(1);
  expect(await idsOf('ceo@contoso.example')).toEqual([]);
});

test('a member is found by each mail address that the tenant keeps for them, in letters of any case', async () => {
  expect(await idsOf('a.alias@contoso.example')).toEqual([ann]);
  expect(await idsOf('Ann.Alias@contoso.example')).toEqual([ann]);
  expect(await idsOf('ann.sip@contoso.example')).toEqual([]);
});

test('a guest is found by their own address alone, whatever else they bring along', async () => {
  expect(await idsOf('gerd@fabrikam.example')).toEqual([guest]);
  expect(await idsOf('vip@contoso.example')).toEqual([]);
});

test('a name that somebody else has taken too means both, so that neither is given access', async () => {
  expect(await idsOf('image-publishers')).toHaveLength(2);
  expect(await idsOf(twin)).toEqual([twin]);
});
