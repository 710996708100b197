import { expect, test } from 'vitest';
import type { Principal } from '../../../../../src/azure/azure.ts';
import { publisherAccess } from '../../../../../src/jobs/procedures/capture/checks/publisher-access.ts';
import type { PartnerCenter } from '../../../../../src/jobs/procedures/capture/partner-center.ts';
import { noon } from '../../../../support/captures.ts';
import { aSurvey } from '../../../../support/survey.ts';

const one: Principal = { id: 'a', type: 'ServicePrincipal', name: 'n', detail: 'd', ownerTenantId: null };
const role = { id: 'r', name: 'Compute Gallery Image Reader' };
const codes = (principals: readonly (readonly Principal[])[], ingestion: string, its: PartnerCenter['role'] = role) =>
  publisherAccess
    .evaluate(
      aSurvey({
        ingestion,
        partnerCenter: { role: its, found: principals.map(found => ({ query: 'q', principals: found })) },
      }),
      noon,
    )
    .map(({ code }) => code);

test('whom Partner Center’s access is for is looked at in the plan, not after the copy is made', () => {
  expect(codes([[one], [one]], 'Registered')).toEqual([]);
  expect(codes([[one], []], 'Registered')).toEqual(['partner-center-principal']);
  expect(codes([[one, one], [one]], 'NotRegistered')).toEqual(['partner-center-principal']);
  expect(codes([[one], [one]], 'Registered', null)).toEqual(['role-unknown']);
});

test('before the provider is registered, its principals may be missing', () => {
  expect(codes([[], []], 'NotRegistered')).toEqual([]);
});
