# shellcheck shell=sh
# What stays in the image though it tells of this machine or gives something away: the readiness check names it before, the deprovision after.

# The account that a deprovision removes, with its home; it alone may have a password, a key and a history now.
know_leaving() {
  provisioned=$(sed -n 's/.*<[^/>]*UserName>\([^<]*\)<.*/\1/p' "$root/var/lib/waagent/ovf-env.xml" 2>/dev/null | head -n 1)
  export provisioned
  leaving_home=$(awk -F: '$1 == ENVIRON["provisioned"] { print $6; exit }' "$root/etc/passwd")
  leaving_uid=$(awk -F: '$1 == ENVIRON["provisioned"] { print $3; exit }' "$root/etc/passwd")
  leaving_gid=$(awk -F: '$1 == ENVIRON["provisioned"] { print $4; exit }' "$root/etc/passwd")
  leaving_place=$(real_dir "${leaving_home:-/nowhere}")
  foreign=$(list_foreign)
  own=$(list_own)
  find_sshd
}

# Accounts that have a password, but for those of whom it is taken.
with_password() {
  DELETED=''
  [ "$(agent_setting Provisioning.DeleteRootPassword n)" != y ] || DELETED=root
  export DELETED
  awk -F: '!/^#/ && $1 != ENVIRON["provisioned"] && $1 != ENVIRON["DELETED"] && $2 != "" && $2 != "x" && $2 !~ /[*!]/ { print $1 }' "$root/etc/shadow" "$root/etc/passwd" 2>/dev/null | sort -u
}

# Of files and patterns, those that are there and hold something.
existing() { # existing PATTERN...
  for path in "$@"; do
    # shellcheck disable=SC2086 # a pattern
    for file in "$root"$path; do [ ! -s "$file" ] || printf '%s\n' "${file#"$root"}"; done
  done
}

# Homes and logs on other file systems, where nothing is deleted: a data disk becomes part of the image too.
other_file_systems() {
  {
    home_places | while IFS= read -r place; do
      is_shallow "$place" || ! is_foreign "$place" || printf '%s\n' "$place"
    done
    seen_mounts | while read -r _ spot source; do
      case $source in *[/:]*) ;; *) continue ;; esac
      printf '%s\n' "$foreign" | grep -Fqx -e "$spot" || continue
      case $spot in /home | /home/* | /root/* | /var/home/* | /var/roothome/* | /var/log | /var/log/*) unescape "$spot"; printf '%s\n' "$at" ;; esac
    done
  } | sort -u | awk 'last == "" || index($0, last "/") != 1 { print; last = $0 }'
}

# Keys that open other machines, in the homes of accounts that stay.
private_keys() { walk_homes -type f -path '*/.ssh/*' ! -name '*.pub' -exec grep -l 'PRIVATE KEY' {} + | below_root; }

# What programs keep to sign in somewhere, in the homes of accounts that stay.
credentials() {
  set --
  for file in .aws/credentials '.azure/msal_token_cache*' '.azure/*ccess[Tt]oken*' '.azure/service_principal*' .kube/config .docker/config.json .netrc .git-credentials \
    .config/git/credentials .pgpass .my.cnf .mylogin.cnf .vault-token .config/gh/hosts.yml '.config/gcloud/*credentials*' .terraform.d/credentials.tfrc.json \
    '.gnupg/private-keys-v1.d/*' .npmrc .s3cfg; do set -- "$@" -o -path "*/$file"; done
  shift
  walk_homes -type f -size +0 \( "$@" \) -print | below_root
}

keys_and_credentials() { private_keys; credentials; }

# Secrets of the machine in a domain.
domain_secrets() { existing /etc/krb5.keytab /var/lib/samba/private/secrets.tdb '/var/lib/sss/db/*.ldb' /etc/ipa/default.conf '/var/lib/ipa-client/pki/*'; }

