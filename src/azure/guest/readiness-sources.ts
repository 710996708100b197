/** Where the rules of the readiness checks are written. */
export const sources = {
  certification: {
    name: 'Troubleshoot virtual machine certification',
    url: 'https://learn.microsoft.com/partner-center/marketplace-offers/azure-vm-certification-faq',
  },
  selfTest: {
    name: 'Test a virtual machine image',
    url: 'https://learn.microsoft.com/partner-center/marketplace-offers/azure-vm-image-test',
  },
  technical: {
    name: 'Configure VM technical details',
    url: 'https://learn.microsoft.com/partner-center/marketplace-offers/azure-vm-plan-technical-configuration',
  },
  lisa: {
    name: 'microsoft/lisa, azure_image_standard.py',
    url: 'https://github.com/microsoft/lisa/blob/main/lisa/microsoft/testsuites/core/azure_image_standard.py',
  },
  linux: {
    name: 'Prepare Linux for imaging in Azure',
    url: 'https://learn.microsoft.com/azure/virtual-machines/linux/create-upload-generic',
  },
  windows: {
    name: 'Prepare a Windows VHD to upload to Azure',
    url: 'https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image',
  },
  generalize: {
    name: 'Remove machine specific information by generalizing a VM before creating an image',
    url: 'https://learn.microsoft.com/azure/virtual-machines/generalize',
  },
  waagent: { name: 'Azure/WALinuxAgent', url: 'https://github.com/Azure/WALinuxAgent' },
  agents: {
    name: 'Extensions and virtual machine agent minimum version support',
    url: 'https://support.microsoft.com/help/4049215/extensions-and-virtual-machine-agent-minimum-version-support',
  },
  sysprep: {
    name: 'Sysprep (Generalize) a Windows installation',
    url: 'https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep--generalize--a-windows-installation',
  },
  sysprepApps: {
    name: 'Sysprep fails after you remove or update Microsoft Store apps',
    url: 'https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/sysprep-fails-remove-or-update-store-apps',
  },
  sysprepAsSystem: {
    name: 'Fix black screen after running Sysprep as system on Windows 11 or Windows Server 2025',
    url: 'https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/sysprep-as-system-windows-11',
  },
  hardening: {
    name: 'Security recommendations for Azure Marketplace images',
    url: 'https://learn.microsoft.com/azure/security/fundamentals/azure-marketplace-images',
  },
  serverRoles: {
    name: 'Sysprep support for server roles',
    url: 'https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep-support-for-server-roles',
  },
  sysprepOperations: {
    name: 'virt-sysprep(1), operations',
    url: 'https://libguestfs.org/virt-sysprep.1.html',
  },
  sshd: { name: 'sshd_config(5)', url: 'https://man.openbsd.org/sshd_config' },
} as const;
