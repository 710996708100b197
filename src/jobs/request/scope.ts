import type { Azure, VmListing } from '../../azure/azure.ts';
import { isSameName } from '../../azure/names.ts';
import type { Settings } from './settings.ts';

/** Whether the settings let me touch a resource group. */
export function inScope(settings: Settings, subscriptionId: string, resourceGroup: string): boolean {
  return settings.scopes.some(
    scope =>
      isSameName(scope.subscription, subscriptionId) &&
      (!scope.resourceGroups || scope.resourceGroups.some(group => isSameName(group, resourceGroup))),
  );
}

/** The VMs of one scope of the settings. */
export async function listScope(azure: Azure, scope: Settings['scopes'][number]): Promise<readonly VmListing[]> {
  if (!scope.resourceGroups) return azure.listVms(scope.subscription);
  return (await Promise.all(scope.resourceGroups.map(group => azure.listVms(scope.subscription, group)))).flat();
}
