const displayNames: Readonly<Record<string, string>> = {
  westeurope: 'West Europe',
  northeurope: 'North Europe',
  francecentral: 'France Central',
  germanywestcentral: 'Germany West Central',
  swedencentral: 'Sweden Central',
  norwayeast: 'Norway East',
  switzerlandnorth: 'Switzerland North',
  uksouth: 'UK South',
  ukwest: 'UK West',
  eastus: 'East US',
  eastus2: 'East US 2',
  centralus: 'Central US',
  northcentralus: 'North Central US',
  southcentralus: 'South Central US',
  westus: 'West US',
  westus2: 'West US 2',
  westus3: 'West US 3',
  canadacentral: 'Canada Central',
  brazilsouth: 'Brazil South',
  southeastasia: 'Southeast Asia',
  eastasia: 'East Asia',
  japaneast: 'Japan East',
  australiaeast: 'Australia East',
  centralindia: 'Central India',
  southafricanorth: 'South Africa North',
  uaenorth: 'UAE North',
};

/** Every region of the simulated cloud, in the short form. */
export const regionNames: readonly string[] = Object.keys(displayNames);

/** `West Europe`, `westeurope` and `WestEurope` are all `westeurope`. */
export function shortRegion(name: string): string {
  return name.replaceAll(' ', '').toLowerCase();
}

/** `westeurope` is `West Europe`; a region that nobody knows stays as it is. */
export function displayRegion(name: string): string {
  return displayNames[shortRegion(name)] ?? name;
}

/** True of a region that the simulated cloud has. */
export function isRegion(name: string): boolean {
  return shortRegion(name) in displayNames;
}

const withoutZones = ['ukwest', 'northcentralus', 'westus'];

/** The availability zones of a region; some have none, and then no storage across zones either. */
export function zonesOf(name: string): readonly string[] {
  return isRegion(name) && !withoutZones.includes(shortRegion(name)) ? ['1', '2', '3'] : [];
}