# Registrations with a distribution.
registrations() {
  existing '/etc/pki/consumer/*.pem' '/etc/pki/entitlement/*-key.pem' /etc/sysconfig/rhn/systemid '/etc/zypp/credentials.d/*' \
    /var/lib/ubuntu-advantage/private/machine-token.json /var/lib/landscape/client/broker.bpickle /etc/landscape/client.conf
}

# What agents and services know this machine by: identities, keys and certificates of their own.
service_identities() {
  existing /var/opt/azcmagent/agentconfig.json '/var/opt/azcmagent/certs/*' /etc/opt/microsoft/mdatp/mdatp_onboard.json '/etc/opt/microsoft/omsagent/*/certs/oms.key' \
    '/etc/puppetlabs/puppet/ssl/private_keys/*' '/var/lib/puppet/ssl/private_keys/*' /etc/salt/pki/minion/minion.pem /etc/salt/minion_id /etc/chef/client.pem \
    /opt/CrowdStrike/falconstore /var/lib/tailscale/tailscaled.state '/etc/wireguard/*.conf' \
    '/var/lib/kubelet/pki/*' /var/lib/docker/swarm/docker-state.json /etc/docker/key.json /var/lib/consul/node-id /var/lib/mysql/auto.cnf /var/lib/systemd/credential.secret '/etc/letsencrypt/archive/*/privkey*' \
    /etc/insights-client/machine-id /var/ossec/etc/client.keys /var/lib/teleport/host_uuid /opt/Elastic/Agent/fleet.enc
}

# Settings that name the account which goes: they let nobody in then, or whoever gets that name.
account_settings() { # account_settings ACCOUNT
  [ -n "$1" ] || return 0
  existing /etc/ssh/sshd_config '/etc/ssh/sshd_config.d/*' '/etc/security/*.conf' '/etc/security/*.d/*.conf' '/etc/polkit-1/rules.d/*' '/etc/polkit-1/localauthority/*/*' '/var/lib/polkit-1/localauthority/*/*' \
    '/etc/systemd/system/*.service' '/etc/systemd/system/*.d/*.conf' /etc/aliases /etc/samba/smb.conf /etc/exports | while IFS= read -r file; do
    [ -f "$root$file" ] || continue
    name=$1 awk '!/^[ \t]*[#;]/ {
        n = split($0, words, /[^A-Za-z0-9._@-]+/)
        for (i = 1; i <= n; i++) if (words[i] == ENVIRON["name"]) found = 1
      } END { exit !found }' "$root$file" && printf '%s\n' "$file"
  done
  sudoers_left "$1" "$leaving_uid" "$leaving_gid"
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

# Settings that tie the network to this machine's card, apart from what cloud-init writes anew.
card_settings() {
  existing '/etc/sysconfig/network-scripts/ifcfg-*' '/etc/sysconfig/network/ifcfg-*' '/etc/NetworkManager/system-connections/*' '/etc/netplan/*.yaml' '/etc/systemd/network/*' '/etc/network/interfaces' '/etc/network/interfaces.d/*' | while IFS= read -r file; do
    case $file in */50-cloud-init* | */10-cloud-init-* | */cloud-init-*) ! has_cloud_init || continue ;; esac
    if grep -Fqs 'Created by cloud-init' "$root$file" && has_cloud_init; then continue; fi
    if grep -Eiqs '^[[:space:]]*(HWADDR|mac-address|macaddress|MACAddress|hwaddress|LLADDR)[[:space:]]*[=:][[:space:]]*["'\'']?[0-9a-f]{2}[:-]|^[[:space:]]*hwaddress[[:space:]]' "$root$file"; then printf '%s\n' "$file"; fi
  done
}

# The paths of find, as the guest has them, without those in the home of the account that goes.
below_root() {
  while IFS= read -r path; do
    path=${path#"$root"}
    case $path in "${leaving_home:-/nowhere}"/* | "${leaving_place:-/nowhere}"/*) ;; *) printf '%s\n' "$path" ;; esac
  done
}

# Makes of many lines one: how many there are, and the first three.
few() { awk 'NF { n++; if (n <= 3) text = text (n > 1 ? ", " : "") $0 } END { if (n) print n ": " text }'; }
