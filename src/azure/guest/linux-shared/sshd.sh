# shellcheck shell=sh
# The settings of the SSH server, and the keys that it lets in.

find_sshd() {
  for sshd in "$root/etc/ssh/sshd_config" "$root/usr/etc/ssh/sshd_config" ''; do [ ! -f "$sshd" ] || break; done
}

# The settings in the order in which sshd reads them: the first of a name counts, Include is followed, Match is for some only.
# With a third word those for some are among them. A line may end as those of Windows do: sshd takes it.
sshd_lines() { # sshd_lines FILE DEPTH [ALL]
  tr -d '\r' <"$1" | sed 's/[#].*//; s/=/ /; s/"//g' | while read -r key value; do
    case $key in
      [Mm][Aa][Tt][Cc][Hh]) [ -n "${3:-}" ] || break ;;
      [Ii][Nn][Cc][Ll][Uu][Dd][Ee])
        for pattern in $value; do
          case $pattern in /*) ;; *) pattern="/etc/ssh/$pattern" ;; esac
          for file in "$root"$pattern; do
            if [ -f "$file" ] && [ "$2" -lt 4 ]; then sshd_lines "$file" $(($2 + 1)) "${3:-}"; fi
          done
        done
        ;;
      ?*) printf '%s %s\n' "$key" "$value" ;;
    esac
  done
}

sshd_setting() { sshd_lines "$sshd" 0 | awk -v name="$1" 'tolower($1) == name { print $2; exit }'; }

# Whom the SSH server lets in by something else than files of keys.
ssh_trust() {
  {
    [ ! -f "$sshd" ] || sshd_lines "$sshd" 0 all | awk '
      { name = tolower($1); value = tolower($2) }
      (name == "authorizedkeyscommand" || name == "trustedusercakeys") && value != "none" { print $1 " " $2 }
      name == "hostbasedauthentication" && value == "yes" { print $1 }'
    existing /etc/hosts.equiv /etc/ssh/shosts.equiv
    walk_homes -type f -size +0 \( -name .k5login -o -name .shosts -o -name .rhosts \) -print | below_root
  } | sort -u
}
