# shellcheck shell=sh
# Who gets in, and what people left.

check_passwords() {
  judge password must "$(with_password | few)" 'none'
  found=$(awk -F: '!/^#/ && NF > 2 && $2 == "" { print $1 }' "$root/etc/shadow" "$root/etc/passwd" | sort -u | few)
  judge root-accounts must "$(other_roots | few)" 'root alone'
  judge empty-password must "$found" 'none'
}

check_keys() {
  judge authorized-keys must "$(authorized_keys | few)" 'none'
  judge ssh-trust should "$(ssh_trust | few)" 'only keys in files'
  judge credentials must "$(keys_and_credentials | few)" 'none'
}

# A capture removes histories in every home, but none on another file system.
check_histories() {
  found=$(other_file_systems | while IFS= read -r place; do
    case $place in /var/log*) ;; *) find_histories print look_below "$place" ;; esac
  done | sort -u | below_root | few)
  judge shell-history must "$found" 'none that stays'
  judge other-file-systems should "$(other_file_systems | few)" 'no homes and logs on them'
}

look_below() { # look_below DIR EXPRESSION...
  below=$1
  shift
  find "$root$below" -maxdepth 6 -xdev "$@"
}

check_identities() {
  judge domain-join must "$(domain_secrets | few)" 'not in a domain'
  judge registration should "$(registrations | few)" 'none'
  judge service-identity should "$(service_identities | few)" 'none'
  judge snapshots must "$(snapshots | few)" 'none'
  judge host-name should "$(host_settings | few)" 'in no setting'
  judge account-setting should "$(account_settings "$provisioned" | few)" 'none'
}

# Partner Center reads /etc/ssh/sshd_config alone, sshd the first that it comes upon, drop-ins too: both must be right.
check_client_alive() {
  alive=$(sshd_setting clientaliveinterval)
  itself=''
  [ ! -f "$root/etc/ssh/sshd_config" ] || itself=$(sshd_lines "$root/etc/ssh/sshd_config" 4 | awk 'tolower($1) == "clientaliveinterval" { print $2; exit }')
  seconds=$(seconds_of "$alive")
  if [ -z "$alive" ]; then report ssh-client-alive must 'not set'
  elif [ -z "$itself" ]; then report ssh-client-alive must "not set in /etc/ssh/sshd_config itself, only in another file: $alive"
  elif ! in_range "$(seconds_of "$itself")"; then report ssh-client-alive must "$itself in /etc/ssh/sshd_config itself"
  elif ! in_range "$seconds"; then report ssh-client-alive must "$alive"
  elif [ "$seconds" -lt 30 ]; then report ssh-client-alive should "$alive"
  else report ssh-client-alive fine "$alive"; fi
}

# As sshd reads a time: 90, 90s, 1m30s.
seconds_of() {
  printf '%s\n' "$1" | awk 'tolower($0) ~ /^([0-9]+[smhdw]?)+$/ {
    text = tolower($0); sum = 0
    while (match(text, /^[0-9]+[smhdw]?/)) {
      part = substr(text, 1, RLENGTH); text = substr(text, RLENGTH + 1)
      unit = part ~ /w$/ ? 604800 : part ~ /d$/ ? 86400 : part ~ /h$/ ? 3600 : part ~ /m$/ ? 60 : 1
      sum += part * unit
    }
    print sum
  }'
}

in_range() { [ -n "$1" ] && [ "$1" -ge 1 ] && [ "$1" -le 235 ]; }

check_sshd() {
  if [ -z "$sshd" ]; then report ssh-server should 'no sshd_config'; return; fi
  report ssh-server fine installed
  check_client_alive
  if [ "$(sshd_setting permitrootlogin)" = yes ]; then report root-login should yes; else report root-login fine 'not with a password'; fi
  check_host_keys
}

# Keys at a place that sshd_config names are removed by nobody, and made by nobody.
check_host_keys() {
  makes=''
  ! makes_host_keys || makes=yes
  keys=$({
    [ -n "$makes" ] || for key in "$root"/etc/ssh/ssh_host_*_key; do [ ! -e "$key" ] || printf '%s\n' "${key##*/}"; done
    sshd_lines "$sshd" 0 | awk 'tolower($1) == "hostkey" && $2 !~ /^\/etc\/ssh\/ssh_host_[^\/]*_key$/ { print $2 }' | while IFS= read -r key; do [ ! -e "$root$key" ] || printf '%s\n' "$key"; done
  } | few)
  judge ssh-host-keys must "$keys" 'made anew in each VM'
}

# Files of rules that sudo takes now, and would not without the account: the deprovision gives up there before it begins.
rules_in_the_way() {
  case $provisioned in '' | root) return 0 ;; esac
  have visudo || return 0
  know_gone "$provisioned" "$leaving_uid" "$leaving_gid"
  sudoers_files | while IFS= read -r file; do
    real=$(readlink -f "$root$file")
    if is_foreign "${real#"$root"}" || is_vendors "$file"; then continue; fi
    visudo -cf - <"$root$file" >/dev/null && ! sudoers_of "$root$file" rules | visudo -cf - >/dev/null && printf '%s\n' "$file"
  done
}

check_sudoers() {
  judge sudo-rules must "$(rules_in_the_way | few)" 'hold without the provisioned account'
  found=$(for file in /etc/sudoers /usr/etc/sudoers "$root"/etc/sudoers.d/*; do
    file=${file#"$root"}
    grep -Eq '^[[:space:]]*Defaults[[:space:]]+([^#]*,[[:space:]]*)?targetpw' "$root$file" && printf '%s\n' "$file"
  done | few)
  judge sudo-targetpw must "$found" 'not set'
}
