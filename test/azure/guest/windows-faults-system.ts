import type { WindowsGuest } from '../../support/windows/guest.ts';
import { setKey, type WindowsFault } from './windows-fault.ts';

const windows = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';
const control = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control';
const services = 'HKLM:\\SYSTEM\\CurrentControlSet\\Services';
const card = `${services}\\Tcpip\\Parameters\\Interfaces\\{card}`;
const listener = `${control}\\Terminal Server\\WinStations\\RDP-Tcp`;
const hosts = 'C:\\Windows\\System32\\drivers\\etc\\hosts';

const should = (code: string, detail: string, where: string, arrange: (guest: WindowsGuest) => void): WindowsFault => ({
  code,
  level: 'should',
  detail,
  where,
  arrange,
});

/** What is wrong with how a Windows guest is set up. */
export const systemFaults: readonly WindowsFault[] = [
  {
    code: 'reserved-storage',
    level: 'must',
    detail: 'in use',
    where: 'an update uses the reserved storage',
    arrange: guest => setKey(guest, `${windows}\\ReserveManager`, { ActiveScenario: 3 }),
  },
  {
    code: 'rdp',
    level: 'must',
    detail: 'off by policy',
    where: 'a policy switches Remote Desktop off',
    arrange: guest =>
      setKey(guest, 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services', { fDenyTSConnections: 1 }),
  },
  should(
    'sysprep-as-system',
    'build 26100',
    'it is Windows Server 2025, whose sysprep is not to run as SYSTEM',
    guest => {
      guest.osVersion = '10.0.26100.0';
    },
  ),
  should('pending-renames', '1: \\??\\C:\\old.dll', 'files wait for a restart', guest =>
    setKey(guest, `${control}\\Session Manager`, { PendingFileRenameOperations: ['\\??\\C:\\old.dll', ''] }),
  ),
  should('sysprep-status', 'GeneralizationState 3', 'an earlier sysprep is half done', guest =>
    setKey(guest, 'HKLM:\\SYSTEM\\Setup\\Status\\SysprepStatus', { GeneralizationState: 3 }),
  ),
  should('upgraded', '1: Source OS (Updated on 1/2/2026 03:04:05)', 'Windows was upgraded in place', guest =>
    setKey(guest, 'HKLM:\\SYSTEM\\Setup\\Source OS (Updated on 1/2/2026 03:04:05)'),
  ),
  should('upgraded', '1: Upgrade', 'set-up says that it was an upgrade', guest =>
    setKey(guest, 'HKLM:\\SYSTEM\\Setup', { Upgrade: 1 }),
  ),
  should('desired-state', '1: Current.mof', 'DSC configured it', guest => {
    guest.files['C:\\Windows\\System32\\Configuration\\Current.mof'] = 'SECRET';
  }),
  should('sysprep-roles', '1: AD-Certificate', 'a role is installed that sysprep does not support', guest => {
    guest.features = [{ Name: 'AD-Certificate', Installed: true }];
  }),
  should('foreign-drivers', '1: VMware Tools', 'it comes from another platform', guest =>
    setKey(guest, `${windows}\\Uninstall\\{vmware}`, { DisplayName: 'VMware Tools' }),
  ),
  should('tls', '1: TLS 1.0', 'TLS 1.0 is not switched off', guest => {
    delete guest.registry[`${control}\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\Server`];
  }),
  should('rdp-listener', '1: port 4000', 'Remote Desktop listens elsewhere', guest =>
    setKey(guest, listener, { PortNumber: 4000 }),
  ),
  should(
    'rdp-listener',
    '2: no network level authentication, a certificate of its own',
    'Remote Desktop has a certificate of its own and lets anybody in to type',
    guest => setKey(guest, listener, { UserAuthentication: 0, SSLCertificateSHA1Hash: [1, 2] }),
  ),
  should('services', '1: WinRM', 'a service that Azure counts on is disabled', guest => {
    guest.cim.Win32_Service = [{ Name: 'WinRM', StartMode: 'Disabled', StartName: 'LocalSystem' }];
  }),
  should('firewall', '1: PublicProfile', 'the firewall is off', guest =>
    setKey(guest, `${services}\\SharedAccess\\Parameters\\FirewallPolicy\\PublicProfile`, { EnableFirewall: 0 }),
  ),
  should('winhttp-proxy', 'set', 'there is a proxy', guest =>
    setKey(guest, `${windows}\\Internet Settings\\Connections`, {
      WinHttpSettings: [0x28, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 9],
    }),
  ),
  should('persistent-routes', '1: 10.9.0.0', 'there is a route that stays', guest =>
    setKey(guest, `${services}\\Tcpip\\Parameters\\PersistentRoutes`, { '10.9.0.0,255.255.0.0,10.0.0.1,1': '' }),
  ),
  should('static-address', '1: address 10.0.0.9', 'the address is fixed', guest =>
    setKey(guest, card, { EnableDHCP: 0, IPAddress: ['10.0.0.9'] }),
  ),
  should('static-address', '1: DNS 10.0.0.53', 'the name server is fixed', guest =>
    setKey(guest, card, { NameServer: '10.0.0.53' }),
  ),
  should('hosts-file', '1: db.corp.contoso.com', 'the hosts file has an entry', guest => {
    guest.files[hosts] = `${guest.files[hosts]}10.0.0.9  db.corp.contoso.com\r\n`;
  }),
  should('update-server', 'https://wsus.corp.contoso.com:8531', 'updates come from an own server', guest =>
    setKey(guest, 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate', {
      WUServer: 'https://wsus.corp.contoso.com:8531',
    }),
  ),
  should('partition-alignment', '1: Disk #0, Partition #0', 'a partition begins at sector 63', guest => {
    guest.cim.Win32_DiskPartition = [{ Name: 'Disk #0, Partition #0', StartingOffset: 32_256 }];
  }),
  should('event-logs', '1: System', 'a log was moved', guest =>
    setKey(guest, `${services}\\EventLog\\System`, { File: 'E:\\Logs\\System.evtx' }),
  ),
  should('clock-utc', 'local time', 'the clock is taken for local time', guest =>
    setKey(guest, `${control}\\TimeZoneInformation`, { RealTimeIsUniversal: 0 }),
  ),
];
