# shellcheck shell=sh
# Settings of the network that fit this machine alone: its card, its addresses, its name, its name servers.

# Settings with an address that was given by hand; another VM has another one.
fixed_addresses() {
  holding '^[[:space:]]*-?[[:space:]]*addresses:|^[[:space:]]*-[[:space:]]*["'\'']?[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/' '/etc/netplan/*.yaml'
  holding '^[[:space:]]*Address[[:space:]]*=' '/etc/systemd/network/*.network'
  holding '^[[:space:]]*(iface[[:space:]].*[[:space:]]static|address[[:space:]]+[0-9])' /etc/network/interfaces '/etc/network/interfaces.d/*'
  holding '^[[:space:]]*method[[:space:]]*=[[:space:]]*manual|^[[:space:]]*address1[[:space:]]*=' '/etc/NetworkManager/system-connections/*'
  holding '^[[:space:]]*(IPADDR[0-9]*|BOOTPROTO)[[:space:]]*=[[:space:]]*["'\'']?(static|[0-9]+\.)' '/etc/sysconfig/network-scripts/ifcfg-*' '/etc/sysconfig/network/ifcfg-*'
}

# Without what cloud-init writes anew.
own_addresses() {
  fixed_addresses | grep -v '/ifcfg-lo$' | without_cloud_inits
}

without_cloud_inits() { while IFS= read -r file; do is_of_cloud_init "$file" || printf '%s\n' "$file"; done; }

# In a shell of its own, since it sets names that whoever asks has too.
is_of_cloud_init() ( # is_of_cloud_init FILE
  has_cloud_init || exit 1
  case $1 in */50-cloud-init* | */10-cloud-init-* | */cloud-init-*) exit 0 ;; esac
  grep -Fqs 'Created by cloud-init' "$root$1"
)

# Settings that tie the network to this machine's card, apart from what cloud-init writes anew.
card_settings() {
  existing '/etc/sysconfig/network-scripts/ifcfg-*' '/etc/sysconfig/network/ifcfg-*' '/etc/NetworkManager/system-connections/*' '/etc/netplan/*.yaml' '/etc/systemd/network/*' /etc/network/interfaces '/etc/network/interfaces.d/*' '/etc/udev/rules.d/*.rules' | while IFS= read -r file; do
    ! is_of_cloud_init "$file" || continue
    if grep -Eiqs '^[[:space:]]*(HWADDR|mac-address|macaddress|MACAddress|hwaddress|LLADDR)[[:space:]]*[=:][[:space:]]*["'\'']?[0-9a-f]{2}[:-]|^[[:space:]]*hwaddress[[:space:]]|^[^#]*ATTRS?\{address\}=="[0-9A-Fa-f]{2}:' "$root$file"; then printf '%s\n' "$file"; fi
  done
}

# Settings that name this host; what names it in /etc/hosts and /etc/hostname is taken out.
host_settings() {
  host=$(head -n 1 "$root/etc/hostname" 2>/dev/null)
  case ${host%%.*} in '' | localhost) return 0 ;; esac
  existing /etc/mailname /etc/postfix/main.cf /etc/exim4/update-exim4.conf.conf /etc/samba/smb.conf /etc/sssd/sssd.conf '/etc/sssd/conf.d/*' /etc/sysconfig/network /etc/dhcp/dhclient.conf \
    '/etc/NetworkManager/system-connections/*' /etc/machine-info /etc/zabbix/zabbix_agentd.conf /etc/zabbix/zabbix_agent2.conf | without_cloud_inits | while IFS= read -r file; do
    full=$host short=${host%%.*} awk '!/^[ \t]*[#;]/ {
        sub(/^[^=]*=/, "")
        n = split($0, words, /[^A-Za-z0-9._-]+/)
        for (i = 1; i <= n; i++) if (words[i] == ENVIRON["full"] || words[i] == ENVIRON["short"] || index(words[i], ENVIRON["short"] ".") == 1) found = 1
      } END { exit !found }' "$root$file" && printf '%s\n' "$file"
  done
}

# A plain file of name servers, which the agent deletes where nothing makes one anew: a VM made from the image then finds no names.
plain_resolver() {
  file="$root/etc/resolv.conf"
  if [ ! -f "$file" ] || [ -L "$file" ] || ! have waagent || makes_resolver; then return 0; fi
  printf '/etc/resolv.conf\n'
}

# The agent leaves the file on Ubuntu. Elsewhere it is made by a program of the network, or by a line of tmpfiles.
makes_resolver() {
  ! grep -Eqs '^ID="?ubuntu' "$root/etc/os-release" || return 0
  for name in dhclient dhcpcd udhcpc resolvconf netconfig connmand; do ! have "$name" || return 0; done
  ! grep -hqs '^L[^ ]*[[:space:]]*/etc/resolv.conf' "$root"/usr/lib/tmpfiles.d/*.conf "$root"/etc/tmpfiles.d/*.conf || return 0
  have NetworkManager && ! grep -hEqs '^[[:space:]]*(dns|rc-manager)[[:space:]]*=[[:space:]]*(none|unmanaged)' "$root"/etc/NetworkManager/NetworkManager.conf "$root"/etc/NetworkManager/conf.d/*.conf "$root"/usr/lib/NetworkManager/conf.d/*.conf
}
