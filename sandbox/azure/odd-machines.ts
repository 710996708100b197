import type { WorldFile } from './world-file.ts';

const group = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-odd';
const machine = (name: string, more: object = {}) => ({ name, resourceGroup: 'rg-odd', ...more });

/** A world of machines that cannot be captured, or not without a second thought; none of it is in the default world. */
export const oddWorld: WorldFile = {
  resourceGroups: [{ name: 'rg-web' }, { name: 'rg-images' }, { name: 'rg-odd' }],
  virtualMachines: [
    machine('ephemeral-01', { osDisk: 'ephemeral' }),
    machine('unmanaged-01', { osDisk: 'unmanaged', generation: 'V1' }),
    machine('ultra-01', { zones: ['1'], dataDisks: [{ lun: 0, sizeGb: 64, sku: 'UltraSSD_LRS' }] }),
    machine('encrypted-01', { encryption: 'azure-disk-encryption' }),
    machine('keyed-01', { encryption: 'customer-key', dataDiskSizesGb: [64] }),
    machine('balanced-01', { loadBalancer: 'lb-web' }),
    machine('scaled-01', { scaleSet: 'vmss-web' }),
    machine('locked-01', { tags: { role: 'web' } }),
    machine('frozen-01', { tags: { role: 'web' } }),
    machine('production-01', { tags: { environment: 'production' } }),
    machine('trusted-01', { securityType: 'TrustedLaunch' }),
    machine('gaps-01', {
      size: 'Standard_D4s_v5',
      dataDisks: [
        { lun: 1, sizeGb: 64 },
        { lun: 4, sizeGb: 128 },
        { lun: 7, sizeGb: 32 },
      ],
    }),
    machine('paid-02', {
      plan: { name: 'hardened-2204', publisher: 'fabrikam', product: 'hardened-ubuntu' },
      image: { publisher: 'fabrikam', offer: 'hardened-ubuntu', sku: 'hardened-2204', version: '2.4.1' },
    }),
    machine('zonal-01', { zones: ['2'], dataDiskSizesGb: [64] }),
    machine('nvme-01', { size: 'Standard_D2s_v6', diskControllerType: 'NVMe' }),
    machine('arm-01', { size: 'Standard_D2ps_v5', architecture: 'Arm64' }),
    machine('stopped-01', { power: 'stopped' }),
  ],
  locks: [
    {
      scope: `${group}/providers/Microsoft.Compute/virtualMachines/locked-01`,
      name: 'keep',
      level: 'CanNotDelete',
      notes: 'Ask the web team first.',
    },
    {
      scope: `${group}/providers/Microsoft.Compute/virtualMachines/frozen-01`,
      name: 'freeze',
      level: 'ReadOnly',
    },
  ],
};
