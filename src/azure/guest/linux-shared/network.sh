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

# The agent leaves the file on Ubuntu. Elsewhere a line of tmpfiles or a program of the network makes it, unless that is told to leave name servers alone.
makes_resolver() {
  ! grep -Eqs '^ID="?ubuntu' "$root/etc/os-release" || return 0
  ! grep -hqs '^L[^ ]*[[:space:]]*/etc/resolv.conf' "$root"/usr/lib/tmpfiles.d/*.conf "$root"/etc/tmpfiles.d/*.conf || return 0
  if have netconfig; then ! grep -Eqs '^[[:space:]]*NETCONFIG_DNS_POLICY=(""|'\'''\'')?[[:space:]]*(#.*)?$' "$root/etc/sysconfig/network/config"; return; fi
  if have resolvconf; then ! grep -Eiqs '^[[:space:]]*resolvconf=["'\'']?(no|false|0|off)' "$root/etc/resolvconf.conf"; return; fi
  ! name_servers_by_hand || return 1
  if have NetworkManager && ! is_masked system NetworkManager.service; then
    ! grep -hEqs '^[[:space:]]*(dns|rc-manager)[[:space:]]*=[[:space:]]*(none|unmanaged)' "$root"/etc/NetworkManager/NetworkManager.conf "$root"/etc/NetworkManager/conf.d/*.conf "$root"/usr/lib/NetworkManager/conf.d/*.conf || dhclient_runs
    return
  fi
  if have dhclient && ! dhclient_is_silenced; then return 0; fi
  if have dhcpcd && ! grep -Eqs '^[[:space:]]*(nohook[[:space:]].*resolv\.conf|nooption[[:space:]].*domain_name_servers)' "$root/etc/dhcpcd.conf"; then return 0; fi
  if have udhcpc && ! grep -Eiqs '^[[:space:]]*RESOLV_CONF=["'\'']?no' "$root/etc/udhcpc/udhcpc.conf"; then return 0; fi
  have connmand
}

# Beside NetworkManager dhclient has its own say only for interfaces that others bring up.
dhclient_runs() { have dhclient && ! dhclient_is_silenced && grep -hEqs '^[[:space:]]*iface[[:space:]].*[[:space:]]dhcp' "$root/etc/network/interfaces" "$root"/etc/network/interfaces.d/*; }

# A hook that has its own way with name servers, and hands them to nobody.
dhclient_is_silenced() {
  for hook in "$root"/etc/dhclient-enter-hooks "$root"/etc/dhcp/dhclient-enter-hooks "$root"/etc/dhclient-enter-hooks.d/* "$root"/etc/dhcp/dhclient-enter-hooks.d/*; do
    if grep -Eqs '^[[:space:]]*(function[[:space:]]+)?make_resolv_conf[[:space:]]*(\(|\{|$)' "$hook" && ! grep -Eq '^[^#]*(resolvconf|resolvectl|resolved|netconfig|/etc/resolv\.conf)' "$hook"; then return 0; fi
  done
  return 1
}

# Red Hat's settings of an interface that takes its address by DHCP, but not the name servers, and names none.
name_servers_by_hand() {
  for file in "$root"/etc/sysconfig/network-scripts/ifcfg-*; do
    if grep -Eiqs '^[[:space:]]*PEERDNS=["'\'']?(no|false|0)' "$file" && ! grep -Eqs '^[[:space:]]*DNS[0-9]' "$file"; then return 0; fi
  done
  return 1
}
