import type { Azure, Vm } from '../../../azure/azure.ts';
import { galleryId, isSameName, parseVmId, regionKey, type VmRef } from '../../../azure/names.ts';
import { isCloned } from '../../record/clone-plan.ts';
import { Refusal } from '../../record/refusal.ts';
import type { Request } from '../../request/request.ts';
import { inScope, listScope } from '../../request/scope.ts';
import type { Settings } from '../../request/settings.ts';
import { checkReason } from './check-reasons.ts';
import { findPartnerCenter, ingestionProvider } from './partner-center.ts';
import { readPreflight } from './preflight.ts';
import type { Survey } from './survey.ts';

/** Looks up everything a plan depends on. Throws a Refusal where a name leads nowhere, so that nothing else can be judged. */
export async function survey(
  azure: Azure,
  { request, settings, reserved }: Pick<Survey, 'request' | 'settings' | 'reserved'>,
): Promise<Survey> {
  const vm = asCopied(await oneVm(azure, request, settings), request, settings);
  const { subscription, target, gallery } = await findTarget(azure, request, settings, vm);
  const definition = gallery ? await azure.findDefinition(target) : null;
  const [versions, regions, people, ingestion, partnerCenter] = await Promise.all([
    definition ? azure.listVersions(target) : [],
    azure.listRegions(target.subscriptionId),
    findPeople(azure, request, settings, { scope: galleryId(target), inGallery: gallery !== null }),
    settings.partnerCenter ? azure.findProviderState(target.subscriptionId, ingestionProvider) : null,
    settings.partnerCenter ? findPartnerCenter(azure, target.subscriptionId) : null,
  ]);
  const wanted = { request, settings, vm, target, gallery, definition, versions, ...people, ingestion };
  return {
    ...wanted,
    ...(partnerCenter ? { partnerCenter } : {}),
    subscription,
    reserved,
    knownRegions: regions.map(({ name }) => regionKey(name)),
    zonalRegions: regions.filter(({ hasZones }) => hasZones).map(({ name }) => regionKey(name)),
    preflight: await readPreflight(azure, wanted),
  };
}

/** A copy has the purchase plan that the OS disk has, where the VM itself has lost it. */
const asCopied = (vm: Vm, request: Request, settings: Settings): Vm =>
  vm.diskPlan && isCloned(request, settings, vm) ? { ...vm, purchasePlan: vm.diskPlan } : vm;

async function oneVm(azure: Azure, request: Request, settings: Settings): Promise<Vm> {
  const refs = await candidatesOf(azure, request, settings);
  const found = (await Promise.all(refs.map(ref => azure.findVm(ref)))).filter(vm => vm !== null);
  const [vm, ...others] = found;
  if (!vm) throw new Refusal(checkReason('vm-not-found', { vm: request.vm }));
  if (others.length > 0)
    throw new Refusal(checkReason('vm-ambiguous', { found: found.map(one => `${one.resourceGroup}/${one.name}`) }));
  return vm;
}

async function candidatesOf(azure: Azure, request: Request, settings: Settings): Promise<readonly VmRef[]> {
  const byId = parseVmId(request.vm);
  const [group, name] = request.vm.includes('/') && !byId ? request.vm.split('/') : [request.resourceGroup, request.vm];
  const wanted = byId ?? { subscriptionId: request.subscription, resourceGroup: group, name: name ?? '' };
  const scopes = settings.scopes.filter(
    scope => !wanted.subscriptionId || isSameName(scope.subscription, wanted.subscriptionId),
  );
  if (wanted.resourceGroup) {
    const { resourceGroup } = wanted;
    const allowed = scopes.filter(scope => inScope(settings, scope.subscription, resourceGroup));
    if (allowed.length === 0)
      throw new Refusal(checkReason('group-out-of-scope', { group: resourceGroup }, 'out-of-scope'));
    return allowed.map(scope => ({ subscriptionId: scope.subscription, resourceGroup, name: wanted.name }));
  }
  const listed = await Promise.all(scopes.map(scope => listScope(azure, scope)));
  return listed.flat().filter(vm => isSameName(vm.name, wanted.name));
}

async function findTarget(azure: Azure, request: Request, settings: Settings, vm: Vm) {
  const name = request.gallery ?? settings.gallery?.name;
  if (!name) throw new Refusal(checkReason('gallery-missing', {}));
  const configured = settings.gallery && isSameName(settings.gallery.name, name) ? settings.gallery : null;
  const subscriptionId = configured?.subscription ?? vm.subscriptionId;
  const subscription = await azure.findSubscription(subscriptionId);
  if (!subscription) throw new Refusal(checkReason('subscription-not-found', { subscription: subscriptionId }));
  const gallery = (await azure.listGalleries(subscriptionId)).find(one => isSameName(one.gallery, name)) ?? null;
  const asked = request.galleryResourceGroup ?? configured?.resourceGroup;
  if (gallery && asked && !isSameName(asked, gallery.resourceGroup))
    throw new Refusal(
      checkReason('gallery-elsewhere', { gallery: gallery.gallery, group: gallery.resourceGroup, asked }),
    );
  const resourceGroup = gallery?.resourceGroup ?? asked ?? vm.resourceGroup;
  if (!inScope(settings, subscriptionId, resourceGroup))
    throw new Refusal(checkReason('gallery-out-of-scope', { gallery: name, group: resourceGroup }, 'out-of-scope'));
  const definition = request.definition ?? settings.definition ?? vm.name;
  return {
    subscription,
    gallery,
    target: { subscriptionId, resourceGroup, gallery: gallery?.gallery ?? name, definition },
  };
}

async function findPeople(
  azure: Azure,
  request: Request,
  settings: Settings,
  { scope, inGallery }: { scope: string; inGallery: boolean },
) {
  const queries = request.publishers ?? settings.publishers;
  const [role, candidates] = await Promise.all([
    azure.findRole(`/subscriptions/${scope.split('/')[2]}`, request.role ?? settings.role),
    Promise.all(queries.map(async query => ({ query, found: await azure.findPrincipals(query) }))),
  ]);
  const principals = candidates.flatMap(({ found }) => found);
  const held = inGallery
    ? await Promise.all(principals.map(async ({ id }) => [id, await azure.listRoles(scope, id)] as const))
    : [];
  return { role, candidates, held: new Map(held) };
}
