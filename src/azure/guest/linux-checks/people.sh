# shellcheck shell=sh
# Who gets in, and what people left.

check_passwords() {
  DELETED=''
  [ "$(agent_setting Provisioning.DeleteRootPassword n)" != y ] || DELETED=root
  export DELETED
  found=$(awk -F: '!/^#/ && $1 != ENVIRON["provisioned"] && $1 != ENVIRON["DELETED"] && $2 != "" && $2 != "x" && $2 !~ /[*!]/ { print $1 }' "$root/etc/shadow" "$root/etc/passwd" | sort -u | few)
  judge password must "$found" 'none'
  found=$(awk -F: '!/^#/ && NF > 2 && $2 == "" { print $1 }' "$root/etc/shadow" "$root/etc/passwd" | sort -u | few)
  judge empty-password must "$found" 'none'
}

# cloud-init's line in root's file, which only says whom to sign in as, is no key of anybody.
check_keys() {
  found=$(awk -F: '!/nologin/ && $1 != ENVIRON["provisioned"] { print $6 }' "$root/etc/passwd" | sort -u | while IFS= read -r home; do
    for file in "$home/.ssh/authorized_keys" "$home/.ssh/authorized_keys2"; do
      if grep -v 'Please login as the user' "$root$file" | grep -q '[^[:space:]]'; then printf '%s\n' "$file"; fi
    done
  done | few)
  judge authorized-keys must "$found" 'none'
}

# What a capture removes is left out: histories at the top of a home, and the provisioned account's home.
check_histories() {
  found=$({ awk -F: '$1 != ENVIRON["provisioned"] { print $6 }' "$root/etc/passwd"; printf '/root\n'; } | sort -u | while IFS= read -r home; do
    if [ "${home:-/}" = / ] || [ ! -d "$root$home" ]; then continue; fi
    find "$root$home" -xdev -maxdepth 5 -type f \( -name '.*sh_history' -o -name .history \) -size +0c | while IFS= read -r file; do
      [ "${file%/*}" = "$root$home" ] || printf '%s\n' "${file#"$root"}"
    done
  done | sort -u | few)
  judge shell-history must "$found" 'none that stays'
}

# The settings in the order in which sshd reads them: the first of a name counts, Include is followed, Match is for some only.
sshd_lines() { # sshd_lines FILE DEPTH
  sed 's/[#].*//; s/=/ /; s/"//g' "$1" | while read -r key value; do
    case $key in
      [Mm][Aa][Tt][Cc][Hh]) break ;;
      [Ii][Nn][Cc][Ll][Uu][Dd][Ee])
        for pattern in $value; do
          case $pattern in /*) ;; *) pattern="/etc/ssh/$pattern" ;; esac
          for file in "$root"$pattern; do
            if [ -f "$file" ] && [ "$2" -lt 4 ]; then sshd_lines "$file" $(($2 + 1)); fi
          done
        done
        ;;
      ?*) printf '%s %s\n' "$key" "$value" ;;
    esac
  done
}

sshd_setting() { sshd_lines "$sshd" 0 | awk -v name="$1" 'tolower($1) == name { print $2; exit }'; }

check_sshd() {
  for sshd in "$root/etc/ssh/sshd_config" "$root/usr/etc/ssh/sshd_config" ''; do [ ! -f "$sshd" ] || break; done
  if [ -z "$sshd" ]; then report ssh-server should 'no sshd_config'; return; fi
  report ssh-server fine installed
  alive=$(sshd_setting clientaliveinterval)
  seconds=$(printf '%s\n' "$alive" | awk '/^[0-9]+[sS]?$/ { print $1 + 0 } /^[0-9]+[mM]$/ { print $1 * 60 }')
  if [ -z "$seconds" ] || [ "$seconds" -lt 1 ] || [ "$seconds" -gt 235 ]; then report ssh-client-alive must "${alive:-not set}"
  elif [ "$seconds" -lt 30 ]; then report ssh-client-alive should "$alive"
  else report ssh-client-alive fine "$alive"; fi
  if [ "$(sshd_setting permitrootlogin)" = yes ]; then report root-login should yes; else report root-login fine 'not with a password'; fi
  check_host_keys
}

check_host_keys() {
  keys=$(for key in "$root"/etc/ssh/ssh_host_*_key; do [ ! -e "$key" ] || printf '%s\n' "${key##*/}"; done | few)
  if [ -z "$keys" ] || has_cloud_init || [ "$(agent_setting Provisioning.RegenerateSshHostKeyPair n)" = y ] ||
    [ -e "$root/usr/lib/systemd/system/sshd-keygen.target" ] || [ -e "$root/usr/lib/systemd/system/sshd-keygen@.service" ]; then
    report ssh-host-keys fine 'made anew in each VM'
  else report ssh-host-keys must "$keys"; fi
}

check_sudoers() {
  found=$(for file in /etc/sudoers /usr/etc/sudoers "$root"/etc/sudoers.d/*; do
    file=${file#"$root"}
    grep -Eq '^[[:space:]]*Defaults[[:space:]]+([^#]*,[[:space:]]*)?targetpw' "$root$file" && printf '%s\n' "$file"
  done | few)
  judge sudo-targetpw must "$found" 'not set'
}
