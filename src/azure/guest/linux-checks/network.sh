# shellcheck shell=sh
# The network and the packages.

check_network() {
  found=$(for dir in usr/lib usr/lib64 lib; do
    for name in 70-persistent-net.rules 75-persistent-net-generator.rules; do
      if [ -e "$root/$dir/udev/rules.d/$name" ] && [ ! -L "$root/etc/udev/rules.d/$name" ]; then printf '/%s/udev/rules.d/%s\n' "$dir" "$name"; fi
    done
  done | few)
  judge persistent-net must "$found" 'none that stays'
  file="$root/etc/sysconfig/network-scripts/ifcfg-eth0"
  found=''
  if [ -f "$file" ]; then
    found=$(for want in DEVICE=eth0 BOOTPROTO=dhcp ONBOOT=yes; do
      tr -d "\"'" <"$file" | grep -Eiqx "$want" || printf 'no %s\n' "$want"
    done | few)
  fi
  judge network-dhcp must "$found" 'by DHCP'
  judge network-card should "$(card_settings | few)" 'to no card'
  judge network-address should "$(own_addresses | few)" 'none by hand'
  judge resolver should "$(plain_resolver)" 'made anew, or left'
  if grep -Eiq '^ID(_LIKE)?=.*suse' "$root/etc/os-release"; then
    if grep -Eq '^DHCLIENT_SET_HOSTNAME="?no"?' "$root/etc/sysconfig/network/dhcp"; then report dhcp-hostname fine no; else report dhcp-hostname must 'DHCLIENT_SET_HOSTNAME is not "no"'; fi
  fi
}

check_repositories() {
  if ! have apt-get && ! have dnf && ! have yum && ! have zypper; then report repositories fine 'no package manager that this knows'; return; fi
  count=$(cat "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/* "$root"/etc/yum.repos.d/*.repo "$root"/etc/zypp/repos.d/*.repo |
    grep -Eic '^[[:space:]]*(deb[[:space:]]|URIs:|baseurl|mirrorlist|metalink)')
  if [ "${count:-0}" -gt 0 ]; then report repositories fine "$count"; else report repositories should none; fi
}
