# shellcheck shell=sh
# What network stacks keep of this machine's card, addresses and names.

# Kept before waagent deletes the link of systemd-resolved and resets the host name.
remember_network() {
  [ -e "$dir/resolver" ] || readlink /etc/resolv.conf >"$dir/resolver" 2>/dev/null || :
  [ -s "$dir/host" ] || head -n 1 /etc/hostname >"$dir/host" 2>/dev/null || :
}

remove_network_state() {
  for folder in /var/lib/dhclient /var/lib/dhcp /var/lib/dhcp3 /var/lib/dhcpcd /var/db/dhcpcd /var/lib/dhcpd /var/lib/wicked /var/lib/connman /var/lib/systemd/network; do
    delete_in "$folder" -type f
  done
  delete_in /var/lib/NetworkManager -type f \( -name '*.lease' -o -name '*.leases' -o -name secret_key -o -name timestamps -o -name seen-bssids -o -name 'dhclient*' \)
  drop /etc/udev/rules.d/70-persistent-net.rules /etc/udev/rules.d/70-persistent-cd.rules /etc/udev/rules.d/85-persistent-net-cloud-init.rules
  # cloud-init writes these anew for the card of the next VM, unless it is told to leave the network alone.
  if has_cloud_init && ! grep -Eqs '^[[:space:]]*(network:[[:space:]]*\{)?[[:space:]]*config:[[:space:]]*["'\'']?disabled' /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.d/*.cfg; then
    drop /etc/netplan/50-cloud-init.yaml /etc/network/interfaces.d/50-cloud-init /etc/network/interfaces.d/50-cloud-init.cfg
    for file in /etc/systemd/network/10-cloud-init-* /etc/NetworkManager/system-connections/cloud-init-*; do drop "$file"; done
    for file in /etc/sysconfig/network-scripts/ifcfg-* /etc/sysconfig/network/ifcfg-*; do
      if grep -Fqs 'Created by cloud-init' "$file"; then drop "$file"; fi
    done
  fi
  # Which hosts mounted what of this one, or were mounted.
  for folder in sm sm.bak v4recovery; do delete_in "/var/lib/nfs/$folder" -type f; done
  drop /var/lib/nfs/state
  for file in rmtab xtab etab; do empty_in /var/lib/nfs -maxdepth 1 -name "$file"; done
  restore_resolver
  forget_host
}

# A link stays a link: some releases never make it again, and a VM without it finds no names.
restore_resolver() {
  resolver=$(cat "$dir/resolver" 2>/dev/null)
  if [ -z "$resolver" ] || [ -L /etc/resolv.conf ]; then return 0; fi
  drop /etc/resolv.conf
  [ -e /etc/resolv.conf ] || ln -s "$resolver" /etc/resolv.conf 2>/dev/null || stuck /etc/resolv.conf
  relabel /etc/resolv.conf
}

# waagent resets the name; where it could not, and in the list of hosts, it goes here.
# shellcheck disable=SC2016 # a program of awk
forget_host() {
  host=$(cat "$dir/host" 2>/dev/null)
  case $host in '' | localhost | localhost.localdomain) return 0 ;; esac
  names=$host
  if [ -f /etc/hostname ] && [ "$(head -n 1 /etc/hostname)" = "$host" ]; then printf 'localhost.localdomain\n' >"$dir/new"; rewrite /etc/hostname; fi
  edit /etc/hosts '
    /^[ \t]*[0-9a-fA-F:.]+[ \t]/ {
      kept = ""; changed = 0
      for (i = 2; i <= NF && $i !~ /^#/; i++) {
        if ($i == ENVIRON["NAMES"] || index($i, ENVIRON["NAMES"] ".") == 1) changed = 1
        else kept = kept " " $i
      }
      if (changed) { if (kept != "") print $1 kept; next }
    }
    { print }'
  [ ! -f /etc/machine-info ] || edit /etc/machine-info '{ name = $0; gsub(/^[^=]*=|["\047]/, "", name) } !(/^PRETTY_HOSTNAME=/ && name == ENVIRON["NAMES"])'
  names=$account
}
