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

# Accounts beside root that are root all the same.
other_roots() { awk -F: '!/^[#+-]/ && $3 ~ /^0+$/ && $1 != "root" { print $1 }' "$root/etc/passwd"; }

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

# Settings that name the account which goes: they let nobody in then, or whoever gets that name.
account_settings() { # account_settings ACCOUNT
  [ -n "$1" ] || return 0
  existing /etc/ssh/sshd_config '/etc/ssh/sshd_config.d/*' '/etc/security/*.conf' '/etc/security/*.d/*.conf' '/etc/polkit-1/rules.d/*' '/etc/polkit-1/localauthority/*/*' '/var/lib/polkit-1/localauthority/*/*' \
    '/etc/systemd/system/*.service' '/etc/systemd/system/*.d/*.conf' '/usr/local/lib/systemd/system/*.service' '/etc/containers/systemd/*' '/etc/init.d/*' '/etc/default/*' /etc/rc.local \
    /etc/aliases /etc/samba/smb.conf /etc/exports '/etc/cloud/cloud.cfg.d/*.cfg' '/etc/pam.d/*' '/etc/logrotate.d/*' '/etc/supervisor/conf.d/*' '/etc/supervisord.d/*' '/etc/php*/fpm/pool.d/*' '/etc/php/*/fpm/pool.d/*' \
    /etc/lightdm/lightdm.conf '/etc/lightdm/lightdm.conf.d/*' '/etc/gdm*/custom.conf' '/etc/gdm*/daemon.conf' | while IFS= read -r file; do
    [ -f "$root$file" ] || continue
    name=$1 awk '!/^[ \t]*[#;]/ {
        n = split($0, words, /[^A-Za-z0-9._@-]+/)
        for (i = 1; i <= n; i++) if (words[i] == ENVIRON["name"]) found = 1
      } END { exit !found }' "$root$file" && printf '%s\n' "$file"
  done
  sudoers_left "$1" "$leaving_uid" "$leaving_gid"
}

# Snapshots and older systems on the disk: they have what a capture deletes, accounts and passwords too.
snapshots() {
  existing '/.snapshots/*/info.xml' '/*/.snapshots/*/info.xml' '/timeshift/snapshots/*/info.json'
  older=$(for deployment in "$root"/ostree/deploy/*/deploy/*/etc/shadow; do [ ! -f "$deployment" ] || printf '%s\n' "${deployment#"$root"}"; done)
  if [ "$(printf '%s\n' "$older" | grep -c .)" -gt 1 ]; then printf '%s\n' "$older"; fi
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
