import type { Permission } from '../../src/azure/azure.ts';
import { requiredPermissions } from '../../src/jobs/procedures/capture/required-permissions.ts';
import type { Preflight, Survey } from '../../src/jobs/procedures/capture/survey.ts';
import { parseSettings, type Settings } from '../../src/jobs/request/settings.ts';
import { aPlan } from './captures.ts';

const { vm, target, definition } = aPlan();
const { subscriptionId } = vm;

/** Settings with the scopes that the tests' VM and gallery are in. */
export function settingsWith(text: string): Settings {
  const { data, problems } = parseSettings(
    `scopes: [{ subscription: ${subscriptionId}, resourceGroups: [rg-web, rg-images] }]\n${text}`,
  );
  if (!data) throw new Error(problems.join());
  return data;
}

/** Ground on which nothing stands in the way; permissions are given where `aSurvey` knows that they are asked about. */
export const openGround: Preflight = {
  permissions: new Map(),
  locks: { vm: [], gallery: [], clone: [] },
  usages: { vm: [], gallery: [] },
  size: {
    name: 'Standard_D2s_v5',
    family: 'standardDSv5Family',
    vcpus: 2,
    zones: ['1', '2', '3'],
    restriction: null,
  },
  pools: [],
  definitions: [],
};

/** The world as it is when web-01 may be captured into a definition that fits; `held` is what I may do, everywhere. */
export function aSurvey(change: Partial<Survey> = {}, held: readonly Permission[] = [all]): Survey {
  const survey: Survey = {
    request: { vm: 'web-01' },
    settings: settingsWith('publishers: [publisher@contoso.example]\nregions: [westeurope]\n'),
    vm,
    subscription: { subscriptionId, name: 'Sandbox', tenantId: '11111111-1111-1111-1111-111111111111' },
    target,
    gallery: { ...target, location: 'westeurope', provisioningState: 'Succeeded' },
    definition: { ...definition, provisioningState: 'Succeeded' },
    versions: [
      { name: '1.0.0', provisioningState: 'Succeeded', captureId: null, aggregatedState: 'Completed', regions: [] },
    ],
    reserved: { own: null, others: [] },
    knownRegions: ['westeurope', 'northeurope', 'eastus', 'westus'],
    zonalRegions: ['westeurope', 'northeurope', 'eastus'],
    candidates: [],
    role: { id: 'x', name: 'Compute Gallery Image Reader' },
    held: new Map(),
    ingestion: null,
    preflight: openGround,
    ...change,
  };
  const permissions = new Map(requiredPermissions(survey).map(({ scope }) => [scope, held]));
  return { ...survey, preflight: { ...survey.preflight, permissions } };
}

const all: Permission = { actions: ['*'], notActions: [] };
